// Starts the system's Chromium for a test.

import { access, constants } from "node:fs/promises";
import { chromium } from "playwright-core";

/** Where Debian's package puts it; `CHROMIUM` names another. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

// A browser that says nothing to anybody: what it fetches, a test asked for.
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]",
];

/**
 * A browser with a profile of its own, which goes when it is closed.
 *
 * Loopback is all it reaches. `options` are those of playwright's `launch`.
 */
export async function launch({ args = [], ...options } = {}) {
  try {
    await access(CHROMIUM, constants.X_OK);
  } catch {
    throw new Error(
      `there is no Chromium at ${CHROMIUM}\n` +
        "hint: apt-get install chromium, or name another in CHROMIUM; scripts/check-browser does the first",
    );
  }
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...ARGUMENTS, ...args],
    // A loaded machine is no reason to fail.
    timeout: 120_000,
    ...options,
  });
}
