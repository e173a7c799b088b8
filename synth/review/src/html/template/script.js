
"use strict";
// Search, filters and keys. Without this the page shows everything.
(() => {
  const byId = (id) => document.getElementById(id);
  const changes = [...document.querySelectorAll("details.change")];
  const stacks = [...document.querySelectorAll("section.stack")];
  const toggles = [...document.querySelectorAll("button[data-verb]")];
  const search = byId("search");
  const flagged = byId("flagged");
  const pick = byId("stack");
  const texts = new Map();
  byId("tools").hidden = false;
  byId("tools").addEventListener("submit", (event) => event.preventDefault());

  const text = (change) => {
    if (!texts.has(change)) {
      texts.set(change, change.textContent.toLowerCase());
    }
    return texts.get(change);
  };
  const isOn = (button) => button !== null && button.getAttribute("aria-pressed") === "true";
  const isShown = (element) => element.closest("[hidden]") === null;

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const verbs = new Set(toggles.filter(isOn).map((button) => button.dataset.verb));
    const known = new Set(toggles.map((button) => button.dataset.verb));
    const narrowed = words.length > 0 || isOn(flagged) || verbs.size < known.size;
    let count = 0;
    for (const change of changes) {
      const verb = change.dataset.verb;
      const fits = (verbs.has(verb) || !known.has(verb))
        && (!isOn(flagged) || "flagged" in change.dataset)
        && words.every((word) => text(change).includes(word));
      change.hidden = !fits;
    }
    for (const stack of stacks) {
      stack.hidden = pick !== null && pick.value !== "" && pick.value !== stack.id;
      for (const part of stack.querySelectorAll("section.part")) {
        const own = [...part.querySelectorAll("details.change")];
        part.hidden = narrowed && own.length > 0 && own.every((change) => change.hidden);
      }
    }
    for (const change of changes) {
      count += isShown(change) ? 1 : 0;
    }
    byId("count").textContent = `${count} of ${changes.length} shown`;
    byId("nothing").hidden = count > 0 || changes.length === 0;
  }

  function toggle(button) {
    button.setAttribute("aria-pressed", String(!isOn(button)));
    filter();
  }

  function show(change) {
    change.open = true;
    change.querySelector("summary").focus();
    change.scrollIntoView({ block: "start" });
  }

  // A link to a change that is filtered away brings it back.
  function follow() {
    const target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    if (target === null || !target.matches("details.change")) {
      return;
    }
    if (!isShown(target)) {
      clear();
    }
    show(target);
  }

  function clear() {
    search.value = "";
    toggles.forEach((button) => button.setAttribute("aria-pressed", "true"));
    flagged?.setAttribute("aria-pressed", "false");
    if (pick !== null) {
      pick.value = "";
    }
    filter();
  }

  function step(by, fits) {
    const shown = changes.filter((change) => isShown(change) && fits(change));
    if (shown.length === 0) {
      return;
    }
    const current = document.activeElement?.closest("details.change");
    let place = shown.indexOf(current);
    if (place < 0) {
      const after = shown.findIndex((change) => current !== null && current !== undefined
        && (current.compareDocumentPosition(change) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0);
      place = by > 0 ? Math.max(after, 0) : (after < 0 ? shown.length : after) - 1;
    } else {
      place += by;
    }
    shown[Math.min(Math.max(place, 0), shown.length - 1)].querySelector("summary").focus();
  }

  const openAll = (open) => changes.filter(isShown).forEach((change) => { change.open = open; });

  function theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }

  const keys = {
    "/": () => search.focus(),
    j: () => step(1, () => true),
    k: () => step(-1, () => true),
    f: () => step(1, (change) => "flagged" in change.dataset),
    o: () => openAll(true),
    c: () => openAll(false),
    t: theme,
    "?": () => byId("help").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, select, textarea");
    if (event.key === "Escape" && event.target === search) {
      search.value = "";
      filter();
      search.blur();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || byId("help").open) {
      return;
    }
    if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  search.addEventListener("input", filter);
  toggles.forEach((button) => button.addEventListener("click", () => toggle(button)));
  flagged?.addEventListener("click", () => toggle(flagged));
  pick?.addEventListener("change", filter);
  byId("expand").addEventListener("click", () => openAll(true));
  byId("collapse").addEventListener("click", () => openAll(false));
  byId("theme").addEventListener("click", theme);
  byId("keys").addEventListener("click", () => byId("help").showModal());
  addEventListener("hashchange", follow);
  filter();
  follow();
})();
