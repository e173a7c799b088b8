// A browser and a program for the tests of a file, and a page for each test.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { launch } from "../../../../scripts/browser/launch.mjs";
import { start } from "./program.mjs";

/** A loaded machine is no reason to fail. */
const PATIENCE = 60_000;

/** Starts both before the tests of a file, and ends them afterwards. */
export function stage(...options) {
  const self = {};
  before(async () => {
    [self.program, self.browser] = await Promise.all([start(...options), launch()]);
  });
  after(async () => {
    await self.browser?.close();
    await self.program?.stop();
  });

  /**
   * Does something with a page that a visitor of their own has. What the page
   * complains about fails the test, unless one of `expected` matches it.
   */
  self.visit = async (work, { path = "/", expected = [], name, ...settings } = {}) => {
    const context = await self.browser.newContext({ baseURL: self.program.page, ...settings });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error.stack)));
    page.on("console", (line) => {
      if (["error", "warning"].includes(line.type())) complaints.push(line.text());
    });
    const elsewhere = [];
    const known = [self.program.page, self.program.url, ...(self.origins ?? []), "blob:", "data:"];
    page.on("requestfinished", (request) => {
      if (!known.some((origin) => request.url().startsWith(origin))) elsewhere.push(request.url());
    });
    if (name) {
      await context.addInitScript((value) => {
        if (!sessionStorage.visited) localStorage.setItem("postagram.name", JSON.stringify(value));
        sessionStorage.visited = "yes";
      }, name);
    }
    try {
      if (path) await page.goto(path);
      await work(page, context);
      const open = complaints.filter((text) => !expected.some((one) => one.test(text)));
      assert.deepEqual(open, [], "the page complains");
      assert.deepEqual(elsewhere, [], "the page asks others");
    } catch (error) {
      if (process.env.FAILED) await page.screenshot({ path: process.env.FAILED });
      if (complaints.length) error.message += `\nthe page says: ${complaints.join("\n")}`;
      throw error;
    } finally {
      await context.close();
    }
  };
  return self;
}

/** The card of a post. */
export const card = (page, title) =>
  page.locator("article").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

/** Fills in the dialog; `photo` is bytes, or nothing. */
export async function compose(page, title, { body = "", photo, file = "photo.png" } = {}) {
  await page.getByRole("button", { name: "New post", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "New post" });
  await dialog.getByLabel("Title").fill(title);
  if (body) await dialog.getByLabel("Story").fill(body);
  if (photo) {
    await dialog.locator("input[type=file]").setInputFiles({
      name: file,
      mimeType: "image/png",
      buffer: photo,
    });
    await dialog.locator("#compose-preview").waitFor();
  }
  return dialog;
}

/** Makes a post by the dialog, and gives back its card. */
export async function share(page, title, options) {
  const dialog = await compose(page, title, options);
  await dialog.getByRole("button", { name: "Share" }).click();
  await dialog.waitFor({ state: "hidden" });
  const made = card(page, title);
  await made.waitFor();
  return made;
}

/** The labels of a card, once there are some. */
export async function labels(made) {
  const list = made.getByRole("list", { name: "In the photo" });
  await list.waitFor();
  return list.getByRole("listitem").allTextContents();
}

/** What failed requests leave in the console. */
export const FAILED_LOAD = /^Failed to load resource/;
