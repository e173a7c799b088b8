// Files that are dragged over the page, and dropped on it.

import { byId, show } from "./dom.js";

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Where it would go: a place that takes photos, or nothing. */
const placeOf = (event) => event.target.closest?.("[data-drop]:not([hidden])") ?? null;

/**
 * A place gets what is dropped on it as the event `photo-drop`; `elsewhere`
 * gets what is dropped beside. `takes` says whether anything is taken now.
 */
export function acceptDrops(takes, elsewhere) {
  let depth = 0;
  let over = null;
  const leave = () => {
    depth = 0;
    over?.classList.remove("over");
    over = null;
    show(byId("drop-curtain"), false);
  };
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) depth += 1;
  });
  addEventListener("dragleave", (event) => {
    if (hasFiles(event) && (depth -= 1) <= 0) leave();
  });
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    // Or the browser would show the file in place of the page.
    event.preventDefault();
    const fits = takes();
    event.dataTransfer.dropEffect = fits ? "copy" : "none";
    const place = fits ? placeOf(event) : null;
    if (place !== over) {
      over?.classList.remove("over");
      place?.classList.add("over");
      over = place;
    }
    show(byId("drop-curtain"), fits && !place && !document.querySelector("dialog[open]"));
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const place = placeOf(event);
    leave();
    if (!takes()) return;
    const detail = { files: [...event.dataTransfer.files] };
    if (place) {
      place.dispatchEvent(new CustomEvent("photo-drop", { detail, bubbles: true }));
    } else {
      elsewhere(detail);
    }
  });
}
