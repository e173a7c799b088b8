// Slow networks, broken uploads, no network, a server that does not answer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client } from "./support/client.mjs";
import { noise, plain } from "./support/png.mjs";
import { FAILED_LOAD, card, compose, labels, share, stage } from "./support/stage.mjs";

const self = stage();
const { visit } = self;
const client = (user) => new Client(self.program.url, user);
const expected = [FAILED_LOAD];
const isUpload = (url) => url.searchParams.has("X-Amz-Signature");
const onUploads = (route, work) =>
  route.request().method() === "PUT" ? work() : route.fallback();

/** A network of a phone on a train, in bytes a second. */
async function slow(page, upload) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 100,
    downloadThroughput: 500_000,
    uploadThroughput: upload,
  });
}

test("on a slow network an upload tells how far it is", async () => {
  await visit(async (page) => {
    await slow(page, 150_000);
    await page.evaluate(() => {
      window.told = [];
      new MutationObserver(() => {
        const bar = document.querySelector("progress[value]");
        if (bar) window.told.push(bar.value);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    const made = await share(page, "Slow", { photo: noise(300) });
    assert.ok((await labels(made)).length);
    const told = await page.evaluate(() => window.told);
    assert.ok(told.some((value) => value > 0 && value < 1), `in between: ${told}`);
    assert.deepEqual(told, told.toSorted((a, b) => a - b), "never backwards");
  }, { name: "lou" });
});

test("an upload that is cancelled leaves the post without a photo", async () => {
  await visit(async (page) => {
    await slow(page, 20_000);
    const made = await share(page, "Given up", { photo: noise(300) });
    await made.getByText(/^Uploading, /).waitFor();
    await made.getByRole("button", { name: "Cancel" }).click();
    await made.getByText("Add a photo").waitFor();
    assert.equal(await made.getByRole("img").count(), 0);
    assert.equal(await made.getByRole("button", { name: "Try again" }).count(), 0);
  }, { name: "cara", expected });
  assert.equal((await client("cara").posts())[0].image, undefined);
});

test("a failed upload is tried again, with the same photo", async () => {
  await visit(async (page) => {
    const ends = ["abort", 403];
    await page.route(isUpload, (route) => onUploads(route, () => {
      const end = ends.shift();
      if (end === "abort") return route.abort("connectionreset");
      if (end) return route.fulfill({ status: end, headers: { "access-control-allow-origin": "*" } });
      return route.fallback();
    }));
    const made = await share(page, "Once more", { photo: plain(20, 160, 60) });
    await made.getByText("The upload broke off.").waitFor();
    await made.getByRole("button", { name: "Try again" }).click();
    await made.getByText("The photo was not accepted.").waitFor();
    await made.getByRole("button", { name: "Try again" }).click();
    assert.ok((await labels(made)).includes("Green"));
    assert.deepEqual(ends, []);
  }, { name: "ria", expected: [...expected, /Access to XMLHttpRequest/] });
});

test("without a network nothing is lost, and all goes on with it", async () => {
  await client("olga").post("Before");
  await visit(async (page, context) => {
    await card(page, "Before").waitFor();
    await context.setOffline(true);
    await page.getByText("You are offline. What you see").waitFor();
    const dialog = await compose(page, "Later", { photo: plain(20, 160, 60) });
    await dialog.getByRole("button", { name: "Share" }).click();
    await dialog.getByText("You are offline.").waitFor();
    await context.setOffline(false);
    await dialog.getByRole("button", { name: "Share" }).click();
    assert.ok((await labels(card(page, "Later"))).includes("Green"));
    assert.ok(!(await page.locator("#offline").isVisible()));

    await context.setOffline(true);
    await page.evaluate(() => {
      location.hash = "#/mine";
    });
    await page.getByRole("alert").getByText("You are offline.").waitFor();
    // By itself.
    await context.setOffline(false);
    await card(page, "Later").waitFor();
  }, { name: "olga", expected });
  assert.equal((await client("olga").posts()).length, 2);
});

const busy = (route) => route.fulfill({
  status: 503,
  headers: { "retry-after": "0" },
  json: { detail: "The service is not available at the moment" },
});

test("a server that does not answer is asked a few times, then by its visitor", async () => {
  await client("ann").post("Here all the time");
  await visit(async (page) => {
    let times = 0;
    await page.route("**/posts?*", (route) => {
      times += 1;
      return times <= 3 ? busy(route) : route.fallback();
    });
    await page.goto("/#/user/ann");
    await page.getByText("The server cannot do this at the moment").waitFor();
    assert.equal(times, 3);
    await page.getByRole("button", { name: "Try again" }).click();
    await card(page, "Here all the time").waitFor();
  }, { path: null, expected });
});

test("a post whose answer is lost is made once", async () => {
  await visit(async (page) => {
    const keys = [];
    await page.route("**/posts", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      // The server has made it; its answer gets lost.
      if (keys.length === 1) await route.fetch();
      return keys.length === 1 ? route.abort("connectionreset") : route.fallback();
    });
    await share(page, "Just one");
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
  }, { name: "ida", expected });
  assert.equal((await client("ida").posts()).length, 1);
});

test("a deletion that fails is told, and the post stays", async () => {
  await client("del").post("Sticky");
  await visit(async (page) => {
    await page.route("**/posts/*", (route) => route.fulfill({ status: 500, json: {} }));
    const made = card(page, "Sticky");
    await made.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alert").getByText("The server cannot do this").waitFor();
    assert.equal(await made.count(), 1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.ok(!(await page.locator("#trouble").isVisible()));
  }, { name: "del", expected });
});

test("a photo whose URL has run out gets a new one", async () => {
  await client("url").labelled("Old URL", plain(20, 160, 60));
  await visit(async (page) => {
    let refused = 0;
    await page.route(isUpload, (route) => {
      if (route.request().method() !== "GET") return route.fallback();
      refused += 1;
      return refused === 1 ? route.fulfill({ status: 403 }) : route.fallback();
    });
    await page.goto("/#/user/url");
    const image = card(page, "Old URL").getByRole("img");
    await page.waitForFunction((one) => one?.naturalWidth === 120, await image.elementHandle());
    assert.equal(refused, 2);
  }, { path: null, expected });
});

test("labels that take long are asked for less and less, then when the visitor wants", async () => {
  await visit(async (page) => {
    let hold = true;
    let times = 0;
    await page.clock.install();
    await page.route("**/posts?*user=*", async (route) => {
      times += 1;
      const answer = await route.fetch();
      const posts = await answer.json();
      if (hold) for (const post of posts) for (const key of ["image", "label", "labels"]) delete post[key];
      await route.fulfill({ response: answer, json: posts });
    });
    await page.goto("/");
    const made = await share(page, "Long", { photo: plain(20, 160, 60) });
    await made.getByText("Looking at what is in the photo").waitFor();
    const again = made.getByRole("button", { name: "Check again" });
    while (!(await again.isVisible())) await page.clock.runFor(5_000);
    assert.ok(times > 5 && times < 30, `${times} times`);
    const before = times;
    await page.clock.runFor(60_000);
    assert.equal(times, before, "it has stopped");
    hold = false;
    await again.click();
    const list = made.getByRole("list", { name: "In the photo" });
    while (!(await list.isVisible())) await page.clock.runFor(1_000);
  }, { path: null, name: "ella" });
});
