// Tells people who do not see the page what has changed on it.

import { byId } from "./dom.js";

export function announce(text) {
  const place = byId("announcer");
  // The same words again are a change too.
  place.textContent = place.textContent === text ? `${text}\u00a0` : text;
}
