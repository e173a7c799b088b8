// Lists of posts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client } from "./support/client.mjs";
import { plain } from "./support/png.mjs";
import { card, labels, share, stage } from "./support/stage.mjs";

const self = stage();
const { visit } = self;
const client = (user) => new Client(self.program.url, user);

async function many(user, count) {
  const author = client(user);
  for (let number = 1; number <= count; number += 1) await author.post(`${user} ${number}`);
}

test("without posts the page says so", async () => {
  await visit(async (page) => {
    await page.getByText("Nobody has shared anything here yet.").waitFor();
    await page.goto("/#/mine");
    await page.getByText("You have not shared anything yet.").waitFor();
    await share(page, "The first");
    assert.ok(!(await page.getByText("You have not shared anything yet.").isVisible()));
    await page.goto("/#/user/first");
    await page.getByRole("heading", { level: 1, name: "Your posts" }).waitFor();
  }, { name: "first" });
});

test("the list grows while one scrolls, to its end", async () => {
  await many("sam", 65);
  await visit(async (page) => {
    const asked = [];
    page.on("request", (request) => {
      if (request.url().includes("/posts?")) asked.push(request.url());
    });
    await page.goto("/#/user/sam");
    const titles = page.locator("article h2");
    await titles.first().waitFor();
    const early = await titles.count();
    assert.ok(early < 65, `${early} at first`);
    while (!(await page.getByText("That is all.").isVisible())) {
      await page.mouse.wheel(0, 3000);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    const expected = Array.from({ length: 65 }, (_, index) => `sam ${65 - index}`);
    assert.deepEqual(await titles.allTextContents(), expected);
    const pages = asked.filter((url) => url.includes("user=sam"));
    assert.equal(pages.length, 4);
    assert.equal(pages.filter((url) => url.includes("cursor=")).length, 3);
  });
});

test("who cannot scroll gets more posts by a button, and goes on with the first of them", async () => {
  await many("kim", 25);
  await visit(async (page, context) => {
    await context.addInitScript(() => {
      window.IntersectionObserver = class {
        observe() {}
        disconnect() {}
      };
    });
    await page.goto("/#/user/kim");
    await page.getByRole("button", { name: "More posts" }).press("Enter");
    await page.waitForFunction(() => document.activeElement?.textContent === "kim 5");
    await page.locator("#announcer", { hasText: "5 more posts" }).waitFor({ state: "attached" });
    await page.getByText("That is all.").waitFor();
    assert.equal(await page.locator("article").count(), 25);
  }, { path: null });
});

test("names lead to their posts, and back", async () => {
  await client("uma").post("By uma");
  await client("ole / co".replace(" / ", " & ")).post("By ole");
  await visit(async (page) => {
    await card(page, "By ole").getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "Posts by ole & co" }).waitFor();
    await card(page, "By ole").waitFor();
    assert.equal(await card(page, "By uma").count(), 0);
    assert.equal(await page.title(), "Posts by ole & co · Postagram");
    await page.goBack();
    await card(page, "By uma").waitFor();
    assert.equal(await page.title(), "Postagram");
    assert.equal(await card(page, "By uma").getByRole("button", { name: /Delete/ }).count(), 0);
    await page.getByRole("link", { name: "Yours" }).click();
    await page.getByText("You have not shared anything yet.").waitFor();
    const current = page.locator("[aria-current=page]");
    assert.equal(await current.textContent(), "Yours");

    await page.getByRole("link", { name: "Everyone" }).click();
    await card(page, "By uma").waitFor();
    await client("uma").post("Made meanwhile");
    await page.getByRole("link", { name: "Everyone" }).click();
    await card(page, "Made meanwhile").waitFor();
  }, { name: "eve" });
});

test("posts of others are told of, and shown when the visitor wants", async () => {
  const [ned, nia] = [client("ned"), client("nia")];
  await ned.post("There before");
  const bare = await ned.post("Not labelled yet");
  await visit(async (page) => {
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/posts?")) asked += 1;
    });
    const minute = async () => {
      const before = asked;
      const answer = page.waitForResponse("**/posts?*");
      await page.clock.runFor(61_000);
      await (await answer).finished();
      assert.ok(asked > before);
    };
    await page.clock.install();
    await page.goto("/");
    await card(page, "There before").waitFor();
    await minute();
    const button = page.getByRole("button", { name: /^Show/ });
    assert.equal(await button.count(), 0, "nothing is new");

    await share(page, "My own");
    await nia.post("New 1");
    await nia.post("New 2");
    await ned.upload(bare.id, plain(20, 160, 60));
    await ned.until(bare.id, (post) => post.labels);
    await minute();
    await page.getByRole("button", { name: "Show 2 new posts" }).waitFor();
    await page.locator("#announcer", { hasText: "2 new posts" }).waitFor({ state: "attached" });
    // What became of posts that are shown is shown without being asked for.
    assert.ok((await labels(card(page, "Not labelled yet"))).includes("Green"));
    assert.equal(await card(page, "New 1").count(), 0, "nothing moves by itself");
    await button.press("Enter");
    await page.waitForFunction(() => document.activeElement?.textContent === "New 2");
    const titles = await page.locator("article h2").allTextContents();
    const top = ["New 2", "New 1", "My own", "Not labelled yet", "There before"];
    assert.deepEqual(titles.slice(0, 5), top);
    assert.equal(await button.count(), 0);

    // Many at once: the list begins anew.
    await many("nat", 25);
    await minute();
    await page.getByRole("button", { name: "Show new posts" }).click();
    await card(page, "nat 25").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "heading");

    // Nobody looks: nobody asks.
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
    });
    const before = asked;
    await page.clock.runFor(600_000);
    assert.equal(asked, before);
    const answer = page.waitForResponse("**/posts?*");
    await page.evaluate(() => {
      delete document.hidden;
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await answer;
  }, { path: null, name: "nell" });
});
