// Uploads whose labels are not there yet, so that a reload goes on waiting.

import { tab } from "./storage.js";

const LIFE = 10 * 60_000;

function all() {
  const known = Object.entries(tab.get("pending") ?? {});
  return Object.fromEntries(known.filter(([, one]) => Date.now() - one.since < LIFE));
}

export const pending = {
  get: (id) => all()[id] ?? null,
  add(id, object) {
    tab.set("pending", { ...all(), [id]: { object, since: Date.now() } });
  },
  remove(id) {
    const { [id]: _, ...rest } = all();
    tab.set("pending", rest);
  },
};
