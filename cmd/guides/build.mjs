// Makes what is printed: node build.mjs OUT < what `staysafe guide --json` says.
// Each file is made twice and must come out the same, byte for byte, and must have the pages it should.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

const here = dirname(fileURLToPath(import.meta.url))
const out = resolve(process.argv[2] ?? 'build/guides')
const fonts = (process.env.STAYSAFE_FONTS ?? '/usr/share/fonts').split(':')
mkdirSync(out, { recursive: true })

const tagged = { pdfStandard: 'ua-1', pdfTags: true }
const compilers = [0, 1].map(() => NodeCompiler.create({ workspace: here, fontArgs: [{ fontPaths: fonts }] }))

// once makes a document, or says why it can't be made: a missing glyph or a picture without words too.
function once (compiler, name, template, inputs) {
  const done = compiler.compile({ mainFilePath: join(here, template), inputs })
  const found = [done.takeDiagnostics(), done.takeWarnings?.()].filter(Boolean).flatMap((d) => compiler.fetchDiagnostics(d))
  if (!done.result || found.length > 0) throw new Error(`${name}: ${found.map((d) => d.message).join('; ')}`)
  return done.result
}

// make writes a file in the largest letters in which it has that many pages, if a number is given, and
// tells their size.
function make (name, template, inputs, sizes, pages) {
  for (const size of sizes) {
    const sized = { ...inputs, size: String(size) }
    const result = once(compilers[0], name, template, sized)
    if (pages && result.numOfPages !== pages) continue
    const [pdf, again] = [compilers[0].pdf(result, tagged), compilers[1].pdf(once(compilers[1], name, template, sized), tagged)]
    if (!pdf.equals(again)) throw new Error(`${name}: comes out different each time`)
    writeFileSync(join(out, `${name}.pdf`), pdf)
    console.log(`${name}.pdf\t${result.numOfPages} pages\t${size} pt\t${pdf.length} bytes`)
    return size
  }
  throw new Error(`${name}: does not fit on ${pages} pages: take a sentence away, or move one to another page`)
}

const all = JSON.parse(readFileSync(0, 'utf8'))
try {
  for (const guide of all.guides) {
    const name = `guide-${guide.locale}-${guide.edition}`
    const inputs = { guide: JSON.stringify(guide) }
    const pages = guide.pages.length + 1
    const size = make(name, 'guide.typ', { ...inputs, form: 'a5' }, [12, 11.5, 11, 10.5, 10], pages)
    make(`${name}-fold`, 'guide.typ', { ...inputs, form: 'fold' }, [size], Math.ceil(pages / 4) * 2)
    make(`${name}-large`, 'guide.typ', { ...inputs, form: 'large' }, [18])
    if (guide.edition !== 'young') continue
    for (const [paper, sizes] of [['a4', [15, 14, 13, 12.5]], ['a3', [21, 20, 19, 18]]]) make(`stop-${guide.locale}-${paper}`, 'poster.typ', { ...inputs, paper }, sizes, 1)
    const blank = { ...guide, pages: undefined, cover: undefined, people: [], title: guide.pages.at(-1).title }
    make(`numbers-${guide.locale}`, 'insert.typ', { insert: JSON.stringify(blank) }, [14], 1)
  }
  for (const insert of all.inserts) make(`numbers-${insert.locale}-${insert.country}`, 'insert.typ', { insert: JSON.stringify(insert) }, [11, 10.5, 10, 9.5, 9, 8.5, 8], 1)
} catch (e) {
  console.error(e.message)
  process.exit(1)
}
