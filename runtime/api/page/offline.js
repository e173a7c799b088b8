// Says when there is no network.

import { byId, show } from "./dom.js";

export function watchNetwork() {
  const draw = () => show(byId("offline"), !navigator.onLine);
  addEventListener("online", draw);
  addEventListener("offline", draw);
  draw();
}
