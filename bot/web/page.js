// The page works without this. With it: answers are added below instead of a new page, Leave and
// Shift three times empty the page at once, and nothing comes back with the Back button.
(() => {
  const body = document.body, $ = (s, from = document) => from.querySelector(s);
  const exit = () => {
    const to = body.dataset.exit, form = $("#leave-form");
    if (form) navigator.sendBeacon("/leave", new URLSearchParams(new FormData(form)));
    document.title = "";
    body.replaceChildren();
    try { top.location.replace(to); } catch { location.replace(to); }
  };
  let shifts = [];
  addEventListener("keyup", (e) => {
    if (e.key !== "Shift") { shifts = []; return; }
    shifts = [...shifts.filter((t) => e.timeStamp - t < 1500), e.timeStamp];
    if (shifts.length > 2) exit();
  });
  addEventListener("pageshow", (e) => { if (e.persisted) { body.replaceChildren(); location.replace("/"); } });
  let busy = false;
  addEventListener("submit", async (e) => {
    const form = e.target;
    if (form.id === "leave-form") { e.preventDefault(); exit(); return; }
    if (!form.matches(".talks")) return;
    e.preventDefault();
    if (busy) return;
    const field = $("#t"), typed = form.contains(field) && field;
    if (typed && !field.value.trim()) return;
    busy = true;
    body.classList.add("wait");
    const data = new URLSearchParams(new FormData(form, e.submitter));
    try {
      const answer = await fetch("/", { method: "POST", body: data, cache: "no-store", signal: AbortSignal.timeout(2e4) });
      show(new DOMParser().parseFromString(await answer.text(), "text/html"), typed, e.submitter?.name === "over");
    } catch {
      // No answer of ours: the browser sends the form itself, and shows what comes.
      const again = document.createElement("input");
      if (e.submitter?.name) { again.type = "hidden"; again.name = e.submitter.name; again.value = e.submitter.value; form.append(again); }
      form.submit();
    }
    busy = false;
    body.classList.remove("wait");
  });
  // show takes over the next page: new slips below the old ones, everything else replaced. A page
  // that stands alone leaves nothing of the old ones; another language changes every word around.
  function show(page, typed, over) {
    const talk = $(".talk"), fresh = $(".talk", page);
    if (!fresh) throw page;
    const html = document.documentElement, next = page.documentElement, said = [...fresh.children];
    const { lang, dir } = html, moved = lang !== next.lang, fields = new FormData($("#leave-form", page));
    html.lang = next.lang;
    html.dir = next.dir;
    html.dataset.look = next.dataset.look ?? "";
    if (over || "alone" in fresh.dataset) talk.replaceChildren();
    $("#new")?.removeAttribute("id");
    for (const z of talk.querySelectorAll(".z")) z.classList.remove("z");
    if (moved) for (const old of talk.querySelectorAll("li:not([lang])")) { old.lang = lang; old.dir = dir; }
    talk.append(...said);
    if (moved) talk.parentElement.ariaLabel = fresh.parentElement.ariaLabel;
    for (const s of [".choices", ".end", ".pin", ".top", ...(moved ? [".bar", ".say", "h1"] : [])]) {
      const old = $(s), now = $(s, page);
      if (old && now) old.replaceWith(now);
      else if (old) old.remove();
      else if (now) (s === ".choices" ? talk.parentElement : $("main").lastElementChild).after(now);
    }
    for (const name of "knl") for (const f of document.querySelectorAll(`[name=${name}]`)) f.value = fields.get(name);
    const field = $("#t");
    if (typed) { field.value = ""; field.focus({ preventScroll: true }); }
    else if (document.activeElement === body) { talk.tabIndex = -1; talk.focus({ preventScroll: true }); }
    said[0]?.scrollIntoView({ block: "start" });
  }
})();
