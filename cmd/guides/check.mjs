// Looks at what build.mjs made: node check.mjs OUT. Every PDF is whole, tagged, in its language, named,
// has its bookmarks, words for every picture, its fonts within, and says every text in order.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const out = process.argv[2]
const run = (tool, ...args) => execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] })

// plain is a text as it can be compared after it went through a printer: without spaces, marks of
// direction, hyphens at line ends and the ways one letter may be written.
const plain = (text) => text.normalize('NFKC').replace(/[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad•‣–-]/g, '')

// reorders are scripts whose letters a PDF keeps in the order in which they are drawn: their words are
// looked for letter by letter, not in order.
const reorders = new Set(['ar', 'fa', 'ur', 'hi', 'mr', 'ne', 'bn', 'th', 'lo', 'km', 'my', 'ta', 'te'])

function problems (doc) {
  const file = join(out, doc.file)
  const found = []
  run('qpdf', '--check', file)
  const { qpdf: [, objects] } = JSON.parse(run('qpdf', '--json=2', file))
  const values = Object.values(objects).map((o) => o.value ?? o.stream?.dict).filter((v) => v && typeof v === 'object')
  const text = (v) => typeof v === 'string' ? v.replace(/^u:/, '') : ''
  const root = values.find((v) => v['/Type'] === '/Catalog')
  const language = text(root['/Lang'])
  if (language !== doc.lang) found.push(`its language is ${language || 'not said'}, not ${doc.lang}`)
  const get = (v) => typeof v === 'string' && / R$/.test(v) ? objects[`obj:${v}`]?.value : v
  if (get(root['/MarkInfo'])?.['/Marked'] !== true || !root['/StructTreeRoot']) found.push('it has no tags')
  if (get(root['/ViewerPreferences'])?.['/DisplayDocTitle'] !== true) found.push('its title is not shown')
  if (doc.texts.length > 4 && !root['/Outlines']) found.push('it has no bookmarks')
  const pictures = values.filter((v) => v['/S'] === '/Figure')
  if (pictures.length !== doc.pictures) found.push(`it has ${pictures.length} pictures, not ${doc.pictures}`)
  if (pictures.some((p) => !text(p['/Alt']))) found.push('a picture has no words')
  const info = Object.fromEntries(run('pdfinfo', file).split('\n').map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 1).trim()]))
  if (info.Title !== doc.title) found.push(`its title is ${info.Title}, not ${doc.title}`)
  if (info.Tagged !== 'yes') found.push('pdfinfo finds no tags')
  if (Number(info.Pages) !== doc.pages) found.push(`it has ${info.Pages} pages, not ${doc.pages}`)
  for (const line of run('pdffonts', file).trim().split('\n').slice(2)) {
    const [emb, , uni] = line.trim().split(/\s+/).slice(-5)
    if (emb !== 'yes' || uni !== 'yes') found.push(`a font is not within: ${line.trim()}`)
  }
  if (!/\bH1\b/.test(run('pdfinfo', '-struct', file))) found.push('it has no heading')
  const raw = run('pdftotext', '-raw', file, '-')
  if (/[\ufffd\u0000]/.test(raw)) found.push('a letter has no meaning')
  const page = plain(raw)
  let at = 0
  for (const t of doc.texts.map(plain)) {
    if (reorders.has(doc.lang)) {
      const missing = [...t].filter((c) => !page.includes(c))
      if (missing.length > 0) found.push(`letters are missing: ${missing.join(' ')}`)
      continue
    }
    const next = page.indexOf(t, at)
    if (next < 0) found.push(`it does not say, or not in its place: ${t}`)
    else at = next + t.length
  }
  return found
}

let bad = 0
const made = JSON.parse(readFileSync(join(out, 'made.json'), 'utf8'))
for (const doc of made) {
  let found
  try { found = problems(doc) } catch (e) { found = [String(e.stderr || e.message)] }
  if (found.length > 0) bad++
  for (const f of found) console.error(`${doc.file}: ${f}`)
}
console.log(`${made.length - bad} passed, ${bad} failed`)
process.exit(bad > 0 || made.length === 0 ? 1 : 0)
