import dagre from '@dagrejs/dagre'
import type { Canvas, Exit, Step } from './types'

export const width = 264

/** Place is a card on the canvas: a step, or something beside the flow that leads into it or out of it. */
export interface Place { id: string; x: number; y: number; height: number }
/** Line leads from a way on to a card. bends are, from gap to gap between the rows, how high it turns and where it goes on down. */
export interface Line { id: string; from: string; handle: string; to: string; bends: { y: number; x: number | null }[] }
export interface Layout { places: Map<string, Place>; lines: Line[] }

/** handle names where a way on leaves a card. */
export const handle = (e: Exit) => e.field + e.at

/** back tells whether a way on leads up: those are written on the card, so that lines only run down. */
export function back(c: Canvas, s: Step, e: Exit): boolean {
  return e.how === 'step' && index(c, e.step) <= index(c, s.id)
}

const orders = new WeakMap<Canvas, Map<string, number>>()
function index(c: Canvas, id: string): number {
  let order = orders.get(c)
  if (!order) orders.set(c, order = new Map(c.steps.map((s, i) => [s.id, i])))
  return order.get(id) ?? -1
}

/** out is the card of another flow that a step leads to. */
export const out = (s: Step, e: Exit) => `${s.id}>${e.how} ${e.flow}${e.step ? '/' + e.step : ''}`

/** tall is how tall a card will be, by its words. */
function tall(c: Canvas, s: Step): number {
  const lines = (id: string) => Math.max(1, Math.ceil((c.messages[id]?.words || c.messages[id]?.source || id).length / 36))
  const said = [s.fields.say, s.fields.pages].flatMap(v => (Array.isArray(v) ? v as string[] : []))
  const ways = s.exits.filter(e => e.field !== 'next' && e.field !== 'fall').length
  const ups = s.exits.filter(e => (e.field === 'next' || e.field === 'fall') && (back(c, s, e) || e.how !== 'step')).length
  return 46 + said.reduce((n, id) => n + 8 + 18 * lines(id), 0) + (s.verb && s.verb !== 'ask' && s.verb !== 'pages' ? 26 : 0) + 30 * ways + 24 * ups
}

/** layout puts a flow from the top to the bottom: the same flow always the same way. */
export function layout(c: Canvas): Layout {
  const g = new dagre.graphlib.Graph({ multigraph: true })
  g.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 56, marginx: 24, marginy: 24, ranker: 'tight-tree' })
  g.setDefaultEdgeLabel(() => ({}))
  const lines: Line[] = []
  const put = (id: string, height: number, w = width) => g.setNode(id, { width: w, height })
  const line = (from: string, h: string, to: string) => {
    lines.push({ id: `${from}|${h}|${to}`, from, handle: h, to, bends: [] })
    g.setEdge(from, to, {}, h)
  }
  for (const s of c.steps) put(s.id, tall(c, s))
  const door = c.steps[0]?.id
  for (const i of c.interrupts) {
    put('words ' + i.words, 64)
    if (index(c, i.at || door) >= 0) line('words ' + i.words, 'out', i.at || door)
  }
  if (c.callers.length && door) {
    put('callers', 44 + 18 * Math.min(6, new Set(c.callers.map(x => x.flow)).size))
    line('callers', 'out', door)
  }
  for (const s of c.steps) {
    for (const e of s.exits) {
      if (e.how === 'step' && !back(c, s, e) && index(c, e.step) >= 0) line(s.id, handle(e), e.step)
      if (e.how === 'call' || e.how === 'jump') {
        put(out(s, e), 58, 180)
        line(s.id, handle(e), out(s, e))
      }
    }
  }
  dagre.layout(g)
  const places = new Map<string, Place>()
  for (const id of g.nodes()) {
    const n = g.node(id)
    places.set(id, { id, x: Math.round(n.x - n.width / 2), y: Math.round(n.y - n.height / 2), height: n.height })
  }
  // The points of a line lie, in turn, in the gap between two rows and on a row: it turns only in gaps, so that it never crosses a card.
  lines.forEach((l, i) => {
    const points: { x: number; y: number }[] = g.edge({ v: l.from, w: l.to, name: l.handle }).points.slice(1, -1)
    for (let k = 0; k < points.length; k += 2) l.bends.push({ y: Math.round(points[k]!.y) + ((i % 5) - 2) * 6, x: points[k + 1] ? Math.round(points[k + 1]!.x) : null })
  })
  return { places, lines }
}
