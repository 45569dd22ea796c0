// Extras only: filter, light or dark, copy with citation, keys. Without this script nothing is missing.
"use strict";
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a file may have no storage */ } };
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  byId("tools").hidden = false;

  // Light or dark
  const theme = byId("theme");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  if (["light", "dark"].includes(kept("onrecord-theme"))) root.dataset.theme = kept("onrecord-theme");
  name();
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    keep("onrecord-theme", root.dataset.theme);
    name();
  });

  // Filter
  const filter = byId("filter");
  const found = byId("found");
  const speakers = byId("speakers") ?? document.createElement("section");  // a page may be made without it
  let index = null;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();
  const build = () => all(".party").flatMap((party) => {
    const partyName = party.querySelector("h3").textContent;
    return all(".voice", party).flatMap((voice) => {
      const head = partyName + " " + voice.querySelector("h4").textContent;
      return all(".entry", voice).map((entry) => ({ entry, voice, party, text: plain(head + " " + entry.textContent) }));
    });
  });
  const apply = () => {
    const wanted = plain(filter.value).split(" ").filter(Boolean);
    index ??= build();
    const shown = new Set();
    let count = 0;
    for (const row of index) {
      const hit = wanted.every((word) => row.text.includes(word));
      row.entry.hidden = !hit;
      if (hit) { count += 1; shown.add(row.voice).add(row.party); }
    }
    for (const box of all(".party, .voice", speakers)) box.hidden = !shown.has(box);
    for (const fold of all("details", speakers)) {
      if (wanted.length) { fold.dataset.was ??= fold.open ? "open" : "shut"; fold.open = true; }
      else if (fold.dataset.was) { fold.open = fold.dataset.was === "open"; delete fold.dataset.was; }
      fold.hidden = wanted.length > 0 && !fold.querySelector(".entry:not([hidden])");
    }
    if (found) found.textContent = wanted.length ? `${count.toLocaleString("en")} of ${index.length.toLocaleString("en")} statements match` : "";
  };
  for (const tally of all("[data-word]", speakers)) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...tally.childNodes);
    button.addEventListener("click", () => {
      filter.value = filter.value === tally.dataset.word ? "" : tally.dataset.word;
      apply();
    });
    tally.append(button);
  }
  let waiting = 0;
  filter.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      apply();
      if (filter.value && speakers.getBoundingClientRect().top > innerHeight / 2) speakers.scrollIntoView();
    }, 140);
  });

  // The entry whose article is open
  const mark = () => {
    for (const entry of all(".now")) entry.classList.remove("now");
    if (location.hash.length < 2) return;
    for (const link of all(`.part:not(#articles) a.words[href="${CSS.escape(location.hash)}"]`)) {
      link.closest("li, p")?.classList.add("now");
    }
  };
  addEventListener("hashchange", mark);
  mark();

  // Copy with citation
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "copy";
  const tidy = (node) => node ? node.textContent.replace(/\s+/g, " ").trim() : "";
  const citation = (entry) => {
    const link = entry.querySelector(".words");
    const article = byId(link.hash.slice(1))?.closest(".art, tr");
    const speaker = tidy(entry.closest(".voice").querySelector("h4 > :first-child"));
    const [manner, cite, via, unsure] = [".manner", ".cite", ".via", ".unsure"].map((part) => tidy(entry.querySelector(part)));
    const title = tidy(article?.querySelector("h3, td > bdi"));
    return `${tidy(link)}\n— ${speaker} (${[manner, via, unsure].filter(Boolean).join(", ")}). ${title.startsWith("Untitled") ? title : `“${title}”`}, ${cite}. ${document.title}, ${link.hash}`;
  };
  const offer = (event) => {
    const entry = event.target instanceof Element && event.target.closest(".entry");
    if (entry && copy.parentNode !== entry) { copy.textContent = "Copy with citation"; entry.append(copy); }
  };
  const write = (text) => {
    if (navigator.clipboard?.writeText) return navigator.clipboard.writeText(text);
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy refused"));
  };
  const copyNow = () => {
    copy.remove();  // its own words are not part of the entry's
    return (entry) => write(citation(entry))
      .then(() => { copy.textContent = "Copied"; }, () => { copy.textContent = "Copying was refused"; })
      .then(() => { entry.append(copy); copy.focus(); });
  };
  document.addEventListener("mouseover", offer);
  document.addEventListener("focusin", offer);
  copy.addEventListener("click", () => { const entry = copy.closest(".entry"); copyNow()(entry); });

  // Print all that is folded
  addEventListener("beforeprint", () => {
    for (const fold of all("details:not([open])")) { fold.open = true; fold.dataset.printed = ""; }
  });
  addEventListener("afterprint", () => {
    for (const fold of all("details[data-printed]")) { fold.open = false; delete fold.dataset.printed; }
  });

  // Keys
  const keys = byId("keys");
  keys.checked = kept("onrecord-keys") !== "off";
  keys.addEventListener("change", () => keep("onrecord-keys", keys.checked ? "on" : "off"));
  const step = (by) => {
    const links = all(".entry > .words", speakers).filter((link) => link.checkVisibility ? link.checkVisibility() : link.offsetParent);
    if (!links.length) return;
    const here = document.activeElement?.closest?.(".entry")?.querySelector(".words");
    let next = links.indexOf(here);
    if (next < 0) next = links.findIndex((link) => link.getBoundingClientRect().top > 0) - (by > 0 ? 1 : 0);
    const link = links[Math.min(Math.max(next + by, 0), links.length - 1)];
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest?.("input, textarea, select");
    if (event.key === "Escape") {
      if (typing === filter) { filter.value = ""; apply(); filter.blur(); }
      else if (location.hash) location.hash = "#shut";
    }
    if (typing) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); filter.focus(); }
    else if (event.key === "c") {
      const entry = document.activeElement?.closest?.(".entry");
      if (entry) copyNow()(entry);
    }
  });
})();
