// What people do to steps, as edits the server understands. Nothing here asks anybody.
import type { Canvas, Edit, Exit, Fields, NewText, Pair, Step, Value } from './types'

/** Draft is a step as somebody is writing it: not saved yet. */
export interface Draft {
  step: string
  base: Step                      // as it was when they began, or as they were shown since
  fields: Fields
  words: Record<string, string>   // what they wrote, by message id
  notes: Record<string, string>   // notes for translators, by message id
  fresh: string[]                 // ids of messages that are new
}

const clone = <T,>(v: T): T => structuredClone(v)
const reserved = new Set(['zero', 'one', 'two', 'few', 'many', 'other', 'id', 'description', 'hash', 'leftdelim', 'rightdelim'])

export function begin(step: Step): Draft {
  return { step: step.id, base: step, fields: clone(step.fields), words: {}, notes: {}, fresh: [] }
}

/** slug makes a name of words: small letters and digits. */
export function slug(words: string, otherwise: string): string {
  const s = words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 24).replace(/_+$/, '')
  return s || otherwise
}

/** free is a name nothing has yet. */
export function free(wanted: string, taken: (id: string) => boolean): string {
  let id = reserved.has(wanted.slice(wanted.lastIndexOf('.') + 1)) ? wanted + '_text' : wanted
  for (let n = 2; taken(id); n++) id = `${wanted}_${n}`
  return id
}

export const stepTaken = (c: Canvas) => (id: string) => c.steps.some(s => s.id === id)
export const messageTaken = (c: Canvas, d?: Draft) => (id: string) => id in c.messages || !!d?.fresh.includes(id)

/** wordsOf are the words of a message as they stand in a draft. */
export function wordsOf(c: Canvas, d: Draft, id: string): string {
  return d.words[id] ?? c.messages[id]?.words ?? ''
}

export function dirty(c: Canvas, d: Draft): boolean {
  return JSON.stringify(tidy(d.fields)) !== JSON.stringify(tidy(d.base.fields)) || texts(c, d).length > 0
}

/** tidy is fields without those that say nothing, in one order. */
export function tidy(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** texts are the words of a draft that are not saved. */
export function texts(c: Canvas, d: Draft): NewText[] {
  const used = named(d.fields)
  return Object.entries(d.words).filter(([id, words]) => used.has(id) && (d.fresh.includes(id) || words !== (c.messages[id]?.words ?? '') || (d.notes[id] ?? c.messages[id]?.description ?? '') !== (c.messages[id]?.description ?? '')))
    .map(([id, words]) => ({ locale: d.fresh.includes(id) ? c.source : c.locale, id, stamp: c.messages[id]?.stamp ?? '', words, description: d.notes[id] ?? c.messages[id]?.description ?? '' }))
}

/** named are the messages that fields name. */
export function named(fields: Fields): Set<string> {
  const ids = new Set<string>()
  for (const key of ['say', 'pages']) for (const id of (fields[key] as string[] | undefined) ?? []) ids.add(id)
  for (const p of (fields.ask as Pair[] | undefined) ?? []) ids.add(p.name)
  return ids
}

/** NEW is where a choice leads that waits for a step of its own, LATER one whose step is made another time: the check reminds of it. */
export const NEW = '+'
export const LATER = '?'

/** save is what the server is told of a draft: new steps for the choices that wait for one, then the step itself. */
export function save(c: Canvas, d: Draft): { edits: Edit[]; texts: NewText[]; made: string[] } {
  const edits: Edit[] = [], said = texts(c, d), made: string[] = []
  let after = d.step
  const taken = (id: string) => stepTaken(c)(id) || made.includes(id)
  const lead = (to: string, words: string) => {
    if (to !== NEW && to !== LATER) return to
    const id = free(slug(words, 'step'), taken)
    if (to === LATER) return id
    edits.push({ op: 'add', step: id, after, fields: { next: 'end' } })
    made.push(id)
    after = id
    return id
  }
  const fields = clone(d.fields)
  for (const [key, v] of Object.entries(fields)) {
    if (key === 'next' || key === 'listen') fields[key] = lead(v as string, key)
    if (key === 'ask' || key === 'cases') fields[key] = (v as Pair[]).map(p => ({ ...p, to: lead(p.to, wordsOf(c, d, p.name) || p.name) }))
  }
  if (JSON.stringify(tidy(fields)) !== JSON.stringify(tidy(d.base.fields))) {
    edits.push({ op: 'set', step: d.step, stamp: d.base.stamp, fields: tidy(fields) })
  }
  return { edits, texts: said, made }
}

/** led are the fields of a step with one way on leading elsewhere. */
export function led(s: Step, e: Pick<Exit, 'field' | 'at'>, to: string): Fields {
  const fields = clone(s.fields)
  if (e.field === 'ask' || e.field === 'cases') (fields[e.field] as Pair[])[e.at]!.to = to
  else fields[e.field === 'fall' ? 'next' : e.field] = to
  return tidy(fields)
}

/** remove takes a step away; who was led there is led elsewhere. */
export function remove(c: Canvas, s: Step, to: string): Edit[] {
  const edits: Edit[] = []
  const at = c.steps.indexOf(s), below = c.steps[at + 1]?.id ?? 'end'
  for (const other of c.steps) {
    if (other === s) continue
    let fields: Fields | undefined
    for (const e of other.exits) {
      if (e.how !== 'step' || e.step !== s.id) continue
      if (e.field === 'fall' && to === below) continue // it falls there by itself
      fields = led({ ...other, fields: fields ?? other.fields }, e, to)
    }
    if (fields) edits.push({ op: 'set', step: other.id, stamp: other.stamp, fields })
  }
  edits.push({ op: 'remove', step: s.id, stamp: s.stamp })
  return edits
}

/** split makes two steps of one: what it says from a bubble on, and what it does, is the second. */
export function split(c: Canvas, s: Step, at: number): { edits: Edit[]; made: string } {
  const say = (s.fields.say as string[] | undefined) ?? []
  const made = free(s.id.slice(0, 28) + '_b', stepTaken(c))
  const second: Fields = { ...clone(s.fields), say: say.slice(at) }
  return {
    made,
    edits: [
      { op: 'set', step: s.id, stamp: s.stamp, fields: tidy({ say: say.slice(0, at), next: made }) },
      { op: 'add', step: made, after: s.id, fields: tidy(second) },
    ],
  }
}

/** branch are a step and all steps that only it leads to. */
export function branch(c: Canvas, s: Step): Step[] {
  const all = new Set([s.id])
  const leads = (other: Step) => other.exits.filter(e => e.how === 'step').map(e => e.step)
  for (let more = true; more;) {
    more = false
    for (const one of c.steps) {
      if (all.has(one.id) || one === c.steps[0]) continue
      const from = c.steps.filter(o => leads(o).includes(one.id))
      if (from.length && from.every(o => all.has(o.id))) more = !!all.add(one.id)
    }
  }
  return c.steps.filter(o => all.has(o.id))
}

/** copy is a branch once more, with names and words of its own. */
export function copy(c: Canvas, s: Step): { edits: Edit[]; texts: NewText[]; made: string } {
  const steps = branch(c, s), names = new Map<string, string>(), messages = new Map<string, string>()
  const said: NewText[] = [], edits: Edit[] = []
  const taken = (id: string) => stepTaken(c)(id) || [...names.values()].includes(id)
  for (const one of steps) names.set(one.id, free(one.id.slice(0, 26) + '_copy', taken))
  const message = (id: string) => {
    const m = c.messages[id]
    if (!m || !id.startsWith(c.flow + '.') || m.flows.length > 0) return id // words of the house are not copied
    if (!messages.has(id)) {
      const own = free(id.slice(0, 90) + '_copy', i => i in c.messages || [...messages.values()].includes(i))
      messages.set(id, own)
      said.push({ locale: c.source, id: own, stamp: '', words: m.source, description: m.description })
    }
    return messages.get(id)!
  }
  const lead = (to: string) => names.get(to) ?? to
  let after = steps.at(-1)!.id
  for (const one of steps) {
    const fields: Fields = {}
    for (const [key, v] of Object.entries(clone(one.fields)) as [string, Value][]) {
      if (key === 'say' || key === 'pages') fields[key] = (v as string[]).map(message)
      else if (key === 'ask') fields[key] = (v as Pair[]).map(p => ({ name: message(p.name), to: lead(p.to) }))
      else if (key === 'cases') fields[key] = (v as Pair[]).map(p => ({ name: p.name, to: lead(p.to) }))
      else if (key === 'next' || key === 'listen') fields[key] = lead(v as string)
      else fields[key] = v
    }
    const fall = one.exits.find(e => e.field === 'fall')
    if (fall) fields.next = fall.how === 'end' ? 'end' : lead(fall.step)
    const id = names.get(one.id)!
    edits.push({ op: 'add', step: id, after, fields })
    after = id
  }
  return { edits, texts: said, made: names.get(s.id)! }
}
