// A problem that belongs to no place of its own.

import { byId, show } from "./dom.js";
import { words } from "./failure.js";

export function trouble(error) {
  byId("trouble-text").textContent = words(error);
  show(byId("trouble"));
}

byId("trouble-close").addEventListener("click", () => {
  show(byId("trouble"), false);
  byId("heading").focus();
});
