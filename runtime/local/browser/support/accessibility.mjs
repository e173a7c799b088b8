// What people need who do not see, do not see well, or do not use a mouse.

/** Runs in the page; gives back what is wrong with it, in words. */
export function complaints() {
  const found = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const name = (element) =>
    `<${element.localName}${element.id && ` id=${element.id}`} class="${element.className}">`;

  // References lead somewhere, ids are unique.
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids)) {
    if (ids.filter((one) => one === id).length > 1) found.push(`two elements are ${id}`);
  }
  for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) found.push(`${name(element)}: no ${id} for ${attribute}`);
      }
    }
  }

  // One main heading, and none that skips a level.
  const levels = all("h1, h2, h3, h4").map((one) => Number(one.localName[1]));
  if (all("h1").length !== 1) found.push(`${all("h1").length} main headings`);
  if (Math.max(...levels) > 2) found.push("headings go too deep");
  if (document.documentElement.lang !== "en") found.push("no language");
  if (all("main").length !== 1) found.push("no main part");
  for (const part of all("nav, section, dialog[open]")) {
    const labelled = part.getAttribute("aria-label") ?? part.getAttribute("aria-labelledby");
    if (!labelled) found.push(`${name(part)} has no name`);
  }
  for (const image of all("img")) {
    if (!image.hasAttribute("alt")) found.push(`${name(image)} has no alternative`);
  }

  // What is pressed is large enough to be hit.
  for (const element of all("button, a[href], label.button, input:not(.visually-hidden), textarea")) {
    if (element.classList.contains("skip")) continue;
    const { width, height } = element.getBoundingClientRect();
    if (Math.min(width, height) < 20 || Math.max(width, height) < 24) {
      found.push(`${name(element)} is ${Math.round(width)} by ${Math.round(height)}`);
    }
  }

  // Letters stand out from what is behind them.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], alpha: alpha / 255 };
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { rgb, alpha } = parse(getComputedStyle(one).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const light = (rgb) => {
    const [red, green, blue] = rgb.map((one) => {
      const part = one / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const isHidden = element.closest("template, noscript, .visually-hidden, .skip, script");
    const open = document.querySelector("dialog[open]");
    if (!node.data.trim() || isHidden || !shown(element)) continue;
    if (open && !open.contains(element)) continue;
    const style = getComputedStyle(element);
    const pair = [light(parse(style.color).rgb), light(behind(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) {
      found.push(`“${node.data.trim().slice(0, 30)}” has a contrast of ${ratio.toFixed(2)}`);
    }
  }

  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is too wide");
  return found;
}

const NAMED = new Set(["button", "link", "textbox", "image", "dialog", "alertdialog", "progressbar",
  "region", "navigation"]);

/** What the browser tells screen readers, as far as something has no name. */
export async function nameless(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter((one) => !one.ignored && NAMED.has(one.role?.value) && !one.name?.value)
    .map((one) => `${one.role.value} without a name`);
}
