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
      const answer = await fetch("/", { method: "POST", body: data, cache: "no-store" });
      show(new DOMParser().parseFromString(await answer.text(), "text/html"), typed);
    } catch {
      const again = document.createElement("input");
      if (e.submitter?.name) { again.type = "hidden"; again.name = e.submitter.name; again.value = e.submitter.value; form.append(again); }
      form.submit();
    }
    busy = false;
    body.classList.remove("wait");
  });
  // show takes over the next page: new slips below the old ones, everything else replaced.
  function show(page, typed) {
    const talk = $(".talk"), fresh = $(".talk", page);
    if (!fresh) { location.replace("/"); return; }
    const html = document.documentElement, said = [...fresh.children];
    html.lang = page.documentElement.lang;
    html.dir = page.documentElement.dir;
    $("#new")?.removeAttribute("id");
    for (const z of talk.querySelectorAll(".z")) z.classList.remove("z");
    talk.append(...said);
    for (const s of [".choices", ".end", ".pin", ".top"]) {
      const old = $(s), now = $(s, page);
      if (old && now) old.replaceWith(now);
      else if (old) old.remove();
      else if (now) (s === ".choices" ? talk.parentElement : $("main").lastElementChild).after(now);
    }
    for (const name of ["k", "n", "l"]) {
      const now = $(`[name=${name}]`, page)?.value;
      for (const f of document.querySelectorAll(`[name=${name}]`)) f.value = now;
    }
    const field = $("#t");
    if (typed && field) field.value = "";
    if (typed) field.focus({ preventScroll: true });
    else if (document.activeElement === body) { talk.tabIndex = -1; talk.focus({ preventScroll: true }); }
    said[0]?.scrollIntoView({ block: "start" });
  }
})();
