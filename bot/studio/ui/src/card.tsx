import { Handle, Position, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { back, handle } from './layout'
import type { Canvas, Exit, Step } from './types'
import { t } from './words'

export interface CardData extends Record<string, unknown> { canvas: Canvas; step: Step; height: number; pick: (id: string) => void }
export interface SideData extends Record<string, unknown> { kind: 'words' | 'callers' | 'call' | 'jump'; title: string; lines: string[]; href: string; height: number }

/** say are the words of a message, in the language that is shown; its source, marked, where there are none. */
export function Say({ canvas, id }: { canvas: Canvas; id: string }) {
  const m = canvas.messages[id]
  if (!m) return <span className="miss">{id}</span>
  if (m.words) return <span lang={canvas.locale} dir={canvas.direction}>{m.words}</span>
  return <span lang={canvas.source} dir="ltr" className="miss">{m.source || id}</span>
}

/** where says in words where a way on leads. */
export function where(e: Exit): string {
  switch (e.how) {
    case 'end': return t('to.end')
    case 'call': return t('to.call', { Name: e.step ? `${e.flow}/${e.step}` : e.flow })
    case 'jump': return t('to.jump', { Name: e.step ? `${e.flow}/${e.step}` : e.flow })
  }
  return e.step
}

/** Ways are the ways on that are no choices: written only where no line shows them. */
function Ways({ canvas, step, pick }: { canvas: Canvas; step: Step; pick: (id: string) => void }) {
  return <>{step.exits.filter(e => e.field === 'next' || e.field === 'fall').map(e => {
    if (e.how === 'end') return <p className="way" key={handle(e)}>{t('to.end')}</p>
    if (back(canvas, step, e)) return <p className="way" key={handle(e)}><button type="button" tabIndex={-1} onClick={ev => { ev.stopPropagation(); pick(e.step) }}><Up /> {e.step}</button></p>
    return null
  })}</>
}

const Up = () => <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 19V5M6 11l6-6 6 6" /></svg>
export const Shield = () => <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.5l7.5 2.5v5.5c0 4.500-3 7.500-7.500 9-4.500-1.500-7.500-4.500-7.500-9V6z" /><path d="M9 12l2.200 2.200L15.200 10" /></svg>
export const Stop = () => <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7z" /><path d="M12 8v5M12 16v.1" /></svg>
export const Warn = () => <svg className="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4l9 16H3z" /><path d="M12 10v4.500M12 17.200v.1" /></svg>

function Tags({ canvas, step }: { canvas: Canvas; step: Step }) {
  const own = canvas.problems.filter(p => p.step === step.id)
  const errors = own.filter(p => p.severity === 'error').length, hints = own.length - errors
  const ids = [step.fields.say, step.fields.pages].flatMap(v => (Array.isArray(v) ? (v as string[]) : []))
  const states = ids.map(id => canvas.messages[id]?.state)
  return <>
    {ids.some(id => canvas.messages[id]?.safety) && <span className="tag safe"><Shield />{t('safety')}</span>}
    {step.changed && <span className="tag">{t('changed')}</span>}
    {errors > 0 && <span className="tag no"><Stop />{t('errors', { Name: errors })}</span>}
    {hints > 0 && <span className="tag warn"><Warn />{hints}</span>}
    {states.includes('missing') && <span className="tag warn"><Warn />{t('missing')}</span>}
    {states.includes('stale') && <span className="tag warn"><Warn />{t('stale')}</span>}
    {canvas.comments.some(x => x.step === step.id) && <span className="tag">{t('commented')}</span>}
  </>
}

function CardView({ data, selected }: NodeProps & { data: CardData }) {
  const { canvas, step, pick } = data
  const bubbles = [...((step.fields.say as string[] | undefined) ?? []), ...((step.fields.pages as string[] | undefined) ?? [])]
  const choices = step.exits.filter(e => e.field !== 'next' && e.field !== 'fall')
  const down = step.exits.filter(e => (e.how === 'step' && !back(canvas, step, e)) || e.how === 'call' || e.how === 'jump')
  return <div className={'card' + (selected ? ' on' : '') + (step.verb === 'help' ? ' lamp' : '')} style={{ minHeight: data.height - 8 }}>
    <Handle type="target" position={Position.Top} isConnectable className="in" />
    <h3>{step.id} <Tags canvas={canvas} step={step} /></h3>
    {bubbles.map((id, i) => <p className="said" key={i}><Say canvas={canvas} id={id} /></p>)}
    {step.verb && step.verb !== 'ask' && step.verb !== 'pages' && <p className="does"><b>{t('verb.' + step.verb)}</b> {does(step)}</p>}
    {choices.length > 0 && <ul>{choices.map(e => <li key={handle(e)} className={e.how === 'step' && !canvas.steps.some(s => s.id === e.step) ? 'bad' : ''}>
      {e.field === 'ask' ? <Say canvas={canvas} id={e.label} /> : <span>{e.label || t('verb.listen')}</span>}
      {(back(canvas, step, e) || e.how === 'end') && <small>{e.how === 'end' ? t('to.end') : <><Up /> {e.step}</>}</small>}
    </li>)}</ul>}
    <Ways canvas={canvas} step={step} pick={pick} />
    {step.exits.map((e, i) => <Handle key={handle(e)} id={handle(e)} type="source" position={Position.Bottom} className={down.includes(e) ? 'out' : 'out idle'}
      style={{ left: `${((i + 1) / (step.exits.length + 1)) * 100}%` }} title={e.label ? canvas.messages[e.label]?.words : ''} />)}
  </div>
}

/** does is what a verb is told. */
function does(s: Step): string {
  const v = s.fields[s.verb]
  return typeof v === 'string' ? v : Array.isArray(v) ? v.map(x => (typeof x === 'string' ? x : x.name)).join(', ') : ''
}

function SideView({ data }: NodeProps & { data: SideData }) {
  const into = data.kind === 'words' || data.kind === 'callers'
  return <div className={'card beside ' + data.kind}>
    {!into && <Handle type="target" position={Position.Top} isConnectable={false} />}
    <h3>{data.href ? <a href={data.href} tabIndex={-1}>{data.title}</a> : data.title}</h3>
    {data.lines.map(l => <p key={l} className="m">{l}</p>)}
    {into && <Handle id="out" type="source" position={Position.Bottom} isConnectable={false} />}
  </div>
}

export const Card = memo(CardView)
export const Side = memo(SideView)
