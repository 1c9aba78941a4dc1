// Two people sign in with passkeys, each with a key of their own, and change the same text, the same translation and the same step in two
// browsers: the second sees both before saving, and both stand in the history.
import { chromium } from "playwright-core";
import AxeBuilder from "@axe-core/playwright";
import { execFileSync } from "node:child_process";

const [first, second] = process.env.LINKS.split(" "), base = new URL(first).origin, folder = process.env.FOLDER, shots = process.env.SHOTS;
let passed = 0, failed = 0;
const check = (what, ok, detail = "") => {
  ok ? passed++ : failed++;
  if (!ok) console.log(`FAIL ${what} ${detail}`);
};
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"] });
const open = async () => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: "en" })).newPage();
  page.context().setDefaultTimeout(180000); // how long it takes is measured elsewhere
  page.on("pageerror", (e) => check("no script fails", false, e.message));
  page.on("console", (m) => { if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) check("the console is quiet", false, m.text()); });
  return page;
};
const shot = async (page, name) => shots && page.screenshot({ path: `${shots}/together-${name}.png`, fullPage: true });
const read = async (page, name) => {
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  check(`${name}: axe`, found.violations.length === 0, found.violations.map((v) => `${v.id} ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`).join("; "));
};
const history = () => execFileSync("git", ["-C", folder, "log", "--all", "-p", "--format=%an: %s", "--", "locales", "flows"], { encoding: "utf8", maxBuffer: 1 << 28 });

// A key in a browser: what unlocks it, and whether it does.
const withKey = async (page) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    credentials: async () => (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    unlocked: (isUserVerified) => devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
};
const ana = await open(), ben = await open(), keys = new Map();
for (const [page, link] of [[ana, first], [ben, second]]) {
  keys.set(page, await withKey(page));
  await page.goto(link);
  await page.click("main button");
  check("who has no key is asked to make one", page.url() === `${base}/keys` && (await page.innerText("main")).includes("You have none yet"), page.url());
  await page.click("text=Add a passkey");
  await page.locator("[name=key]").waitFor({ state: "attached" });
  check("the key is in the browser", (await keys.get(page).credentials()).length === 1);
}
await read(ana, "a person's keys");
await shot(ana, "01-keys");
await ana.click("main >> text=Remove");
check("the last key stays", (await ana.innerText("main")).includes("your only passkey") && (await ana.locator("[name=key]").count()) === 1);
await ana.click("text=Sign out");
await read(ana, "sign in with a key");
await shot(ana, "02-sign-in");
check("signed out, nothing is shown", !(await ana.innerText("body")).includes("Flows"));
await keys.get(ana).unlocked(false);
await ana.click("text=Use your passkey");
await ana.locator("#said:visible").waitFor();
check("a key that is not unlocked does not open", (await ana.innerText("#said")).includes("did not work"), await ana.innerText("#said"));
await keys.get(ana).unlocked(true);
await ana.focus("text=Use your passkey");
await ana.keyboard.press("Enter");
await ana.locator("nav >> text=Flows").waitFor();
check("the key opens, by keyboard", (await ana.innerText("header")).includes("Flows"));
const stranger = await open();
await withKey(stranger);
await stranger.goto(first);
check("a link that was used opens to nobody", (await stranger.innerText("main")).includes("Each link works once") && (await stranger.locator("main form").count()) === 0);
await stranger.goto(`${base}/signin`);
await stranger.click("text=Use your passkey");
await stranger.locator("#said:visible").waitFor({ timeout: 180000 });
check("a browser without a key does not come in", (await stranger.goto(`${base}/history`)).status() === 401);

// The same text, and the same translation: Ana saves while Ben writes.
const write = async (page, words) => {
  await page.fill("#words", words);
  await page.click("text=Save in my draft");
};
const ways = [["en", "about.checked", "Ana: nobody has checked this yet.", "Ben: this was checked by nobody."], ["es", "about.keeps", "Ana: recuerdo poco.", "Ben: no recuerdo casi nada."]];
const publish = async (page) => {
  await page.click("nav >> text=My changes");
  await page.click("button:has-text('Publish')");
};
const opened = [];
for (const [locale, id, hers, his] of ways) {
  const page = await ben.context().newPage();
  opened.push(page);
  for (const at of [ana, page]) await at.goto(`${base}/words/${locale}/${id}`);
  await write(ana, hers);
  const look = await ben.context().newPage();
  await look.goto(`${base}/words/${locale}/${id}`);
  check(`${id}: whoever opens it sees what Ana has in her draft`, (await look.innerText("main")).includes(hers));
  await look.close();
}
await publish(ana);
check("Ana publishes", !(await ana.innerText("main")).includes("can't be published"), await ana.innerText("main"));
for (const [n, [locale, id, hers, his]] of ways.entries()) {
  const page = opened[n]; // he opened it before she wrote
  await write(page, his);
  check(`${id}: Ben is told, and has both before him`, (await page.innerText("main")).includes(hers) && (await page.locator("#words").inputValue()) === his, await page.innerText("main"));
  check(`${id}: nothing of his is saved yet`, !history().includes(his));
  await shot(page, `03-${id}`);
  await read(page, `${id}: both`);
  await page.click("text=Save in my draft");
  await page.goto(`${base}/words/${locale}/${id}`);
  check(`${id}: what Ben wrote stands in his draft`, (await page.locator("#words").inputValue()) === his);
}
const log = history();
for (const [, id, hers, his] of ways) check(`${id}: both stand in the history`, log.includes(hers) && log.includes(his));

// The same step of a flow, at the same time.
const step = async (page) => {
  await page.goto(`${base}/flows/sextortion`);
  await page.waitForSelector(".card");
  await page.locator(".side .out button", { hasText: /^now$/ }).click();
  await page.locator('form.side h2:text-is("now")').waitFor();
};
const bubble = (page) => page.locator("form.side").getByLabel(/^Bubble 1\b.*of 320/);
const twin = await ana.context().newPage(); // Ana at home, on another computer
await step(ana);
await step(twin);
await bubble(ana).fill("What is going on now?");
await ana.keyboard.press("Control+Enter");
await ana.waitForFunction(() => document.querySelector(".desk > [role=status]")?.textContent.includes("Saved in your draft"));
await bubble(twin).fill("What is happening to you now?");
await twin.keyboard.press("Control+Enter");
await twin.locator(".alert").first().waitFor();
const both = await twin.innerText("body");
check("the second browser sees what was saved, and keeps what was written", both.includes("What is going on now?") && (await bubble(twin).inputValue()) === "What is happening to you now?", await twin.locator(".alert").allInnerTexts());
await shot(twin, "04-step");
await read(twin, "a step that two change");
await twin.keyboard.press("Control+Enter");
await twin.waitForFunction(() => document.querySelector(".desk > [role=status]")?.textContent.includes("Saved in your draft"));
const steps = history();
check("both stand in the history of the step", ["What is going on now?", "What is happening to you now?"].every((t) => steps.includes(t)));
await browser.close();
console.log(`together: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
