// What the server tells of a flow: bot/studio/canvas.go.

export interface Pair { name: string; to: string }
export type Value = string | string[] | Pair[]
export type Fields = Record<string, Value>
export interface Exit { field: string; at: number; label: string; how: 'step' | 'call' | 'jump' | 'end'; flow: string; step: string }
export interface Step { id: string; stamp: string; changed: boolean; was: string[]; verb: string; fields: Fields; exits: Exit[] }
export interface Message {
  source: string; words: string; stamp: string; state: string; by: string; when: string; safety: boolean; description: string
  label: boolean; length: number; limit: number; flows: string[]
}
export interface Problem {
  severity: 'error' | 'warning'; code: string; message: string; fix: string; step: string; locale: string; id: string; link: string; mend: string
}
export interface Field { name: string; form: string; value?: string; optional?: boolean; options?: string[] }
export interface Verb { verb: string; fields: Field[] }
export interface Comment { n: number; step: string; who: string; when: string; text: string }
export interface Locale { tag: string; name: string; direction: 'ltr' | 'rtl' }
export interface Canvas {
  flow: string; about: string; care: boolean; landing: string; version: string; draft: boolean
  may: { edit: boolean; translate: boolean }
  locale: string; direction: 'ltr' | 'rtl'; source: string; locales: Locale[]
  steps: Step[]; messages: Record<string, Message>
  interrupts: { words: string; rank: number; at: string; again: string }[]
  callers: { flow: string; step: string; to: string }[]
  problems: Problem[]; verbs: Verb[]; flows: { id: string; about: string; steps: string[] }[]; comments: Comment[]
}
export type Edit =
  | { op: 'set'; step: string; stamp: string; fields: Fields }
  | { op: 'add'; step: string; after: string; fields: Fields }
  | { op: 'remove'; step: string; stamp: string }
  | { op: 'rename'; step: string; stamp: string; to: string }
  | { op: 'move'; step: string; stamp: string; after: string }
export interface NewText { locale: string; id: string; stamp: string; words: string; description: string }
export interface Preview {
  channel: string; locale: string; direction: 'ltr' | 'rtl'; limits: { text: number; label: number }
  messages: { text: string; length: number }[]; choices: { label: string; length: number; over: boolean }[]
}
