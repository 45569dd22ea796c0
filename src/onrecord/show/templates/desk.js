// Extras only: search while typing, keys, copy with citation, cards over marked words, charts. Without it all pages work.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* storage may be off */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const spoken = document.getElementById("spoken");
  const say = (words) => { if (spoken) spoken.textContent = words; };

  if (matchMedia("(max-width: 56rem)").matches) for (const one of all(".facet")) if (!one.querySelector(".chosen")) one.open = false;

  // Light or dark
  const theme = document.getElementById("theme");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (["light", "dark"].includes(kept("onrecord-theme"))) root.dataset.theme = kept("onrecord-theme");
  if (theme) {
    const name = () => { theme.textContent = dark() ? "Light" : "Dark"; };
    theme.hidden = false;
    name();
    theme.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      keep("onrecord-theme", root.dataset.theme);
      name();
    });
  }

  // Search while typing: the same page is asked for, and its results are put in
  const live = document.getElementById("live");
  if (live) {
    let asking = null;
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const query = new URLSearchParams(new FormData(live));
      for (const [name, value] of [...query]) if (!value) query.delete(name);
      const address = `${location.pathname}?${query}`;
      const results = document.getElementById("results");
      results.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(address, { signal: asking.signal, credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.getElementById("results");
        if (!answer.ok || !found) { say(page.querySelector("main .empty")?.textContent ?? "Nothing could be found so"); results.removeAttribute("aria-busy"); return; }
        const shut = new Set(all(".facet:not([open]) summary", results).map((one) => one.textContent));
        for (const one of all(".facet", found)) if (shut.has(one.querySelector("summary").textContent)) one.open = false;
        { results.replaceWith(document.adoptNode(found)); history.replaceState(null, "", address); copies(); }
        say(document.querySelector(".total")?.textContent ?? "");
      } catch (error) {
        if (error.name !== "AbortError") live.submit();
      }
    };
    let waiting;
    live.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 180); });
  }

  // While links are being made, ask now and then whether they are
  const state = document.querySelector(".state[data-working]");
  const wait = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector(".state[data-working]")) { setTimeout(wait, 4000); return; }
      const again = document.createElement("a");
      again.href = location.href;
      again.textContent = "The pages are up to date: load this one again";
      again.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
      state.replaceChildren(again);
    } catch { setTimeout(wait, 10000); }
  };
  if (state) setTimeout(wait, 3000);

  // Copy with citation
  const copies = () => {
    for (const entry of all(".entry, .claim, .pair > li, .event, .quote")) {
      if (entry.querySelector(":scope > .copy")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.title = "Copy with citation";
      button.addEventListener("click", () => copy(entry));
      entry.append(button);
    }
  };
  const plain = (words) => words.replace(/\s+/g, " ").trim();
  const cited = (entry) => {
    if (!entry.matches(".entry, .claim, .pair > li, .quote")) { // an event, a position: whose account it is stands among its words
      const bare = entry.cloneNode(true);
      for (const one of all(".copy, details", bare)) one.remove();
      const first = entry.querySelector("a.words, a[href^='/articles/']");
      return `${plain(bare.textContent)}\n${first ? first.href : location.href}`;
    }
    const link = entry.querySelector("a.words, a[href^='/articles/']");
    const words = (entry.querySelector(".words, .quote-words") ?? entry).textContent.trim();
    const who = entry.closest(".spoken")?.querySelector(".who")?.textContent.trim() ?? entry.querySelector(".who")?.textContent.trim();
    const where = entry.querySelector(".cite")?.textContent.trim() ?? "";
    const address = link ? new URL(link.getAttribute("href"), location.href).href : location.href;
    return `“${words.replace(/^[“"']|[”"']$/gu, "")}”${who ? ` — ${who}` : ""}${where ? ` (${where})` : ""}\n${address}`;
  };
  const copy = async (entry) => {
    try { await navigator.clipboard.writeText(cited(entry)); say("Copied with citation"); }
    catch { say("The browser did not allow copying"); }
  };
  copies();

  // Keys
  let now = -1;
  const stops = () => all(".spoken .entry, .claim, .pairs > li, .event, .history > li, .held, table.index tbody tr, .latest > li");
  const go = (step) => {
    const listed = stops();
    if (!listed.length) return;
    listed[now]?.classList.remove("now");
    now = Math.min(Math.max(now + step, 0), listed.length - 1);
    listed[now].classList.add("now");
    listed[now].scrollIntoView({ block: "nearest" });
    listed[now].querySelector("a")?.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") { event.preventDefault(); (document.getElementById("words") ?? document.getElementById("find")).focus(); }
    else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "c") { const one = stops()[now]; if (one) copy(one); }
    else if (event.key === "Escape") hide();
  });

  // Cards over marked words
  let card = null;
  const hide = () => { card?.remove(); card = null; for (const one of all(".mark.lit")) one.classList.remove("lit"); };
  const known = new Map();
  const show = async (mark) => {
    const wanted = mark.dataset.records.split(" ");
    hide();
    for (const one of all(".mark")) if (wanted.some((name) => one.dataset.records.split(" ").includes(name))) one.classList.add("lit");
    const made = document.createElement("div");
    made.className = "card";
    made.setAttribute("role", "tooltip");
    made.id = "card";
    card = made;
    for (const name of wanted.slice(0, 3)) {
      if (!known.has(name)) known.set(name, fetch(`/records/${name.slice(1)}?part=card`, { credentials: "same-origin" }).then((answer) => answer.ok ? answer.text() : ""));
      const page = new DOMParser().parseFromString(await known.get(name), "text/html");
      const found = page.querySelector(".brief");
      if (found) made.append(document.adoptNode(found.cloneNode(true)));
    }
    if (card !== made || !made.childElementCount) return;
    document.body.append(made);
    const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
    made.style.left = `${Math.max(8, Math.min(box.left, innerWidth - made.offsetWidth - 12)) + scrollX}px`;
    made.style.top = `${box.bottom + scrollY + 6}px`;
    mark.setAttribute("aria-describedby", "card");
  };
  const text = document.getElementById("text");
  if (text) {
    let waiting;
    const later = (event) => {
      const mark = event.target.closest?.(".mark");
      clearTimeout(waiting);
      if (mark) waiting = setTimeout(() => show(mark), event.type === "focusin" ? 0 : 200);
      else hide();
    };
    text.addEventListener("mouseover", later);
    text.addEventListener("focusin", later);
    text.addEventListener("mouseleave", () => { clearTimeout(waiting); hide(); });
    text.addEventListener("focusout", hide);
  }

  // Words selected in a text, as offsets in its characters
  const letters = (words) => Array.from(words).length;
  const selected = (within) => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!within.contains(range.startContainer) || !within.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(within, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const start = Number(within.dataset.start ?? 0) + letters(before.toString()) + letters(words) - letters(words.trimStart());
    return words.trim() ? { start, end: start + letters(words.trim()) } : null;
  };
  const around = document.getElementById("window");
  if (around) {
    let field = null;
    document.addEventListener("focusin", (event) => {
      if (event.target.matches("input, select, textarea, button, summary")) field = event.target.matches("[data-spans]") ? event.target : null;
    });
    document.addEventListener("selectionchange", () => {
      const found = field && selected(around);
      if (!found) return;
      field.value = `${found.start}-${found.end}`;
      const shown = field.parentElement.querySelector(".sub");
      if (shown) shown.textContent = getSelection().toString().trim();
    });
  }
  const adding = document.getElementById("adding");
  if (adding && text) {
    document.addEventListener("selectionchange", () => {
      const selection = getSelection();
      const one = selection.rangeCount && !selection.isCollapsed && text.contains(selection.anchorNode) && text.contains(selection.focusNode);
      const [first, last] = one ? [selection.getRangeAt(0).startContainer, selection.getRangeAt(0).endContainer] : [null, null];
      const paragraph = (node) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest("[data-start]");
      const from = paragraph(first);
      const found = from && from === paragraph(last) ? selected(from) : null;
      adding.hidden = !found;
      if (found) adding.querySelector("a").href = `${adding.dataset.address}?start=${found.start}&end=${found.end}`;
    });
  }

  const tipIn = (figure) => (_handler, event, _item, value) => {
    figure.querySelector(".tip")?.remove();
    if (value == null || value === "") return;
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.textContent = String(value);
    figure.append(tip);
    const box = figure.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX - box.left + 12, box.width - tip.offsetWidth)}px`;
    tip.style.top = `${event.clientY - box.top + 14}px`;
  };

  // Charts, drawn when they are seen; each stands above a table with the same numbers
  const draw = async (figure) => {
    const loading = figure.querySelector(".loading");
    try {
      await (window.drawing ??= new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = "/-/desk/vega.js";
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
      }));
      const box = document.createElement("div");
      figure.prepend(box);
      const spec = JSON.parse(figure.dataset.chart);
      spec.padding = { left: 18, right: 8, top: 6, bottom: 6 }; // the page's own letters may be wider than those reckoned with
      spec.width = Math.min(spec.width ?? 640, figure.clientWidth - 60);
      await window.vegaEmbed(box, spec, { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: tipIn(figure) });
      loading?.remove();
    } catch {
      if (loading) loading.textContent = "The chart could not be drawn; the table below holds the same.";
    }
  };
  const charts = all("figure[data-chart]");
  if (charts.length) {
    const seen = new IntersectionObserver((entries) => {
      for (const one of entries) if (one.isIntersecting) { seen.unobserve(one.target); draw(one.target); }
    }, { rootMargin: "200px" });
    for (const figure of charts) seen.observe(figure);
  }
})();
