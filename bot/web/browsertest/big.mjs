// How fast the canvas is with a flow of 300 steps in 28 languages: opening, dragging, choosing steps, an edit until it is checked. It measures; it
// judges nothing. With WRITE it writes such content into FOLDER instead.
import { chromium } from "playwright-core";
import { createHash } from "node:crypto";
import fs from "node:fs";

const folder = process.env.FOLDER, steps = 300;
if (process.env.WRITE) {
  const ours = fs.readdirSync(`${folder}/locales`).map((file) => /^active\.(.*)\.toml$/.exec(file)?.[1]).filter(Boolean);
  const others = "it nl bn fa ro el hu cs sv fi ja ko da nb sk bg hr sr".split(" ").slice(0, 28 - ours.length);
  const texts = [];
  let flow = "flow: long\nabout: A long flow, for measuring.\nsteps:\n";
  for (let i = 0; i < steps; i++) {
    flow += `  - id: s${i}\n    say: long.say${i}\n    ask:\n      - long.on${i}: ${i + 1 < steps ? `s${i + 1}` : "end"}\n      - long.skip${i}: ${i + 7 < steps ? `s${i + 7}` : "end"}\n`;
    texts.push([`long.say${i}`, `This is what is said at step ${i}, and it is as long as most of what is said.`], [`long.on${i}`, `Go on ${i}`], [`long.skip${i}`, `Further ${i}`]);
  }
  fs.writeFileSync(`${folder}/flows/long.yaml`, flow);
  const own = (lang) => texts.map(([id, say]) => {
    const hash = lang === "en" ? "" : `hash = "sha1-${createHash("sha1").update(`A text.${say}`).digest("hex")}"\n`;
    return `\n["${id}"]\ndescription = "A text."\n${hash}other = "${say}${lang === "en" ? "" : ` ${lang}`}"\n`;
  }).join("");
  const spanish = fs.readFileSync(`${folder}/locales/active.es.toml`, "utf8") + own("es");
  for (const lang of ours) fs.appendFileSync(`${folder}/locales/active.${lang}.toml`, own(lang));
  for (const lang of others) fs.writeFileSync(`${folder}/locales/active.${lang}.toml`, spanish);
  process.exit(0);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: "en" })).newPage();
const [link] = process.env.LINKS.split(" "), base = new URL(link).origin;
await page.addInitScript(() => {
  window.seen = { tasks: [], events: new Map() };
  new PerformanceObserver((list) => window.seen.tasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => { // the longest event of each interaction: Interaction to Next Paint (web.dev/inp)
    for (const e of list.getEntries()) if (e.interactionId) window.seen.events.set(e.interactionId, Math.max(e.duration, window.seen.events.get(e.interactionId) ?? 0));
  }).observe({ type: "event", buffered: true, durationThreshold: 16 });
});
const seen = () => page.evaluate(() => { const { tasks, events } = window.seen; window.seen.tasks = []; window.seen.events = new Map(); return { tasks, events: [...events.values()] }; });
const p95 = (all) => all.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(all.length * 0.95) - 1)] ?? 0;
const figures = {};
await page.goto(link);
await page.click("main button");
const opened = [];
for (let i = 0; i < 5; i++) {
  const began = Date.now();
  await page.goto(`${base}/flows/long`);
  await page.waitForSelector(".card");
  opened.push(Date.now() - began);
}
figures["opens, ms"] = opened.toSorted((a, b) => a - b)[2];
await page.waitForTimeout(1500);
await seen();
const seenAt = () => page.locator(".react-flow__viewport").evaluate((e) => e.style.transform);
const before = await seenAt();
const pane = await page.locator(".react-flow__pane").boundingBox();
for (let turn = 0; turn < 6; turn++) {
  await page.mouse.move(pane.x + pane.width / 2, pane.y + 300);
  await page.mouse.down();
  for (let i = 0; i < 40; i++) await page.mouse.move(pane.x + pane.width / 2 + i * 3, pane.y + 300 - i * 6);
  await page.mouse.up();
}
if ((await seenAt()) === before) throw new Error("nothing was dragged");
figures["longest task while dragging, ms"] = Math.round(Math.max(0, ...(await seen()).tasks));
const events = [];
for (let i = 0; i < 40; i++) {
  await page.locator(".side .out button", { hasText: new RegExp(`^s${i * 7}$`) }).click();
  await page.locator(`form.side h2:text-is("s${i * 7}")`).waitFor();
  await page.locator("form.side").getByLabel(/^Bubble 1\b.*of 320/).press("x");
  await page.keyboard.press("Backspace");
}
await page.waitForTimeout(300);
const interactions = await seen();
events.push(...interactions.events);
figures["interactions"] = events.length;
figures["INP p95, ms"] = p95(events);
figures["longest task while choosing and typing, ms"] = Math.round(Math.max(0, ...interactions.tasks));
const edits = [];
for (let i = 0; i < 5; i++) {
  await page.locator("form.side").getByLabel(/^Bubble 1\b.*of 320/).fill(`What is happening now, ${i}?`);
  const began = Date.now(), answered = page.waitForResponse((r) => r.request().method() === "POST");
  await page.keyboard.press("Control+Enter");
  await answered;
  edits.push(Date.now() - began);
}
figures["saved, drawn and checked after, ms"] = edits.toSorted((a, b) => a - b)[2];
await browser.close();
console.log(JSON.stringify(figures, null, 2));
