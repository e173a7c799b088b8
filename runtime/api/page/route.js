// Which posts the address asks for.

/** `#/`, `#/mine`, `#/user/NAME`. */
export function route(hash = location.hash) {
  const [, first, rest] = /^#\/([^/]*)(?:\/(.*))?$/.exec(hash) ?? [];
  if (first === "mine") return { view: "mine" };
  if (first === "user" && rest) {
    try {
      return { view: "user", user: decodeURIComponent(rest) };
    } catch {
      // No name at all.
    }
  }
  return { view: "everyone" };
}

export const userHash = (name) => `#/user/${encodeURIComponent(name)}`;
