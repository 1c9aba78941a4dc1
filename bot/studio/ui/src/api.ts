import type { Canvas, Comment, Edit, NewText, Preview } from './types'

/** Refused is an answer of the server that says no, in words; now is what there is where somebody else was faster. */
export class Refused extends Error {
  constructor(readonly status: number, message: string, readonly step = '', readonly field = '', readonly now?: Canvas) { super(message) }
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(path, body === undefined
      ? { headers: { Accept: 'application/json' } }
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  } catch {
    throw new Refused(0, '')
  }
  if (answer.ok) return answer.json()
  const said = await answer.json().catch(() => ({}))
  throw new Refused(answer.status, said.error || '', said.step, said.field, said.now)
}

const at = (flow: string) => '/flows/' + encodeURIComponent(flow)

export const load = (flow: string, locale: string) => ask<Canvas>(`${at(flow)}/canvas?locale=${encodeURIComponent(locale)}`)
export const edit = (flow: string, locale: string, edits: Edit[], texts: NewText[]) => ask<Canvas>(`${at(flow)}/canvas`, { locale, edits, texts })
export const undo = (flow: string, locale: string, seen: string, to: string) => ask<Canvas>(`${at(flow)}/undo`, { locale, seen, to })
export const comment = (flow: string, step: string, text: string) => ask<{ comments: Comment[] }>(`${at(flow)}/comments`, { step, text })
export const done = (flow: string, n: number) => ask<{ comments: Comment[] }>(`${at(flow)}/comments/${n}/done`, {})
export const preview = (flow: string, step: string, locales: string[], country: string) =>
  ask<{ previews: Preview[] }>(`${at(flow)}/preview?${new URLSearchParams([['step', step], ...locales.map(l => ['locale', l]), ['country', country]])}`)
