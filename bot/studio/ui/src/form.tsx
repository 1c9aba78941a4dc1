import { useId, useState, type ReactNode } from 'react'
import { Say, Shield } from './card'
import { free, messageTaken, LATER, NEW, slug, tidy, wordsOf, type Draft } from './edits'
import type { Canvas, Comment, Field, Fields, Pair, Step, Value } from './types'
import { t } from './words'

export interface FormProps {
  canvas: Canvas
  step: Step
  draft: Draft
  theirs?: Step // what somebody else made of it in the meantime
  error: string
  busy: boolean
  change: (d: Draft) => void
  save: () => void
  drop: () => void
  rename: (to: string) => void
  move: (by: -1 | 1) => void
  split: (at: number) => void
  copy: () => void
  remove: (to: string) => void
  say: (text: string) => void
  done: (n: number) => void
  close: () => void
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** count is how long words are: labels in what people see as letters, texts in characters. */
export function count(words: string, label: boolean): number {
  return label ? [...graphemes.segment(words)].length : [...words].length
}

/** Form changes one step: its words, what it does, and where it leads. */
export function Form(p: FormProps) {
  const { canvas, draft, step } = p
  const may = canvas.may.edit
  const set = (fields: Fields) => p.change({ ...draft, fields })
  const verb = canvas.verbs.find(v => v.verb in draft.fields)
  const put = (key: string, v: Value) => set({ ...draft.fields, [key]: v })
  const turn = (to: string) => {
    const fields = { ...draft.fields }
    for (const v of canvas.verbs) for (const f of v.fields) delete fields[f.name]
    const now = canvas.verbs.find(v => v.verb === to)
    for (const f of now?.fields ?? []) if (!f.optional) fields[f.name] = empty(f)
    set(fields)
  }
  const safe = [...((draft.fields.say as string[]) ?? []), ...((draft.fields.pages as string[]) ?? [])].some(id => canvas.messages[id]?.safety)
  return <form className="side r" aria-label={t('form.of', { Name: step.id })} onSubmit={e => { e.preventDefault(); p.save() }}
    onKeyDown={e => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); p.save() } }}>
    <div className="fl"><h2 tabIndex={-1} id="form-head">{step.id}</h2>{safe && <span className="tag safe"><Shield />{t('safety')}</span>}<button type="button" className="bt x end" onClick={p.close}>{t('close')}</button></div>
    {safe && <p className="m">{t('second')}</p>}
    {p.error && <p className="alert" role="alert">{p.error}</p>}
    {p.theirs && <Theirs canvas={canvas} mine={draft.base} theirs={p.theirs} />}
    <Messages canvas={canvas} draft={draft} change={p.change} field="say" title={t('say')} may={may} split={step.fields.say && (step.fields.say as string[]).length > 1 ? p.split : undefined} />
    <label className="lb">{t('does')}
      <select className="f" value={verb?.verb ?? ''} disabled={!may} onChange={e => turn(e.target.value)}>
        <option value="">{t('verb.none')}</option>
        {canvas.verbs.map(v => <option key={v.verb} value={v.verb}>{t('verb.' + v.verb)}</option>)}
      </select></label>
    {verb?.fields.map(f => <FieldForm key={f.name} {...p} field={f} put={put} may={may} />)}
    <Dest canvas={canvas} step={step} label={t('next')} value={(draft.fields.next as string) ?? ''} blank={t('next.below')} disabled={!may} change={v => put('next', v)} />
    <div className="fl acts">
      <button className="bt go" disabled={p.busy || !canvas.may.translate}>{t('save')}</button>
      <button type="button" className="bt x" onClick={p.drop}>{t('drop')}</button>
    </div>
    {may && <More {...p} />}
    <Comments comments={canvas.comments.filter(c => c.step === step.id)} say={p.say} done={p.done} />
  </form>
}

function empty(f: Field): Value {
  switch (f.form) {
    case 'messages': case 'names': return []
    case 'choices': return []
    case 'cases': return [{ name: 'else', to: 'end' }]
    case 'fixed': return f.value ?? ''
    case 'dest': return 'end'
    case 'name': return f.options?.[0] ?? ''
  }
  return ''
}

function FieldForm({ field: f, put, may, ...p }: FormProps & { field: Field; put: (key: string, v: Value) => void; may: boolean }) {
  const { canvas, draft } = p
  const v = draft.fields[f.name]
  const title = t('field.' + f.name)
  switch (f.form) {
    case 'messages': return <Messages canvas={canvas} draft={draft} change={p.change} field={f.name} title={title} may={may} />
    case 'choices': return <Choices canvas={canvas} draft={draft} change={p.change} may={may} />
    case 'cases': return <Cases canvas={canvas} step={p.step} pairs={(v as Pair[]) ?? []} put={x => put(f.name, x)} may={may} />
    case 'dest': return <Dest canvas={canvas} step={p.step} label={title} value={(v as string) ?? ''} disabled={!may} change={x => put(f.name, x)} />
    case 'fixed': return f.optional
      ? <label className="lb tick"><input type="checkbox" disabled={!may} checked={v === f.value} onChange={e => put(f.name, e.target.checked ? f.value! : '')} /> {title}</label>
      : null
    case 'names': return <fieldset disabled={!may}><legend className="lb">{title}</legend><div className="ticks">{f.options?.map(o => <label key={o} className="tick"><input type="checkbox"
      checked={((v as string[]) ?? []).includes(o)} onChange={e => put(f.name, e.target.checked ? [...((v as string[]) ?? []), o] : ((v as string[]) ?? []).filter(x => x !== o))} /> {o}</label>)}</div></fieldset>
    case 'name': return <label className="lb">{title}<select className="f" disabled={!may} value={(v as string) ?? ''} onChange={e => put(f.name, e.target.value)}>
      {f.optional && <option value="" />}{f.options?.map(o => <option key={o}>{o}</option>)}</select></label>
  }
  return <label className="lb">{title}<input className="f" disabled={!may} value={(v as string) ?? ''} onChange={e => put(f.name, e.target.value)} /></label>
}

/** Words is one text: beside its source where the language is another one, with its length and a note for translators. */
function Words({ canvas, draft, change, id, label, title, children }: { canvas: Canvas; draft: Draft; change: (d: Draft) => void; id: string; label: boolean; title: string; children?: ReactNode }) {
  const m = canvas.messages[id], fresh = draft.fresh.includes(id), own = useId()
  const words = wordsOf(canvas, draft, id), limit = m?.limit ?? (label ? 20 : 320), n = count(words, label || !!m?.label)
  const target = fresh ? canvas.source : canvas.locale
  const may = target === canvas.source ? canvas.may.edit : canvas.may.translate
  const dir = target === canvas.source ? 'ltr' : canvas.direction
  const typed = { value: words, lang: target, dir, disabled: !may, id: own, 'aria-describedby': own + 'n', onChange: (e: { target: { value: string } }) => change({ ...draft, words: { ...draft.words, [id]: e.target.value } }) }
  return <div className="words">
    <label className="lb" htmlFor={own}>{title} <span id={own + 'n'} className={'m' + (n > limit ? ' over' : '')}>{t('count', { Name: n, Count: limit })}</span></label>
    {target !== canvas.source && m && <p className="src" lang={canvas.source} dir="ltr">{m.source}</p>}
    {label ? <input className="f" {...typed} /> : <textarea className="f" rows={Math.min(8, Math.max(2, Math.ceil(words.length / 34)))} {...typed} />}
    {m && <p className="m"><a href={`/words/${target}/${id}`}>{id}</a> · {t('state.' + m.state)}{m.by && `, ${m.by}`}{m.flows.length > 0 && <> · {t('shared', { Name: m.flows.join(', ') })}</>}</p>}
    {(fresh || id in draft.words) && target === canvas.source && <label className="lb note">{t('note')}<input className="f" value={draft.notes[id] ?? m?.description ?? ''} required={fresh}
      onChange={e => change({ ...draft, words: { [id]: words, ...draft.words }, notes: { ...draft.notes, [id]: e.target.value } })} /></label>}
    {children}
  </div>
}

function fresh(draft: Draft, id: string): Draft {
  return { ...draft, fresh: [...draft.fresh, id], words: { ...draft.words, [id]: '' } }
}

const swap = <T,>(list: T[], i: number, by: number): T[] => {
  const now = [...list]
  const [one] = now.splice(i, 1)
  now.splice(i + by, 0, one!)
  return now
}

function Rows({ i, n, what, move, drop }: { i: number; n: number; what: string; move: (by: number) => void; drop: () => void }) {
  return <span className="fl rows2">
    <button type="button" className="bt x" disabled={i === 0} aria-label={t('up', { Name: what })} onClick={() => move(-1)}>↑</button>
    <button type="button" className="bt x" disabled={i === n - 1} aria-label={t('down', { Name: what })} onClick={() => move(1)}>↓</button>
    <button type="button" className="bt x" aria-label={t('take', { Name: what })} onClick={drop}>×</button>
  </span>
}

function Messages({ canvas, draft, change, field, title, may, split }: { canvas: Canvas; draft: Draft; change: (d: Draft) => void; field: string; title: string; may: boolean; split?: (at: number) => void }) {
  const ids = (draft.fields[field] as string[] | undefined) ?? []
  const put = (list: string[], d = draft) => change({ ...d, fields: tidy({ ...d.fields, [field]: list }) })
  const add = () => {
    const id = free(ids.length ? `${canvas.flow}.${draft.step}_more` : `${canvas.flow}.${draft.step}`, messageTaken(canvas, draft))
    const d = fresh(draft, id)
    change({ ...d, fields: { ...d.fields, [field]: [...ids, id] } })
  }
  return <fieldset><legend className="lb">{title}</legend>
    {ids.map((id, i) => <Words key={id + i} canvas={canvas} draft={draft} change={change} id={id} label={false} title={t('bubble', { Name: i + 1 })}>
      {may && <Rows i={i} n={ids.length} what={t('bubble', { Name: i + 1 })} move={by => put(swap(ids, i, by))} drop={() => put(ids.filter((_, k) => k !== i))} />}
      {split && i > 0 && <button type="button" className="bt x" onClick={() => split(i)}>{t('split')}</button>}
    </Words>)}
    {may && <button type="button" className="bt" onClick={add}>+ {t('bubble.add')}</button>}
  </fieldset>
}

function Choices({ canvas, draft, change, may }: { canvas: Canvas; draft: Draft; change: (d: Draft) => void; may: boolean }) {
  const pairs = (draft.fields.ask as Pair[] | undefined) ?? []
  const put = (ask: Pair[]) => change({ ...draft, fields: { ...draft.fields, ask } })
  const add = () => {
    const id = free(`${canvas.flow}.${draft.step}.${slug('', 'choice')}`, messageTaken(canvas, draft))
    const d = fresh(draft, id)
    change({ ...d, fields: { ...d.fields, ask: [...pairs, { name: id, to: LATER }] } })
  }
  const house = Object.keys(canvas.messages).filter(id => id.startsWith('common.') && canvas.messages[id]!.label && !pairs.some(p => p.name === id))
  return <fieldset><legend className="lb">{t('choices')}</legend>
    {pairs.map((p, i) => <Words key={p.name} canvas={canvas} draft={draft} change={change} id={p.name} label title={t('choice', { Name: i + 1 })}>
      <Dest canvas={canvas} step={{ id: draft.step } as Step} label={t('leads', { Name: i + 1 })} value={p.to} disabled={!may} change={to => put(pairs.map((x, k) => (k === i ? { ...x, to } : x)))} />
      {may && <Rows i={i} n={pairs.length} what={t('choice', { Name: i + 1 })} move={by => put(swap(pairs, i, by))} drop={() => put(pairs.filter((_, k) => k !== i))} />}
    </Words>)}
    {may && <div className="fl"><button type="button" className="bt" onClick={add}>+ {t('choice.add')}</button>
      {house.length > 0 && <select className="f small" aria-label={t('choice.house')} value="" onChange={e => put([...pairs, { name: e.target.value, to: LATER }])}>
        <option value="">{t('choice.house')}</option>{house.map(id => <option key={id} value={id}>{canvas.messages[id]!.words}</option>)}</select>}</div>}
  </fieldset>
}

function Cases({ canvas, step, pairs, put, may }: { canvas: Canvas; step: Step; pairs: Pair[]; put: (p: Pair[]) => void; may: boolean }) {
  return <fieldset disabled={!may}><legend className="lb">{t('field.cases')}</legend>
    {pairs.map((p, i) => <div key={i} className="words">
      <label className="lb">{t('case', { Name: i + 1 })}<input className="f" value={p.name} onChange={e => put(pairs.map((x, k) => (k === i ? { ...x, name: e.target.value } : x)))} /></label>
      <Dest canvas={canvas} step={step} label={t('leads', { Name: i + 1 })} value={p.to} disabled={!may} change={to => put(pairs.map((x, k) => (k === i ? { ...x, to } : x)))} />
      <Rows i={i} n={pairs.length} what={t('case', { Name: i + 1 })} move={by => put(swap(pairs, i, by))} drop={() => put(pairs.filter((_, k) => k !== i))} />
    </div>)}
    <button type="button" className="bt" onClick={() => put([{ name: '', to: 'end' }, ...pairs])}>+ {t('case.add')}</button>
  </fieldset>
}

/** Dest chooses where something leads. */
export function Dest({ canvas, step, label, value, blank, disabled, fresh: makes = true, change }: { canvas: Canvas; step: Pick<Step, 'id'>; label: string; value: string; blank?: string; disabled?: boolean; fresh?: boolean; change: (to: string) => void }) {
  const known = value === '' || value === 'end' || value === NEW || value === LATER || canvas.steps.some(s => s.id === value) || /^(call|jump) /.test(value)
  const places = canvas.flows.filter(f => f.id !== canvas.flow)
  const jumps = (how: 'call' | 'jump') => places.flatMap(f => {
    const own = `${how} ${f.id}`, rest = value.startsWith(own + '/') ? [value] : []
    return [own, ...rest]
  })
  return <label className="lb">{label}
    <select className="f" value={value} disabled={disabled} aria-invalid={!known || undefined} onChange={e => change(e.target.value)}>
      {blank !== undefined && <option value="">{blank}</option>}
      {!known && <option value={value}>{t('gone', { Name: value })}</option>}
      {makes && <><option value={LATER}>{t('step.later')}</option><option value={NEW}>{t('step.new')}</option></>}
      <option value="end">{t('to.end')}</option>
      <optgroup label={t('steps')}>{canvas.steps.filter(s => s.id !== step.id).map(s => <option key={s.id}>{s.id}</option>)}<option>{step.id}</option></optgroup>
      <optgroup label={t('call')}>{jumps('call').map(d => <option key={d} value={d}>{t('to.call', { Name: d.slice(5) })}</option>)}</optgroup>
      <optgroup label={t('jump')}>{jumps('jump').map(d => <option key={d} value={d}>{t('to.jump', { Name: d.slice(5) })}</option>)}</optgroup>
    </select></label>
}

/** More are the things done to a step as a whole. */
function More(p: FormProps) {
  const [name, setName] = useState(p.step.id)
  const at = p.canvas.steps.findIndex(s => s.id === p.step.id)
  const [to, setTo] = useState(p.canvas.steps[at + 1]?.id ?? 'end')
  return <details className="more"><summary>{t('step.more')}</summary>
    <div className="fl"><label className="lb">{t('rename')}<input className="f" value={name} pattern="[a-z][a-z0-9_\-]{0,31}" onChange={e => setName(e.target.value)} /></label>
      <button type="button" className="bt" disabled={name === p.step.id} onClick={() => p.rename(name)}>{t('rename.do')}</button></div>
    <div className="fl"><button type="button" className="bt" disabled={at <= 0} onClick={() => p.move(-1)}>{t('move.up')}</button>
      <button type="button" className="bt" disabled={at === p.canvas.steps.length - 1} onClick={() => p.move(1)}>{t('move.down')}</button>
      <button type="button" className="bt" onClick={p.copy}>{t('copy')}</button></div>
    <div className="fl"><Dest canvas={p.canvas} step={p.step} label={t('remove.to')} value={to} fresh={false} change={setTo} />
      <button type="button" className="bt no" onClick={() => p.remove(to)}>{t('remove')}</button></div>
  </details>
}

/** Theirs shows what somebody else made of a step while it was being written. */
function Theirs({ canvas, mine, theirs }: { canvas: Canvas; mine: Step; theirs: Step }) {
  const keys = [...new Set([...Object.keys(mine.fields), ...Object.keys(theirs.fields)])].filter(k => JSON.stringify(mine.fields[k]) !== JSON.stringify(theirs.fields[k]))
  const text = (v?: Value) => (v === undefined ? '–' : typeof v === 'string' ? v : v.map(x => (typeof x === 'string' ? canvas.messages[x]?.words || x : `${canvas.messages[x.name]?.words || x.name} → ${x.to}`)).join(' · '))
  return <section className="theirs" aria-label={t('theirs')}><h3>{t('theirs')}</h3>
    {keys.length ? <dl>{keys.map(k => <div key={k}><dt>{k}</dt><dd><del>{text(mine.fields[k])}</del> <ins>{text(theirs.fields[k])}</ins></dd></div>)}</dl>
      : <ul>{[...((theirs.fields.say as string[]) ?? [])].map(id => <li key={id}><Say canvas={canvas} id={id} /></li>)}</ul>}
    <p className="m">{t('theirs.how')}</p></section>
}

function Comments({ comments, say, done }: { comments: Comment[]; say: (text: string) => void; done: (n: number) => void }) {
  const [text, setText] = useState('')
  return <section className="comments"><h3>{t('comments')}</h3>
    {comments.map(c => <div key={c.n} className="comment"><p><b>{c.who}</b> <span className="m">{c.when}</span></p><p dir="auto">{c.text}</p><button type="button" className="bt x" onClick={() => done(c.n)}>{t('comment.done')} <span className="vh">{c.text.slice(0, 40)}</span></button></div>)}
    <label className="lb">{t('comment')}<textarea className="f" rows={2} maxLength={500} value={text} onChange={e => setText(e.target.value)} /></label>
    <button type="button" className="bt" disabled={!text.trim()} onClick={() => { say(text); setText('') }}>{t('comment.say')}</button>
  </section>
}
