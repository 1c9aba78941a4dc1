// Makes the printed guides: node build.mjs OUT < what `staysafe guide --json` says.
// Each is compiled twice and must come out the same, byte for byte.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

const here = dirname(fileURLToPath(import.meta.url))
const out = resolve(process.argv[2] ?? 'build/guides')
const workspace = resolve(here, '../..')
const fonts = process.env.STAYSAFE_FONTS ?? '/usr/share/fonts/truetype/noto'
mkdirSync(out, { recursive: true })

function compile (guide, large) {
  const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: [fonts] }] })
  const inputs = { guide: JSON.stringify(guide), ...(large ? { large: '1' } : {}) }
  const done = compiler.compile({ mainFilePath: join(here, 'guide.typ'), inputs })
  const problem = done.takeDiagnostics()
  if (problem) {
    const all = compiler.fetchDiagnostics(problem)
    for (const d of all) console.error(`${guide.locale} ${guide.edition}: ${d.message}`)
  }
  if (!done.result) throw new Error(`${guide.locale} ${guide.edition}: not made`)
  return { pages: done.result.numOfPages, pdf: compiler.pdf(done.result, { pdfStandard: 'ua-1', pdfTags: true }) }
}

let failed = false
for (const guide of JSON.parse(readFileSync(0, 'utf8'))) {
  for (const large of [false, true]) {
    const name = `guide-${guide.locale}-${guide.edition}${large ? '-large' : ''}.pdf`
    const [a, b] = [compile(guide, large), compile(guide, large)]
    if (!a.pdf.equals(b.pdf)) {
      console.error(`${name}: comes out different each time`)
      failed = true
    }
    writeFileSync(join(out, name), a.pdf)
    console.log(`${name}\t${a.pages} pages\t${a.pdf.length} bytes`)
  }
}
process.exit(failed ? 1 : 0)
