import { Background, Controls, MiniMap, ReactFlow, useReactFlow, type Connection, type Edge, type Node } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import * as api from './api'
import { Card, Side as SideCard } from './card'
import { begin, copy, dirty, free, led, remove, save, split, stepTaken, type Draft } from './edits'
import { Form } from './form'
import { handle, layout, width, type Layout } from './layout'
import { LineEdge } from './line'
import { Previews } from './previews'
import { Side } from './side'
import type { Canvas, Edit, NewText, Problem, Step } from './types'
import { t } from './words'

const kinds = { card: Card, beside: SideCard }
const lines = { line: LineEdge }

export function App({ flow, locale: first, review }: { flow: string; locale: string; review: string }) {
  const [canvas, setCanvas] = useState<Canvas>()
  const [selected, setSelected] = useState(decodeURIComponent(location.hash.slice(1)))
  const [drafts, setDrafts] = useState<Record<string, Draft>>({})
  const [theirs, setTheirs] = useState<Record<string, Step>>({})
  const [error, setError] = useState('')
  const [told, setTold] = useState('')
  const [busy, setBusy] = useState(false)
  const [past, setPast] = useState<string[]>([])
  const [future, setFuture] = useState<string[]>([])
  const rf = useReactFlow()
  const moveTo = useRef('')

  useEffect(() => {
    api.load(flow, first).then(c => { setCanvas(c); document.title = document.title.replace(/^[^·]*/, c.flow + ' ') }, (e: api.Refused) => setError(e.message || t('away')))
  }, [flow, first])

  const steps = useMemo(() => new Map(canvas?.steps.map(s => [s.id, s])), [canvas])
  const step = steps.get(selected)
  const draft = step ? drafts[step.id] ?? begin(step) : undefined
  const unsaved = canvas ? Object.values(drafts).some(d => steps.has(d.step) && dirty(canvas, d)) : false

  useEffect(() => {
    if (!unsaved) return
    const warn = (e: BeforeUnloadEvent) => e.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [unsaved])

  /** pick selects a step, and shows it. */
  const pick = useCallback((id: string, focus = true) => {
    setSelected(id)
    setError('')
    history.replaceState(null, '', '#' + encodeURIComponent(id))
    moveTo.current = focus ? id : ''
  }, [])

  const places = useMemo<Layout | undefined>(() => (canvas ? layout(canvas) : undefined), [canvas])

  // After a change the step that is worked on stays where it is on the screen.
  const before = useRef<Layout | undefined>(undefined)
  useEffect(() => {
    const was = before.current?.places.get(selected), is = places?.places.get(selected)
    before.current = places
    if (was && is && (was.x !== is.x || was.y !== is.y)) {
      const v = rf.getViewport()
      void rf.setViewport({ ...v, x: v.x - (is.x - was.x) * v.zoom, y: v.y - (is.y - was.y) * v.zoom })
    }
  }, [places, selected, rf])

  useEffect(() => {
    const p = moveTo.current === selected ? places?.places.get(selected) : undefined
    if (!p) return
    moveTo.current = ''
    void rf.setCenter(p.x + width / 2, p.y + p.height / 2, { zoom: Math.max(rf.getZoom(), 0.8), duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160 })
  }, [selected, places, rf])

  /** take shows what the server answered. */
  const take = useCallback((now: Canvas, keep: (d: Draft) => boolean) => {
    setCanvas(now)
    setDrafts(all => Object.fromEntries(Object.entries(all).filter(([id, d]) => now.steps.some(s => s.id === id) && keep(d))))
    setTheirs({})
  }, [])

  const failed = useCallback((e: unknown, mine?: Draft) => {
    if (!(e instanceof api.Refused)) throw e
    if (e.status === 401) setError(t('out'))
    else if (e.status === 409 && e.now) {
      const now = e.now
      setCanvas(now)
      setDrafts(all => Object.fromEntries(Object.entries(all).map(([id, d]) => {
        const s = now.steps.find(x => x.id === id)
        return [id, s ? { ...d, base: s } : d]
      })))
      const s = mine && now.steps.find(x => x.id === mine.step)
      if (mine && s) {
        setDrafts(all => ({ ...all, [mine.step]: { ...mine, base: s } }))
        setTheirs({ [mine.step]: s })
      }
      setError(e.message)
    } else setError(e.message || t('away'))
    setTold('')
  }, [])

  const send = useCallback(async (edits: Edit[], texts: NewText[], then: { draft?: Draft; pick?: string; told: string; write?: boolean }) => {
    if (!canvas || busy) return
    if (!edits.length && !texts.length) { setTold(t('nothing')); return }
    setBusy(true)
    setTold('')
    setError('')
    try {
      const now = await api.edit(canvas.flow, canvas.locale, edits, texts)
      setPast(p => [...p, canvas.version])
      setFuture([])
      take(now, d => d.step !== then.draft?.step && !edits.some(e => e.step === d.step))
      if (then.pick) {
        pick(then.pick)
        const made = now.steps.find(s => s.id === then.pick)
        if (then.write && made && !made.fields.say) { // a new step waits for its first words
          const d = begin(made), id = free(`${now.flow}.${made.id}`, x => x in now.messages)
          setDrafts(all => ({ ...all, [made.id]: { ...d, fields: { say: [id], ...d.fields }, fresh: [id], words: { [id]: '' } } }))
          setTimeout(() => document.querySelector<HTMLElement>('form.side textarea')?.focus())
        }
      }
      setTold(then.told)
    } catch (e) {
      failed(e, then.draft)
    } finally {
      setBusy(false)
    }
  }, [canvas, busy, take, pick, failed])

  const travel = useCallback(async (from: string[], setFrom: (v: string[]) => void, to: string[], setTo: (v: string[]) => void, said: string) => {
    const target = from.at(-1)
    if (!canvas || busy || !target) return
    setBusy(true)
    setTold('')
    try {
      const seen = canvas.version
      const now = await api.undo(canvas.flow, canvas.locale, seen, target)
      setFrom(from.slice(0, -1))
      setTo([...to, seen])
      take(now, d => dirty(now, d))
      setTold(said)
    } catch (e) {
      failed(e)
    } finally {
      setBusy(false)
    }
  }, [canvas, busy, take, failed])
  const undo = useCallback(() => travel(past, setPast, future, setFuture, t('undone')), [travel, past, future])
  const redo = useCallback(() => travel(future, setFuture, past, setPast, t('redone')), [travel, past, future])

  useEffect(() => {
    const key = (e: globalThis.KeyboardEvent) => {
      const typing = e.target instanceof HTMLElement && e.target.matches('input,textarea,select')
      if (typing || !(e.ctrlKey || e.metaKey) || e.key.toLowerCase() !== 'z') return
      e.preventDefault()
      void (e.shiftKey ? redo() : undo())
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [undo, redo])

  const nodes = useMemo<Node[]>(() => {
    if (!canvas || !places) return []
    const all: Node[] = []
    const put = (id: string, type: string, data: Record<string, unknown>, label: string) => {
      const p = places.places.get(id)
      if (p) all.push({ id, type, data: { ...data, height: p.height }, position: { x: p.x, y: p.y }, initialWidth: width, initialHeight: p.height, ariaLabel: label, width: type === 'card' || id === 'callers' || id.startsWith('words ') ? width : 180, focusable: true, draggable: false, connectable: canvas.may.edit && type === 'card' })
    }
    for (const s of canvas.steps) {
      const says = [...((s.fields.say as string[] | undefined) ?? []), ...((s.fields.pages as string[] | undefined) ?? [])].map(id => canvas.messages[id]?.words || canvas.messages[id]?.source || id)
      put(s.id, 'card', { canvas, step: s, pick }, t('card', { Name: s.id }) + ' ' + says.join(' ').slice(0, 160))
    }
    for (const i of canvas.interrupts) put('words ' + i.words, 'beside', { kind: 'words', title: t('interrupt'), lines: [t('interrupt.words', { Name: i.words, Count: i.rank })], href: '' }, t('interrupt') + ' ' + i.words)
    if (canvas.callers.length) {
      const from = [...new Set(canvas.callers.map(x => x.flow))]
      put('callers', 'beside', { kind: 'callers', title: t('callers'), lines: from.slice(0, 6), href: '' }, t('callers') + ' ' + from.join(' '))
    }
    for (const [id] of places.places) {
      const m = /^.*>(call|jump) ([^/]+)(.*)$/.exec(id)
      if (m) put(id, 'beside', { kind: m[1], title: `${m[2]}${m[3]}`, lines: [t(m[1] === 'call' ? 'call.back' : 'jump.away')], href: '/flows/' + m[2] }, t('to.' + m[1], { Name: m[2] + m[3]! }))
    }
    return all
  }, [canvas, places, pick])
  const shown = useMemo(() => nodes.map(n => (n.id === selected ? { ...n, selected: true } : n)), [nodes, selected])
  const edges = useMemo<Edge[]>(() => {
    const named = new Set<string>()
    return (places?.lines ?? []).map(l => {
      let label = ''
      if (l.from === selected && canvas && !named.has(l.to)) { // one label for all choices that lead to the same card
        named.add(l.to)
        label = places!.lines.filter(o => o.from === l.from && o.to === l.to).map(o => word(canvas, steps.get(o.from), o.handle)).filter(Boolean).join(' / ')
      }
      return {
        id: l.id, source: l.from, sourceHandle: l.handle, target: l.to, type: 'line', data: { line: l }, focusable: false, selectable: false,
        className: l.from === selected || l.to === selected ? 'near' : '', zIndex: l.from === selected ? 1 : 0, ...(label ? { label } : {}),
      }
    })
  }, [places, selected, canvas, steps])

  const connect = useCallback((c: Connection) => {
    const s = steps.get(c.source), e = s?.exits.find(x => handle(x) === c.sourceHandle)
    if (!s || !e || !steps.has(c.target)) return
    void send([{ op: 'set', step: s.id, stamp: s.stamp, fields: led(s, e, c.target) }], [], { told: t('led', { Name: s.id, Count: c.target }) })
  }, [steps, send])

  // Arrows go along the lines; Enter opens the form, Escape comes back to the card.
  const walk = (e: KeyboardEvent) => {
    const card = (e.target as HTMLElement).closest<HTMLElement>('.react-flow__node')
    const at = card?.dataset.id && steps.has(card.dataset.id) ? card.dataset.id : undefined
    if (!at || !canvas || e.target !== card) return
    const focus = (id?: string) => {
      if (!id) return
      e.preventDefault()
      e.stopPropagation()
      pick(id)
      requestAnimationFrame(() => setTimeout(() => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }), 40))
    }
    const i = canvas.steps.findIndex(s => s.id === at)
    switch (e.key) {
      case 'ArrowDown': return focus(steps.get(at)!.exits.find(x => x.how === 'step' && steps.has(x.step))?.step)
      case 'ArrowUp': return focus(canvas.steps.find(s => s.exits.some(x => x.how === 'step' && x.step === at))?.id)
      case 'ArrowLeft': return focus(canvas.steps[i - 1]?.id)
      case 'ArrowRight': return focus(canvas.steps[i + 1]?.id)
      case 'Enter': case ' ':
        e.preventDefault()
        e.stopPropagation()
        pick(at, false)
        setTimeout(() => document.getElementById('form-head')?.focus())
    }
  }
  const back = (e: KeyboardEvent) => {
    if (e.key !== 'Escape' || !step) return
    e.stopPropagation()
    document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(step.id)}"]`)?.focus({ preventScroll: true })
  }

  if (!canvas) return <p role="status" className="wait">{error || t('wait')}</p>

  const add = (after = selected && step ? selected : canvas.steps.at(-1)!.id) => {
    const id = free('step', stepTaken(canvas))
    void send([{ op: 'add', step: id, after, fields: { next: 'end' } }], [], { pick: id, told: t('added', { Name: id }), write: true })
  }
  const mend = (p: Problem) => {
    const id = /"([a-z][a-z0-9_-]*)"/.exec(p.message)?.[1]
    if (id && !steps.has(id)) void send([{ op: 'add', step: id, after: p.step, fields: { next: 'end' } }], [], { pick: id, told: t('added', { Name: id }), write: true })
  }
  const place = canvas.steps.findIndex(s => s.id === selected)
  return <div className={'desk' + (step ? ' open' : '')} onKeyDown={back}>
    <header className="bar">
      <h1>{canvas.flow}</h1><span className="m" lang="en" dir="ltr">{canvas.about}</span>
      <span className="sp" />
      <label className="lb row">{t('language')} <select className="f small" value={canvas.locale} onChange={e => { api.load(flow, e.target.value).then(c => take(c, () => true), failed) }}>
        {canvas.locales.map(l => <option key={l.tag} value={l.tag} lang={l.tag}>{l.name}</option>)}</select></label>
      <button type="button" className="bt" disabled={!past.length || busy} onClick={undo}>{t('undo')}</button>
      <button type="button" className="bt" disabled={!future.length || busy} onClick={redo}>{t('redo')}</button>
      {review && <a className="bt go" href={review}>{t('review')}</a>}
    </header>
    <div className="vh" role="status" aria-live="polite">{told}</div>
    {told && <p className="told" aria-hidden="true">{told}{unsaved && ` · ${t('unsaved')}`}</p>}
    {error && !step && <p className="alert" role="alert">{error}</p>}
    <Side canvas={canvas} selected={selected} pick={pick} add={() => add()} mend={mend} />
    <section className="cv" aria-label={t('canvas')} onKeyDownCapture={walk}>
      <ReactFlow nodes={shown} edges={edges} nodeTypes={kinds} edgeTypes={lines} onNodeClick={(_, n) => (steps.has(n.id) ? pick(n.id, false) : undefined)} onConnect={connect}
        nodesDraggable={false} nodesConnectable={canvas.may.edit} elementsSelectable deleteKeyCode={null} selectionKeyCode={null} multiSelectionKeyCode={null} disableKeyboardA11y={false}
        onlyRenderVisibleElements fitView fitViewOptions={{ maxZoom: 1, minZoom: 0.5, nodes: nodes.slice(0, 4).map(n => ({ id: n.id })) }} minZoom={0.1} maxZoom={1.5}
        ariaLabelConfig={{ 'node.a11yDescription.default': t('keys.card'), 'node.a11yDescription.keyboardDisabled': t('keys.card'), 'edge.a11yDescription.default': '', 'controls.ariaLabel': t('zoom'), 'controls.zoomIn.ariaLabel': t('zoom.in'), 'controls.zoomOut.ariaLabel': t('zoom.out'), 'controls.fitView.ariaLabel': t('zoom.all'), 'minimap.ariaLabel': t('map'), 'handle.ariaLabel': t('exit') }}>
        <Background gap={24} /><Controls showInteractive={false} /><MiniMap pannable zoomable />
      </ReactFlow>
      <details className="keys"><summary>{t('keys')}</summary><ul>{['keys.arrows', 'keys.enter', 'keys.escape', 'keys.save', 'keys.undo'].map(k => <li key={k}>{t(k)}</li>)}</ul></details>
    </section>
    {step && draft && <Form key={step.id} canvas={canvas} step={step} draft={draft} theirs={theirs[step.id]} error={error} busy={busy}
      change={d => setDrafts(all => ({ ...all, [d.step]: d }))}
      save={() => { const s = save(canvas, draft); void send(s.edits, s.texts, { draft, pick: s.made[0], told: t('saved'), write: true }) }}
      drop={() => { setDrafts(({ [step.id]: _, ...rest }) => rest); setTheirs({}); setError(''); setTold(t('dropped')) }}
      rename={to => void send([{ op: 'rename', step: step.id, stamp: step.stamp, to }], [], { pick: to, told: t('renamed', { Name: to }) })}
      move={by => void send([{ op: 'move', step: step.id, stamp: step.stamp, after: canvas.steps[by < 0 ? place - 2 : place + 1]?.id ?? '' }], [], { pick: step.id, told: t('moved') })}
      split={at => { const s = split(canvas, step, at); void send(s.edits, [], { pick: s.made, told: t('added', { Name: s.made }) }) }}
      copy={() => { const s = copy(canvas, step); void send(s.edits, s.texts, { pick: s.made, told: t('added', { Name: s.made }) }) }}
      remove={to => void send(remove(canvas, step, to), [], { pick: steps.has(to) ? to : canvas.steps[0]!.id, told: t('removed', { Name: step.id }) })}
      say={text => api.comment(canvas.flow, step.id, text).then(r => setCanvas({ ...canvas, comments: r.comments }), failed)}
      done={n => api.done(canvas.flow, n).then(r => setCanvas({ ...canvas, comments: r.comments }), failed)}
      close={() => { document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(step.id)}"]`)?.focus(); setSelected('') }} />}
    {step && <Previews canvas={canvas} step={step.id} />}
  </div>
}

/** word is what a line is labelled with: the words of the choice. */
function word(c: Canvas, s: Step | undefined, h: string): string {
  const e = s?.exits.find(x => handle(x) === h)
  return e?.label ? c.messages[e.label]?.words || e.label : ''
}
