// Walks through the web chat as people do: with and without script, in English and Spanish, by
// keyboard, on small screens, in the dark, from right to left; then leaves and looks what is left.
import { chromium } from "playwright-core";
import Axe from "@axe-core/playwright";

const base = process.env.BASE_URL;
const AxeBuilder = Axe.default ?? Axe;
let passed = 0, failed = 0;
const check = (what, ok, detail = "") => {
  ok ? passed++ : failed++;
  if (!ok) console.log(`FAIL ${what} ${detail}`);
};
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-features=LocalNetworkAccessChecks"], // a school's site may frame a server on this machine
});

// open makes a page that tells about every request that does not go to us.
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  const page = await context.newPage();
  const strangers = [], errors = [];
  page.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("https://127.0.0.1/weather")) strangers.push(r.url()); });
  page.on("pageerror", (e) => errors.push(e.message));
  return { context, page, strangers, errors };
}

const choices = (page) => page.locator(".choices button").allInnerTexts();
// did waits until the page shows the answer to what was just done.
async function did(page, script, act) {
  const before = await page.locator("form.say [name=n]").getAttribute("value");
  await act();
  if (script) await page.waitForFunction((n) => document.querySelector("form.say [name=n]")?.value !== n, before);
  else await page.waitForLoadState("load");
}
// left tells that the whole window was sent somewhere plain. What a redirect leads to can't be played
// by the test, so the request counts, not the page.
const left = (page) => page.waitForRequest((r) => r.url() === "https://127.0.0.1/weather" && r.isNavigationRequest() && r.frame() === page.mainFrame()).then(() => true, () => false);
const write = (page, script, text) => did(page, script, async () => { await page.fill("#t", text); await page.click(".say button"); });
const tap = (page, script, label) => did(page, script, () => page.locator(".choices button", { hasText: label }).first().click());
const said = (page) => page.locator(".talk").innerText();

const words = {
  en: { threat: "someone wants money or posts my pic", ack: "not your fault", yes: "Yes", del: "delete", gone: "forgot everything", source: "12 May 2022" },
  es: { threat: "quieren dinero o publican mi foto", ack: "es tu culpa", yes: "Sí", del: "borrar", gone: "Olvidé todo", source: "12 de mayo de 2022" },
};

for (const script of [true, false]) {
  for (const lang of ["en", "es"]) {
    const name = `main job, ${lang}, ${script ? "with" : "without"} script:`;
    const w = words[lang], { context, page, strangers, errors } = await open({ javaScriptEnabled: script });
    await page.goto(`${base}/?lang=${lang}`);
    check(`${name} the page speaks ${lang}`, (await page.getAttribute("html", "lang")) === lang);
    await write(page, script, w.threat);
    check(`${name} acknowledged`, (await said(page)).includes(w.ack));
    check(`${name} own words are folded`, !(await page.locator("li.me details p").last().isVisible()));
    await tap(page, script, w.yes);
    await tap(page, script, w.yes);
    check(`${name} no guessed country`, !/\b(911|999|112)\b/.test(await said(page)));
    await write(page, script, "kenya");
    const help = await said(page);
    check(`${name} Childline Kenya 116 with country and dates`, /Childline Kenya/.test(help) && /116/.test(help) && /Kenia|Kenya/.test(help) && help.includes(w.source), help.slice(-400));
    check(`${name} 116 can be tapped`, (await page.locator('a[href="tel:116"]').count()) > 0);
    await write(page, script, w.del);
    check(`${name} deleted`, (await said(page)).includes(w.gone));
    check(`${name} no cookie`, (await context.cookies()).length === 0);
    if (script) check(`${name} nothing stored`, await page.evaluate(async () => localStorage.length + sessionStorage.length + (await indexedDB.databases()).length + (await caches.keys()).length === 0));
    check(`${name} nothing from elsewhere`, strangers.length === 0, strangers.join(" "));
    check(`${name} no script error`, errors.length === 0, errors.join(" "));
    await context.close();
  }
}

// states brings a page into each state that looks different, by taps: the words of a pseudo-locale
// can't be typed.
const nth = (p, i) => did(p, true, () => p.locator(".choices button").nth(i).click());
const states = {
  first: async () => {},
  threat: async (p) => { await nth(p, 0); },
  crisis: async (p) => { await nth(p, 2); await nth(p, 4); },
  help: async (p) => { await nth(p, 2); await nth(p, 4); await nth(p, 5); await nth(p, 5); },
  country: async (p) => { await did(p, true, () => p.click(".top .pick >> nth=0")); },
  language: async (p) => { await did(p, true, () => p.click(".top .pick >> nth=1")); },
  pages: async (p) => { await nth(p, 1); await nth(p, 4); await nth(p, 0); await nth(p, 2); },
  hide: async (p) => { await nth(p, 0); await write(p, true, "someone is looking"); },
  deleted: async (p) => { await nth(p, 0); await write(p, true, "delete"); },
  pinned: async (p) => { await write(p, true, "kenya"); await write(p, true, "someone wants money or posts my pic"); },
};
for (const [state, go] of Object.entries(states)) {
  for (const lang of ["en", "ar-XB"]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [320, 1280]) {
        const { context, page, errors } = await open({ viewport: { width, height: 2400 }, colorScheme, reducedMotion: "reduce" });
        const name = `${state}, ${lang}, ${colorScheme}, ${width} px:`;
        await page.goto(`${base}/?lang=${lang}`);
        await go(page);
        // The whole page at once, in any font: axe takes what the input covers for too small.
        await page.setViewportSize({ width, height: (await page.evaluate(() => document.documentElement.scrollHeight)) + 400 });
        const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        check(`${name} axe`, found.violations.length === 0, found.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`).join("; "));
        check(`${name} no sideways scroll`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        check(`${name} direction`, (await page.getAttribute("html", "dir")) === (lang === "ar-XB" && state !== "pinned" ? "rtl" : "ltr")); // typed English is answered in English
        check(`${name} no script error`, errors.length === 0, errors.join(" "));
        await context.close();
      }
    }
  }
}
{
  const { context, page } = await open();
  await page.goto(`${base}/c/school-7?look=discreet`);
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa", "best-practice"]).analyze();
  check("a school's card: axe", found.violations.length === 0, found.violations.map((v) => v.id).join(" "));
  check("a school's card shows no name and no code", !/Stay Safe|school-7/.test(await page.innerText("body")));
  await page.click(".choices button");
  await page.waitForSelector("#t");
  check("a school's card opens the chat", (await choices(page)).length > 2);
  await context.close();
}

// The guide: its cover, a page, and people who help, in both directions, also without script and pictures.
for (const lang of ["en", "ar-XB"]) {
  for (const path of ["", "/stop", "/help?country=KE", "/share?for=teachers"]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [320, 1280]) {
        const { context, page, strangers } = await open({ viewport: { width, height: 900 }, colorScheme });
        const name = `guide ${lang}${path}, ${colorScheme}, ${width} px:`;
        await page.goto(`${base}/guide/${lang}${path}`);
        await page.setViewportSize({ width, height: (await page.evaluate(() => document.documentElement.scrollHeight)) + 400 });
        const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        check(`${name} axe`, found.violations.length === 0, found.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`).join("; "));
        check(`${name} no sideways scroll`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        check(`${name} direction`, (await page.getAttribute("html", "dir")) === (lang === "ar-XB" ? "rtl" : "ltr"));
        check(`${name} its drawing can be seen`, path.startsWith("/help") || path === "" || (await page.evaluate(() => document.querySelector("img.drawing")?.naturalWidth > 0)));
        check(`${name} nothing from elsewhere`, strangers.length === 0, strangers.join(" "));
        await context.close();
      }
    }
  }
}
for (const [where, lang] of [["schools", "en"], ["schools", "ar-XB"], ["voices", "en"], ["voices", "ar-XB"], ["schools/25E05CNB1FVN08JQCFZPN", "en"], ["schools/25E05CNB1FVN08JQCFZPN", "ar-XB"]]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      const { context, page } = await open({ viewport: { width, height: 900 }, colorScheme });
      const name = `${where} ${lang}, ${colorScheme}, ${width} px:`;
      await page.goto(`${base}/${where}?lang=${lang}`);
      const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
      check(`${name} axe`, found.violations.length === 0, found.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`).join("; "));
      check(`${name} no sideways scroll`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await context.close();
    }
  }
}
{
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.goto(`${base}/schools?lang=es`);
  await page.selectOption("#country", "MX");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("form button")]);
  check("a school's kit is downloaded", file.suggestedFilename() === "kit.zip", file.suggestedFilename());
  await context.close();
}
{
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.route("**/*.{svg,css}", (r) => r.abort());
  await page.goto(`${base}/guide/en`);
  check("the guide without pictures and style: what they show is said", (await page.locator("img").first().getAttribute("alt")).length > 10);
  await page.click("article a[rel=next]");
  await page.waitForURL("**/guide/en/you");
  check("the guide without pictures and style: a page is turned and read", (await page.innerText("article")).includes("It is not your fault"));
  check("the guide without pictures and style: it ends with help", (await page.locator('a[href="/guide/en/help"]').count()) > 0);
  await context.close();
}

// The device's own voice reads a page; a voice from a server never does, and without one there is no button.
for (const [voices, there] of [[["en-GB own", "en-US far"], true], [["en-US far", "fr-FR own"], false], [[], false]]) {
  const { context, page, errors } = await open();
  await page.addInitScript((names) => {
    const spoken = window.spoken = [];
    const all = names.map((n) => ({ lang: n.split(" ")[0], name: n, localService: n.endsWith("own"), default: false }));
    window.SpeechSynthesisUtterance = function (text) { this.text = text; };
    Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => all, speak: (u) => spoken.push(u), cancel: () => { window.cancelled = spoken.length; }, addEventListener() {} } });
  }, voices);
  await page.goto(`${base}/guide/en/you`);
  const button = page.locator("#listen button"), name = `reading aloud, voices ${voices.join(", ") || "none"}:`;
  check(`${name} a button ${there ? "is" : "is not"} there`, (await button.isVisible()) === there);
  if (there) {
    await button.click();
    const lines = await page.evaluate(() => window.spoken.map((u) => [u.text, u.voice.name, u.lang]));
    check(`${name} it begins with the title and reads it all`, lines[0][0] === (await page.locator("h1").innerText()) && lines.some((l) => l[0].includes("It is not your fault")) && lines.length > 5, JSON.stringify(lines.slice(0, 3)));
    check(`${name} only the device's own`, lines.every((l) => l[1] === "en-GB own" && l[2] === "en-GB" && l[0] !== ""));
    check(`${name} each paragraph once`, new Set(lines.map((l) => l[0])).size === lines.length);
    check(`${name} the button stops it`, (await button.innerText()) === "Stop");
    await button.click();
    check(`${name} it stops`, (await button.innerText()) === "Read aloud" && (await page.evaluate(() => window.cancelled === window.spoken.length)));
    await button.click();
    await page.evaluate(() => window.spoken.at(-1).onend());
    check(`${name} at the end it can read again`, (await button.innerText()) === "Read aloud");
    const found = await new AxeBuilder({ page }).analyze();
    check(`${name} axe`, found.violations.length === 0, found.violations.map((v) => v.id).join(" "));
  }
  check(`${name} no script error`, errors.length === 0, errors.join(" "));
  await context.close();
}

// Somebody looks: nothing of the talk stays on the page, with script or without, nor after delete.
for (const script of [true, false]) {
  for (const [word, neutral] of [["someone is looking", "Phone tips"], ["delete", "forgot everything"]]) {
    const { context, page } = await open({ javaScriptEnabled: script });
    const name = `${word}, script ${script}:`;
    await page.goto(`${base}/?lang=en`);
    await write(page, script, "i want to die");
    await write(page, script, word);
    const left = await page.evaluate(() => document.body.textContent).catch(() => page.textContent("body"));
    check(`${name} says so`, left.includes(neutral), left.slice(0, 300));
    check(`${name} nothing of the talk is left`, !/really heavy|want to die|looking|Your message|Find A Helpline/.test(left), left.slice(-900));
    check(`${name} no name, no warm colour`, !left.includes("Stay Safe") && (await page.getAttribute("html", "data-look")) === "discreet");
    if (word === "delete") {
      await write(page, script, "someone wants money or posts my pic");
      check(`${name} the talk begins anew`, (await said(page)).includes("not your fault"));
    }
    await context.close();
  }
}
{
  const { context, page } = await open();
  await page.goto(`${base}/?lang=en`);
  await write(page, true, "i want to die");
  await did(page, true, () => page.click("[name=over]"));
  check("start over begins on an empty page", !/really heavy|Your message/.test(await said(page)));
  await context.close();
}

// Another language changes every word of the page; what was said before keeps its own.
{
  const { context, page } = await open();
  await page.goto(`${base}/?lang=es`);
  await write(page, true, "i want to die");
  check("another language: the bar speaks it", (await page.innerText(".bar")).includes("Leave"), await page.innerText(".bar"));
  check("another language: the input speaks it", (await page.getAttribute("#t", "placeholder")) === "Or write here");
  check("another language: old slips keep theirs", (await page.locator(".talk > li[lang=es]").count()) > 0 && (await page.getAttribute("html", "lang")) === "en");
  check("another language: focus stays in the input", await page.evaluate(() => document.activeElement.id === "t"));
  await context.close();
}

// Very long own words stay folded, and break when opened.
{
  const { context, page } = await open({ viewport: { width: 320, height: 740 } });
  await page.goto(`${base}/?lang=en`);
  await write(page, true, "x".repeat(2000));
  await page.click("li.me summary");
  check("long own words do not push the page", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await context.close();
}

// What is tapped is large enough for a thumb, and nothing in the head is cut off.
for (const lang of ["en", "es", "ar-XB"]) {
  const { context, page } = await open({ viewport: { width: 320, height: 740 } });
  await page.goto(`${base}/?lang=${lang}`);
  await states.help(page);
  const small = await page.evaluate(() => [...document.querySelectorAll("button, .btn, summary")].map((e) => [e.innerText, e.getBoundingClientRect()]).filter(([, r]) => r.width && (r.height < 44 || r.left < 0 || r.right > innerWidth)).map(([t, r]) => `${t} ${r.width}x${r.height}`));
  check(`targets, ${lang}: at least 44 px high and on the page`, small.length === 0, small.join(", "));
  await context.close();
}

// In a school's frame it works the same, and Leave takes the whole window away; any other site
// shows nothing.
for (const [site, script] of [["https://school.example/", true], ["https://school.example/", false], ["https://other.example/", true]]) {
  const { context, page } = await open({ javaScriptEnabled: script });
  await context.route("https://127.0.0.1/weather", (r) => r.fulfill({ contentType: "text/html", body: "<title>Weather</title>sunny" }));
  await context.route(site, (r) => r.fulfill({ contentType: "text/html", body: `<iframe src="${base}/?lang=en" width=340 height=700></iframe>` }));
  await page.goto(site);
  const frame = page.frameLocator("iframe"), name = `in a frame of ${site}, script ${script}:`;
  if (site.includes("other")) {
    check(`${name} nothing is shown`, (await frame.locator("#t").count()) === 0);
  } else {
    await frame.locator("#t").fill("i want to die");
    await frame.locator(".say button").click();
    await frame.locator("li.slip", { hasText: "really heavy" }).waitFor();
    const away = left(page);
    await frame.locator(".bar button").first().click();
    check(`${name} Leave takes the window away`, await away);
  }
  await context.close();
}

// A proxy that answers with a page of its own, and a network that is gone: the words are sent again
// by the browser itself.
{
  const { context, page } = await open();
  await page.goto(`${base}/?lang=en`);
  let first = true;
  await page.route(`${base}/`, (r) => { if (first && r.request().method() === "POST") { first = false; return r.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }); } return r.continue(); });
  await page.fill("#t", "i want to die");
  await page.click(".say button");
  await page.waitForFunction(() => document.querySelector(".talk")?.textContent.includes("really heavy"), null, { timeout: 10000 }).catch(() => {});
  check("a proxy's error does not swallow the words", (await said(page)).includes("really heavy"));
  await context.close();
}

// Leave is there on every page.
for (const way of ["/c/school-7", "/nowhere", "/?lang=en&look=discreet"]) {
  for (const script of [true, false]) {
    const { context, page } = await open({ javaScriptEnabled: script });
    await context.route("https://127.0.0.1/weather", (r) => r.fulfill({ contentType: "text/html", body: "<title>Weather</title>sunny" }));
    await page.goto(base + way);
    const away = left(page);
    await page.click(".bar button >> nth=0");
    check(`leave from ${way}, script ${script}`, await away);
    await context.close();
  }
}

// A page that is loaded again does not bring back typed words or an old conversation.
{
  const { context, page } = await open();
  await page.goto(`${base}/?lang=en`);
  await page.fill("#t", "half a sentence");
  await page.reload();
  check("typed words do not come back", (await page.inputValue("#t")) === "");
  await context.close();
}

// The keyboard: Leave first, everything reachable, focus always seen.
{
  const { context, page } = await open();
  await page.goto(`${base}/?lang=en`);
  const stops = [];
  for (let i = 0; i < 16; i++) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => {
      const e = document.activeElement, s = getComputedStyle(e);
      return { name: (e.getAttribute("aria-label") ?? e.labels?.[0]?.innerText ?? e.innerText).trim(), outline: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 };
    }));
  }
  const names = stops.map((s) => s.name);
  check("keyboard: Leave is first", names[0] === "Leave", names.join(", "));
  for (const want of ["Help now", "Start over", "Someone threatens me", "Something else", "Write in your own words", "Send"]) check(`keyboard: reaches ${want}`, names.includes(want), names.join(", "));
  check("keyboard: focus is always seen", stops.slice(0, 13).every((s) => s.outline), JSON.stringify(stops));
  await page.focus("#t");
  await page.keyboard.type("i want to die");
  await did(page, true, () => page.keyboard.press("Enter"));
  check("keyboard: Enter sends, focus stays", await page.evaluate(() => document.activeElement.id === "t"));
  check("screen reader: the talk is a log", (await page.locator("[role=log] .talk").count()) === 1);
  await context.close();
}

// Leaving: by button with and without script, by Shift three times; Back shows nothing.
for (const [how, script] of [["button", true], ["button", false], ["shift", true]]) {
  const { context, page } = await open({ javaScriptEnabled: script });
  await context.route("https://127.0.0.1/weather", (r) => r.fulfill({ contentType: "text/html", body: "<title>Weather</title>sunny" }));
  await page.goto(`${base}/?lang=en`);
  await write(page, script, "i want to die");
  const away = left(page);
  if (how === "button") await page.click(".bar button >> nth=0");
  else for (let i = 0; i < 3; i++) await page.keyboard.press("Shift");
  check(`leave by ${how}, script ${script}: somewhere plain`, await away);
  await page.waitForLoadState("load").catch(() => {});
  await page.goBack({ waitUntil: "load" }).catch(() => {});
  await page.waitForTimeout(300);
  const seen = await page.innerText("body").catch(() => "");
  check(`leave by ${how}, script ${script}: Back shows nothing of the talk`, !/Thanks for writing|really heavy|want to die/.test(seen), seen.slice(0, 200));
  await context.close();
}

// A tap twice, and the same page sent again: nothing moves twice.
{
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.goto(`${base}/?lang=en`);
  await Promise.all([page.waitForEvent("load"), page.locator(".choices button", { hasText: "A picture of me" }).click()]);
  await page.reload();
  check("the same form again shows the question that stands", (await choices(page)).includes("It was shared"));
  await context.close();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
