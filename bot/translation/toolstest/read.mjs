// node read.mjs FOLDER: what other tools read in the files for translators must be what our content says.
// FOLDER/<locale>.json is the table as Python's csv module read it; FOLDER/xliff/<locale>.xlf is 2.1, FOLDER/xliff1.2/<locale>.xlf 1.2.
import { readdirSync, readFileSync } from 'node:fs'
import xliff12ToJs from 'xliff/xliff12ToJs'
import xliff2js from 'xliff/xliff2js'

// flat is a text with its placeholders, as the library cuts it.
const flat = (v) => v === undefined ? '' : typeof v === 'string' ? v : [].concat(v).map((p) => typeof p === 'string' ? p : Object.values(p).map((e) => e['equiv-text'] ?? e.equiv).join('')).join('')

const folder = process.argv[2]
let bad = 0
let seen = 0
for (const name of readdirSync(folder).filter((n) => n.endsWith('.json'))) {
  const locale = name.slice(0, -'.json'.length)
  const rows = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
  for (const [file, read] of [[`xliff/${locale}.xlf`, xliff2js], [`xliff1.2/${locale}.xlf`, xliff12ToJs]]) {
    const js = await read(readFileSync(`${folder}/${file}`, 'utf8'))
    const units = Object.assign({}, ...Object.values(js.resources))
    if (js.targetLanguage !== locale || Object.keys(units).length !== rows.length) {
      console.error(`${file}: ${js.targetLanguage} with ${Object.keys(units).length} texts, not ${rows.length}`)
      bad++
    }
    for (const row of rows) {
      const unit = units[row.id]
      seen++
      if (flat(unit?.source) !== row.source || flat(unit?.target) !== row.translation) {
        console.error(`${file}: ${row.id}: ${JSON.stringify(unit)} is not ${JSON.stringify(row)}`)
        if (++bad > 5) process.exit(1)
      }
    }
  }
}
console.log(`${seen} texts read by another XLIFF library: ${bad} are others`)
process.exit(bad || !seen ? 1 : 0)
