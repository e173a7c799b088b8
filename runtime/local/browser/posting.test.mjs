// Names, posts, photos, labels, deletion.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client } from "./support/client.mjs";
import { noise, plain, png } from "./support/png.mjs";
import { FAILED_LOAD, card, compose, labels, share, stage } from "./support/stage.mjs";

const self = stage();
const { visit } = self;
const client = (user) => new Client(self.program.url, user);

test("a visitor says a name, shares a photo, sees its labels, and deletes it", async () => {
  await visit(async (page) => {
    await page.evaluate(() => {
      window.stays = true;
    });
    await page.getByLabel("Your name").fill("zoé");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator("#account-name", { hasText: "zoé" }).waitFor();
    const made = await share(page, "A green square", {
      body: "One line,\nand another.",
      photo: plain(20, 160, 60),
    });
    assert.ok((await labels(made)).includes("Green"));
    assert.equal(await page.evaluate(() => window.stays), true, "without a reload");
    assert.equal(await made.locator(".post-body").innerText(), "One line,\nand another.");
    const image = made.getByRole("img");
    assert.match(await image.getAttribute("alt"), /^Photo of “A green square”: .*Green/);
    await page.waitForFunction((one) => one.naturalWidth === 120, await image.elementHandle());
    assert.ok((await image.getAttribute("src")).startsWith(self.program.url));

    await made.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Keep it" }).click();
    assert.equal(await made.count(), 1);
    await made.getByRole("button", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await made.waitFor({ state: "detached" });
    assert.deepEqual(await client("zoé").posts(), []);
  });
});

test("a name is remembered until its owner goes", async () => {
  await visit(async (page) => {
    await page.getByLabel("Your name").fill("  日本 ");
    await page.keyboard.press("Enter");
    const made = await share(page, "Named in letters that headers do not have");
    await page.reload();
    await made.waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Your name").waitFor();
    await page.reload();
    await page.getByLabel("Your name").waitFor();
    assert.equal(await made.getByRole("button", { name: "Delete" }).count(), 0);
    await made.getByRole("link", { name: "日本" }).waitFor();
  });
  assert.equal((await client("日本").posts()).length, 1);
});

test("names that are none are refused, and the field says why", async () => {
  await visit(async (page) => {
    const field = page.getByLabel("Your name");
    for (const [name, why] of [
      ["", /one letter at least/],
      ["a/b", /no “\/”/],
      ["a#b", /no “#”/],
      ["..", /no name/],
      ["x".repeat(65), /64 letters at most/],
    ]) {
      await field.fill(name);
      await page.keyboard.press("Enter");
      await page.getByRole("alert").filter({ hasText: why }).waitFor();
      assert.equal(await field.getAttribute("aria-invalid"), "true");
    }
  });
});

test("what people write is text, whatever it says", async () => {
  const attack = `<img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script>`;
  const title = `"><svg onload=alert(1)>${attack}\u202egnp.exe`;
  const body = `${attack}</textarea><a href="javascript:alert(1)">x</a>\n{{7*7}}${"&lt;b&gt;"}`;
  const name = `<img src=x onerror=alert(1)>`;
  await client(name).post(title, body);
  await client("long").post("W".repeat(1024), "long text without end ".repeat(2900));
  await visit(async (page) => {
    const made = page.locator("article").filter({ hasText: "gnp.exe" });
    await made.waitFor();
    assert.equal(await made.locator("h2").textContent(), title);
    assert.equal(await made.locator(".post-body").textContent(), body);
    assert.equal(await made.getByRole("link").textContent(), name);
    assert.equal(await made.locator("script, svg, a[href^=javascript], img[onerror]").count(), 0);
    assert.equal(await page.title(), "Postagram");
    // Nothing is wider than the page, and the long text is folded.
    const wide = page.locator("article").filter({ hasText: "WWWW" });
    await wide.getByRole("button", { name: "Show all" }).click();
    const fits = () => document.documentElement.scrollWidth <= innerWidth;
    assert.ok(await page.evaluate(fits));
    await wide.getByRole("button", { name: "Show less" }).click();
    await made.getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: `Posts by ${name}` }).waitFor();
    await made.waitFor();
  });
});

test("a photo is replaced by another one", async () => {
  const post = await client("mona").labelled("Changing", plain(200, 30, 30));
  await visit(async (page) => {
    const made = card(page, "Changing");
    assert.ok((await labels(made)).includes("Red"));
    const before = await made.getByRole("img").getAttribute("src");
    await made.getByLabel("Replace photo").setInputFiles({
      name: "blue ü.png",
      mimeType: "image/png",
      buffer: plain(30, 40, 200),
    });
    await made.getByText("Blue", { exact: true }).waitFor();
    assert.notEqual(await made.getByRole("img").getAttribute("src"), before);
  }, { name: "mona" });
  assert.equal((await client("mona").posts())[0].id, post.id);
});

test("a photo that cannot be labelled is said to be so, and can be replaced", async () => {
  const nina = client("nina");
  const { id } = await nina.post("Broken");
  await nina.upload(id, Buffer.concat([plain(1, 2, 3).subarray(0, 60), Buffer.alloc(60)]));
  await nina.until(id, (post) => post.label_status === "failed");
  await visit(async (page) => {
    await card(page, "Broken").getByText("could not be labelled").waitFor();
  });
  await visit(async (page) => {
    const made = card(page, "Broken");
    await made.getByText("Upload another one").waitFor();
    await made.getByLabel("Add a photo").setInputFiles({
      name: "good.png",
      mimeType: "image/png",
      buffer: plain(20, 160, 60),
    });
    assert.ok((await labels(made)).includes("Green"));
    assert.ok(!(await made.getByText("could not be labelled").isVisible()));
  }, { name: "nina" });
});

test("what is said of an earlier photo is not taken for what is said of this one", async () => {
  const otto = client("otto");
  const { id } = await otto.post("Twice");
  await otto.upload(id, Buffer.concat([plain(1, 2, 3).subarray(0, 60), Buffer.alloc(60)]));
  const { failed_object: earlier } = await otto.until(id, (post) => post.label_status === "failed");
  await visit(async (page) => {
    let object = earlier;
    let asked = 0;
    await page.clock.install();
    await page.route("**/posts?*user=*", async (route) => {
      asked += 1;
      const answer = await route.fetch();
      const [post] = await answer.json();
      for (const key of ["image", "label", "labels"]) delete post[key];
      const told = { ...post, label_status: "failed", failed_object: object };
      await route.fulfill({ response: answer, json: [told] });
    });
    await page.goto("/#/mine");
    const made = card(page, "Twice");
    const signed = page.waitForResponse((answer) => answer.url().includes("/signedUrlPut"));
    await made.getByLabel("Add a photo").setInputFiles({
      name: "new.png",
      mimeType: "image/png",
      buffer: plain(20, 160, 60),
    });
    const { objectName } = await (await signed).json();
    const waiting = made.getByText("Looking at what is in the photo");
    await waiting.waitFor();
    for (const before = asked; asked < before + 8;) await page.clock.runFor(5_000);
    assert.ok(await waiting.isVisible(), "of the earlier one");
    object = objectName;
    const failed = made.getByText("Upload another one");
    while (!(await failed.isVisible())) await page.clock.runFor(5_000);
    assert.ok(!(await waiting.isVisible()));
  }, { path: null, name: "otto" });
});

/** Drags a file over something and drops it there. */
async function drop(page, place, bytes) {
  const transfer = await page.evaluateHandle((base64) => {
    const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const made = new DataTransfer();
    made.items.add(new File([data], "dropped.png", { type: "image/png" }));
    return made;
  }, bytes.toString("base64"));
  await place.dispatchEvent("dragenter", { dataTransfer: transfer });
  await place.dispatchEvent("dragover", { dataTransfer: transfer });
  const curtain = await page.locator("#drop-curtain").isVisible();
  await place.dispatchEvent("drop", { dataTransfer: transfer });
  assert.ok(!(await page.locator("#drop-curtain").isVisible()));
  return curtain;
}

test("photos are dropped on the page, on the dialog and on a post", async () => {
  await client("dora").post("Without a photo");
  await visit(async (page) => {
    const made = card(page, "Without a photo");
    await made.waitFor();
    assert.ok(await drop(page, page.locator("h1"), plain(20, 160, 60)), "the curtain");
    const dialog = page.getByRole("dialog", { name: "New post" });
    await dialog.getByText("dropped.png").waitFor();
    await dialog.getByRole("button", { name: "Remove photo" }).click();
    await dialog.getByText("Choose a photo").waitFor();
    await drop(page, dialog.locator("#compose-drop"), plain(20, 160, 60));
    await dialog.getByText("dropped.png").waitFor();
    await dialog.getByLabel("Title").fill("Dropped");
    await dialog.getByRole("button", { name: "Share" }).click();
    assert.ok((await labels(card(page, "Dropped"))).includes("Green"));
    assert.ok(!(await drop(page, made.locator("[data-drop]"), plain(200, 30, 30))));
    assert.ok((await labels(made)).includes("Red"));
  }, { name: "dora" });
});

test("files that are no photos are refused before they are sent", async () => {
  await visit(async (page) => {
    const dialog = await compose(page, "Refused");
    for (const [name, mimeType, buffer, why] of [
      ["a.gif", "image/gif", Buffer.from("GIF89a"), /Only JPEG and PNG/],
      ["a.png", "image/png", Buffer.from("no picture"), /cannot be read as a photo/],
      ["a.png", "image/png", png(79, 200, () => [1, 2, 3]), /80 pixels/],
      ["a.png", "image/png", Buffer.alloc(15 * 1024 * 1024 + 1), /larger than 15 MB/],
    ]) {
      await dialog.locator("input[type=file]").setInputFiles({ name, mimeType, buffer });
      await dialog.getByRole("alert").filter({ hasText: why }).waitFor();
    }
    await dialog.getByLabel("Title").fill("");
    await dialog.getByRole("button", { name: "Share" }).click();
    await dialog.getByText("Give it a title.").waitFor();
    await dialog.getByLabel("Title").fill("é".repeat(513));
    await dialog.getByRole("button", { name: "Share" }).click();
    await dialog.getByText("That is too long.").waitFor();
  }, { name: "rita" });
  assert.deepEqual(await client("rita").posts(), []);
});

test("what was begun is there again after a reload", async () => {
  await visit(async (page) => {
    const dialog = await compose(page, "Half a", { body: "thought" });
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("button", { name: "New post" }).click();
    assert.equal(await dialog.getByLabel("Title").inputValue(), "Half a");
    assert.equal(await dialog.getByLabel("Story").inputValue(), "thought");
    await dialog.getByRole("button", { name: "Share" }).click();
    await card(page, "Half a").waitFor();
    await page.getByRole("button", { name: "New post" }).click();
    assert.equal(await dialog.getByLabel("Title").inputValue(), "");
  }, { name: "dani" });
});

test("a reload goes on waiting for labels", async () => {
  await visit(async (page) => {
    let hold = true;
    await page.route("**/posts?*user=*", async (route) => {
      const answer = await route.fetch();
      const posts = await answer.json();
      if (hold) for (const post of posts) for (const key of ["image", "label", "labels"]) delete post[key];
      await route.fulfill({ response: answer, json: posts });
    });
    await page.goto("/#/mine");
    const made = await share(page, "Patient", { photo: noise(100) });
    await made.getByText("Looking at what is in the photo").waitFor();
    await page.reload();
    await made.getByText("Looking at what is in the photo").waitFor();
    // And another photo is taken meanwhile.
    const file = { name: "red.png", mimeType: "image/png", buffer: plain(200, 30, 30) };
    await made.getByLabel("Add a photo").setInputFiles(file);
    await made.getByText(/^Uploaded/).waitFor();
    hold = false;
    assert.ok((await labels(made)).includes("Red"));
  }, { name: "pia" });
});

test("the server's policy is kept by the browser", async () => {
  await visit(async (page) => {
    const tried = await page.evaluate(async () => {
      const fails = async (work) => {
        try {
          await work();
          return false;
        } catch {
          return true;
        }
      };
      const broken = (element, source) => new Promise((resolve) => {
        element.onerror = () => resolve(true);
        element.onload = () => resolve(false);
        element.src = source;
        document.body.append(element);
      });
      return {
        markup: await fails(() => {
          document.body.innerHTML = "<p>";
        }),
        connection: await fails(() => fetch("http://127.0.0.1:9/")),
        image: await broken(new Image(), "http://127.0.0.1:9/a.png"),
        evaluation: await fails(() => Function("return 1")()),
      };
    });
    const all = { markup: true, connection: true, image: true, evaluation: true };
    assert.deepEqual(tried, all);
  }, { expected: [/Content Security Policy/, /Trusted(HTML|Script)/, FAILED_LOAD] });
});
