// Everything without a mouse.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client } from "./support/client.mjs";
import { card, stage } from "./support/stage.mjs";

const self = stage();
const { visit } = self;

const focus = (page) => page.evaluate(() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const around = here.closest("label, .drop") ?? here;
  const ring = [style, getComputedStyle(around), getComputedStyle(around.parentElement)];
  return {
    id: here.id,
    text: here.getAttribute("aria-label") ?? here.textContent.trim(),
    isSeen: here.matches("main")
      || ring.some((one) => one.outlineStyle !== "none" || one.textDecorationLine === "underline"),
  };
});

/** Goes on with the tab key until `is` holds for what has the focus. */
async function tabTo(page, is, key = "Tab") {
  for (let steps = 0; steps < 40; steps += 1) {
    const here = await focus(page);
    if (is(here)) return here;
    await page.keyboard.press(key);
    const next = await focus(page);
    assert.ok(next.isSeen, `the focus is seen at ${JSON.stringify(next)}`);
  }
  throw new Error("the tab key does not lead there");
}

test("the whole way by keyboard", async () => {
  await new Client(self.program.url, "other").post("Somebody else’s");
  await visit(async (page) => {
    await card(page, "Somebody else’s").waitFor();
    await page.keyboard.press("Tab");
    assert.equal((await focus(page)).text, "Skip to the posts");
    await page.keyboard.press("Enter");
    assert.equal((await focus(page)).id, "main");
    await tabTo(page, ({ id }) => id === "name");
    await page.keyboard.type("keys");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "new-post");
    // Posts are asked for anew, now that there is somebody; until they are there,
    // those from before may still be seen.
    await page.locator("#posts[aria-busy=false]").waitFor();
    await card(page, "Somebody else’s").waitFor();

    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "compose-post-title");
    // The focus stays in the dialog.
    await tabTo(page, ({ id }) => id === "compose-submit");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement.id === "new-post");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Typed");
    await tabTo(page, ({ id }) => id === "compose-file", "Shift+Tab");
    await tabTo(page, ({ id }) => id === "compose-body");
    await page.keyboard.type("Without a mouse.");
    await tabTo(page, ({ id }) => id === "compose-submit");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.textContent === "Typed");

    await tabTo(page, ({ text }) => text === "Delete “Typed”", "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "confirm-no");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement.textContent === "Delete");
    await page.keyboard.press("Enter");
    await tabTo(page, ({ id }) => id === "confirm-yes");
    await page.keyboard.press("Enter");
    await card(page, "Typed").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement.textContent === "Somebody else’s");
    const told = page.locator("#announcer", { hasText: "The post is deleted" });
    await told.waitFor({ state: "attached" });

    await tabTo(page, ({ text }) => text === "Yours", "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.textContent === "Your posts");
  });
});
