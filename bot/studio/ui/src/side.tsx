import { useState } from 'react'
import { Stop, Warn } from './card'
import type { Canvas, Problem } from './types'
import { t } from './words'

/** Side lists the steps, finds words in them, and tells what is wrong. */
export function Side({ canvas, selected, pick, add, mend }: { canvas: Canvas; selected: string; pick: (id: string) => void; add: () => void; mend: (p: Problem) => void }) {
  const [find, setFind] = useState('')
  const wanted = find.trim().toLocaleLowerCase()
  const steps = canvas.steps.filter(s => !wanted || s.id.includes(wanted) || [...says(s.fields)].some(id => {
    const m = canvas.messages[id]
    return m && (m.words.toLocaleLowerCase().includes(wanted) || m.source.toLocaleLowerCase().includes(wanted))
  }))
  return <aside className="side" aria-label={t('steps')}>
    <label className="lb">{t('find')}<input className="f" type="search" value={find} onChange={e => setFind(e.target.value)} /></label>
    <section aria-labelledby="side-p"><h2 id="side-p">{t('problems')}</h2>
      {canvas.problems.length === 0 ? <p className="ok">{t('problems.none')}</p> : <ul className="prob">{canvas.problems.map((p, i) => <li key={i} className={p.severity === 'error' ? 'e' : 'w'}>
        {p.severity === 'error' ? <Stop /> : <Warn />}
        <p><b>{t(p.severity === 'error' ? 'problem.error' : 'problem.warning')}</b> {p.step && <button type="button" className="link" onClick={() => pick(p.step)}>{p.step}</button>} <span lang="en" dir="ltr">{p.message}{p.fix && `; ${p.fix}`}</span></p>
        <p className="fl">{p.link && <a href={p.link}>{t('problem.words', { Name: p.locale })}</a>}{p.mend === 'new-step' && canvas.may.edit && <button type="button" className="bt" onClick={() => mend(p)}>{t('step.new')}</button>}</p>
      </li>)}</ul>}
    </section>
    <section aria-labelledby="side-s"><h2 id="side-s">{t('steps')} <span className="m">{steps.length}</span></h2>
      {canvas.may.edit && <button type="button" className="bt" onClick={add}>+ {t('add')}</button>}
      <ol className="out">{steps.map(s => <li key={s.id}><button type="button" className="link" aria-current={s.id === selected || undefined} onClick={() => pick(s.id)}>{s.id}</button>
        {canvas.problems.some(p => p.step === s.id && p.severity === 'error') && <span className="tag no"><Stop /><span className="vh">{t('problem.error')}</span></span>}
        {s.changed && <span className="tag">{t('changed')}</span>}</li>)}</ol>
    </section>
  </aside>
}

/** says are the messages that fields name. */
export function* says(fields: Canvas['steps'][number]['fields']): Generator<string> {
  for (const v of Object.values(fields)) if (Array.isArray(v)) for (const x of v) yield typeof x === 'string' ? x : x.name
}
