// Postagram on this machine, for a test: a program of its own, with data of its
// own, on a port of its own.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = join(process.env.PROGRAMS ?? "target/debug", "local");

/** Starts it with these arguments; `stop` ends it and removes its data. */
export async function start(...options) {
  const data = await mkdtemp(join(tmpdir(), "postagram-"));
  const child = spawn(PROGRAM, ["--data", data, "--port", "0", ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const log = [];
  const url = await new Promise((resolve, reject) => {
    child.once("error", (error) => {
      const hint = "hint: cargo build -p local; scripts/check-browser does it";
      reject(new Error(`cannot start ${PROGRAM}: ${error.message}\n${hint}`));
    });
    child.once("exit", () => reject(new Error(`${PROGRAM} ended:\n${log.join("")}`)));
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text) => {
      log.push(text);
      const ready = /ready url="([^"]+)"/.exec(log.join(""));
      if (ready) resolve(ready[1]);
    });
  });
  return {
    url,
    /** The same page under another name, for which the bucket is elsewhere. */
    page: url.replace("127.0.0.1", "localhost"),
    log: () => log.join(""),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
