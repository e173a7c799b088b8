import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { launch } from "./launch.mjs";

test("a browser shows a page, and reaches loopback alone", async () => {
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end("<title>here</title>");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    assert.equal(await page.title(), "here");
    await assert.rejects(page.goto("http://chromium.example/"), /ERR_NAME_NOT_RESOLVED/);
  } finally {
    await browser.close();
    server.close();
  }
});
