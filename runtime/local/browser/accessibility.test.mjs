// Names, headings, contrasts and sizes, in every state and both colour schemes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { complaints, nameless } from "./support/accessibility.mjs";
import { Client } from "./support/client.mjs";
import { plain } from "./support/png.mjs";
import { FAILED_LOAD, card, compose, labels, share, stage } from "./support/stage.mjs";

const self = stage();
const { visit } = self;

async function check(page, state) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await page.evaluate(complaints), [], `${state}, ${colorScheme}`);
  }
  assert.deepEqual(await nameless(page), [], state);
}

for (const [device, settings] of [
  ["a desktop", { viewport: { width: 1280, height: 800 } }],
  ["a small phone", { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }],
]) {
  test(`every state on ${device}`, async () => {
    const name = `ada ${device}`;
    const title = `A red square on ${device}`;
    const author = new Client(self.program.url, name);
    await author.labelled(title, plain(200, 30, 30), "Some text. ".repeat(80));
    await visit(async (page) => {
      await card(page, title).waitFor();
      await check(page, "a visitor");
      await page.getByLabel("Your name").fill("a/b");
      await page.keyboard.press("Enter");
      await check(page, "a name that is refused");
      await page.getByLabel("Your name").fill(name);
      await page.keyboard.press("Enter");
      await labels(card(page, title));
      await check(page, "posts");
      await page.locator("#news").evaluate((button) => {
        button.textContent = "Show 2 new posts";
        button.hidden = false;
      });
      await check(page, "news");
      await page.locator("#news").evaluate((button) => {
        button.hidden = true;
      });

      const dialog = await compose(page, "", { photo: plain(20, 160, 60) });
      await dialog.getByRole("button", { name: "Share" }).click();
      await check(page, "the dialog, with a problem");
      await page.keyboard.press("Escape");
      await card(page, title).getByRole("button", { name: "Delete" }).click();
      await check(page, "the question");
      await page.keyboard.press("Escape");

      await page.route((url) => url.searchParams.has("X-Amz-Signature"), (route) =>
        (route.request().method() === "PUT" ? route.abort() : route.fallback()));
      const made = await share(page, `No photo from ${device}`, { photo: plain(20, 160, 60) });
      await made.getByRole("button", { name: "Try again" }).waitFor();
      await check(page, "a failed upload");
      await page.evaluate(() => {
        location.hash = "#/user/nobody";
      });
      await page.getByText("Nobody has shared anything here yet.").waitFor();
      await check(page, "nothing");
      await page.route("**/posts?*", (route) => route.fulfill({ status: 500, json: {} }));
      await page.evaluate(() => {
        location.hash = "#/mine";
      });
      await page.getByText("The server cannot do this").waitFor();
      await check(page, "an error");
    }, { ...settings, expected: [FAILED_LOAD] });
  });
}

test("who wants no motion gets none", async () => {
  await visit(async (page) => {
    await page.route("**/posts?*", () => {});
    await page.goto("/");
    await page.locator(".skeleton").first().waitFor();
    const moving = () => document.getAnimations().length;
    await page.emulateMedia({ reducedMotion: "no-preference" });
    assert.ok(await page.evaluate(moving) > 0);
    await page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await page.evaluate(moving), 0);
  }, { path: null });
});
