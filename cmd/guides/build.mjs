// Makes what is printed: node build.mjs OUT < what `staysafe guide --json` says.
// node build.mjs - writes the first guide it reads to its output, to be looked at.
// Each file is made twice and must come out the same, byte for byte, and must have the pages it should.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

const here = dirname(fileURLToPath(import.meta.url))
const out = resolve(process.argv[2] ?? 'build/guides')
const fonts = (process.env.STAYSAFE_FONTS ?? '/usr/share/fonts').split(':')
const look = process.argv[2] === '-'
if (!look) mkdirSync(out, { recursive: true })

const made = []
const compilers = [0, 1].map(() => NodeCompiler.create({ workspace: here, fontArgs: [{ fontPaths: fonts }] }))

// once makes a document, or says why it can't be made: a missing glyph or a picture without words too.
function once (compiler, name, template, inputs, pages) {
  try {
    const done = compiler.compile({ mainFilePath: join(here, template), inputs })
    const found = [done.takeDiagnostics(), done.takeWarnings?.()].filter(Boolean).flatMap((d) => compiler.fetchDiagnostics(d))
    if (!done.result || found.length > 0) throw new Error(found.map((d) => d.message).join('; '))
    const fits = !pages || done.result.numOfPages === pages
    return fits ? { pdf: compiler.pdf(done.result, { pdfStandard: 'ua-1', pdfTags: true }), pages: done.result.numOfPages } : undefined
  } catch (e) {
    const messages = [...String(e.message ?? e).matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map((m) => m[1].replaceAll('\\"', '"'))
    throw new Error(`${name}: ${messages.join('; ') || e.message || e}`)
  }
}

// make writes a file in the largest letters in which it has that many pages, if a number is given, and
// tells their size. about is what the checks compare it with.
function make (name, template, inputs, sizes, about, pages) {
  for (const size of sizes) {
    const sized = { ...inputs, size: String(size) }
    const first = once(compilers[0], name, template, sized, pages)
    if (!first) continue
    if (!first.pdf.equals(once(compilers[1], name, template, sized).pdf)) throw new Error(`${name}: comes out different each time`)
    writeFileSync(join(out, `${name}.pdf`), first.pdf)
    made.push({ file: `${name}.pdf`, ...about, pages: first.pages })
    console.log(`${name}.pdf\t${first.pages} pages\t${size} pt\t${first.pdf.length} bytes`)
    return size
  }
  throw new Error(`${name}: does not fit on ${pages} pages: take a sentence away, or move one to another page`)
}

// said is what a page says, in order; filled leaves out what is empty.
const said = (page) => [page.title, ...page.parts.flatMap((p) => [p.title, ...p.texts]), page.say]
const filled = (list) => list.filter((t) => t)

// folded is what a guide says in the order of its halves of sheets.
function folded (guide) {
  const pages = [[guide.name], ...guide.pages.map(said)]
  const last = Math.ceil(pages.length / 4) * 4
  const halves = []
  for (let s = 0; s < last / 4; s++) halves.push(last - 2 * s, 2 * s + 1, 2 * s + 2, last - 2 * s - 1)
  return filled(halves.flatMap((n) => pages[n - 1] ?? []))
}

const all = JSON.parse(readFileSync(0, 'utf8'))
const sizesOf = (edition) => edition === 'easy' ? [17, 16, 15, 14] : [12, 11.5, 11, 10.5, 10]
if (look) {
  try {
    const [guide] = all.guides
    const pages = guide.pages.length + 1
    const fit = (size) => once(compilers[0], guide.name, 'guide.typ', { guide: JSON.stringify(guide), form: 'a5', size: String(size) }, pages)
    const sizes = sizesOf(guide.edition)
    let done
    for (const size of sizes) if ((done = fit(size))) break
    if (!done) throw new Error(`${guide.name}: does not fit on ${pages} pages: take a sentence away, or move one to another page`)
    writeFileSync(1, done.pdf)
  } catch (e) {
    console.error(e.message)
    process.exit(1)
  }
  process.exit(0)
}
try {
  for (const guide of all.guides) {
    const { locale, lang, edition } = guide
    const name = `guide-${locale}-${edition}`
    const inputs = { guide: JSON.stringify(guide) }
    const pages = guide.pages.length + 1
    const about = { lang, title: `${guide.name}. ${guide.readers}`, pictures: pages, texts: filled([guide.name, ...guide.pages.flatMap(said)]) }
    const size = make(name, 'guide.typ', { ...inputs, form: 'a5' }, sizesOf(edition), about, pages)
    make(`${name}-fold`, 'guide.typ', { ...inputs, form: 'fold' }, [size], { ...about, texts: folded(guide) }, Math.ceil(pages / 4) * 2)
    make(`${name}-large`, 'guide.typ', { ...inputs, form: 'large' }, [edition === 'easy' ? 24 : 18], about)
    if (edition !== 'young') continue
    const stop = guide.pages.find((p) => p.id === 'stop')
    const poster = { lang, title: stop.title, pictures: 1, texts: filled(said(stop)) }
    for (const [paper, sizes] of [['a4', [15, 14, 13, 12.5]], ['a3', [21, 20, 19, 18]]]) make(`stop-${locale}-${paper}`, 'poster.typ', { ...inputs, paper }, sizes, poster, 1)
    const blank = { ...guide, pages: undefined, cover: undefined, people: [], title: guide.pages.at(-1).title }
    make(`numbers-${locale}`, 'insert.typ', { insert: JSON.stringify(blank) }, [14], { lang, title: blank.title, pictures: 0, texts: [blank.title, guide.labels.fill, guide.labels.fill_emergency] }, 1)
  }
  for (const insert of all.inserts) {
    const texts = filled([insert.title, ...insert.people.flatMap((p) => p.text ? [p.text] : [p.name, p.dial, p.outdated, ...p.lines, p.source])])
    make(`numbers-${insert.locale}-${insert.country}`, 'insert.typ', { insert: JSON.stringify(insert) }, [11, 10.5, 10, 9.5, 9, 8.5, 8], { lang: insert.lang, title: insert.title, pictures: 0, texts }, 1)
  }
  writeFileSync(join(out, 'made.json'), JSON.stringify(made))
} catch (e) {
  console.error(e.message)
  process.exit(1)
}
