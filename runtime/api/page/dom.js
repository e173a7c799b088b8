// The document. Text gets into it as text alone: nothing here parses HTML.

export const byId = (id) => document.getElementById(id);

/** What a template holds, once more. */
export function copyOf(template) {
  return byId(template).content.firstElementChild.cloneNode(true);
}

/** A part of such a copy. */
export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** Shows an element or hides it. */
export function show(target, is = true) {
  target.hidden = !is;
}

/**
 * Does something to `root`. If what has the focus is hidden by that, `fallback`
 * gets it, so that people at the keyboard do not start from the top again.
 */
export function keepFocus(root, fallback, work) {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  work();
  if (held && !held.checkVisibility()) fallback.focus();
}

/** A letter and a colour for a user. */
export function avatar(target, name) {
  target.textContent = [...name][0] ?? "?";
  // FNV-1a: names that are alike get different colours.
  let hash = 2166136261;
  for (const letter of name) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619) >>> 0;
  target.className = `avatar tone-${(hash >>> 16) % 6}`;
}
