// Pictures of the page for the book: SCREENSHOTS=docs/laptop keeps them.

import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { Client } from "./support/client.mjs";
import { hills } from "./support/png.mjs";
import { labels, share, stage } from "./support/stage.mjs";

const self = stage();
const { visit } = self;
/** What a file in the book may have, in bytes. */
const MOST = 300_000;

const MORNING = hills({
  sky: [[120, 170, 205], [240, 222, 196]],
  hills: [[120, 150, 160], [80, 115, 115], [45, 80, 72]],
  sun: { x: 0.7, y: 0.26, size: 0.05, colour: [255, 240, 205] },
});
const EVENING = hills({
  sky: [[70, 60, 110], [245, 150, 110]],
  hills: [[130, 85, 120], [80, 50, 85], [40, 28, 52]],
  sun: { x: 0.35, y: 0.38, size: 0.07, colour: [255, 205, 140] },
});

test("pictures of the page", async () => {
  const folder = process.env.SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), "pictures-")));
  await new Client(self.program.url, "milo").labelled("The last light", EVENING, "We nearly missed it.");
  const picture = async (page, name) => {
    // Photos have to be there, and nothing may be in motion.
    await page.waitForFunction(() => [...document.images].every((one) => one.complete));
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: "disabled" });
    assert.ok((await stat(path)).size < MOST, name);
  };
  const desktop = { viewport: { width: 1180, height: 820 }, reducedMotion: "reduce" };
  await visit(async (page) => {
    const made = await share(page, "Up early", {
      body: "Five in the morning, above the valley. The fog left an hour later, and so did we.",
      photo: MORNING,
    });
    await labels(made);
    await page.evaluate(() => document.activeElement.blur());
    await picture(page, "feed-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, "feed-dark");
  }, { name: "zoé", ...desktop });
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  await visit(async (page) => {
    await labels(page.locator("article").first());
    await picture(page, "phone");
  }, { name: "milo", ...phone, reducedMotion: "reduce" });
  if (!process.env.SCREENSHOTS) await rm(folder, { recursive: true });
});
