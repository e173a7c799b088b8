import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "../../../scripts/browser/launch.mjs";
import { review, withPage } from "./review.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Opens the page of a review; nothing may go wrong or leave the page. */
async function open(content, options, use) {
  await withPage(content, async (address) => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const troubles = [];
    page.on("console", (message) => troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(String(error)));
    page.on("dialog", (dialog) => {
      troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url().split("#")[0] !== address) {
        troubles.push(`request: ${request.url()}`);
      }
    });
    await page.goto(address);
    await use(page, address);
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

const shown = (page) => page.locator("details.change:visible").count();

test("search, filters and the count", async () => {
  await open(review(), {}, async (page) => {
    assert.equal(await shown(page), 10);
    assert.equal(await page.locator("#count").textContent(), "10 of 10 shown");
    await page.fill("#search", "AFTER2 q2");
    assert.equal(await shown(page), 2);
    await page.fill("#search", "nothing has this");
    assert.equal(await shown(page), 0);
    assert.ok(await page.locator("#nothing").isVisible());
    await page.press("#search", "Escape");
    assert.equal(await shown(page), 10);
    await page.click("button[data-verb=update]");
    assert.equal(await page.getAttribute("button[data-verb=update]", "aria-pressed"), "false");
    assert.equal(await shown(page), 6);
    await page.click("button[data-verb=update]");
    await page.click("#flagged");
    assert.equal(await shown(page), 2);
    await page.click("#flagged");
    await page.selectOption("#stack", { label: "data" });
    assert.equal(await shown(page), 5);
  });
});

test("a finding leads to its change, also when that is filtered away", async () => {
  await open(review(), {}, async (page) => {
    await page.fill("#search", "q0");
    await page.locator(".findings a").first().click();
    const target = page.locator("details.change[open]:visible");
    assert.equal(await target.count(), 1);
    assert.match(await target.textContent(), /aws_sqs_queue\.q1/);
    assert.equal(await page.inputValue("#search"), "");
    await page.locator("svg a").nth(2).click();
    assert.equal(await page.locator("details.change[open]:visible").count(), 2);
  });
});

test("everything is done with keys", async () => {
  await open(review(), {}, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await page.keyboard.press("j");
    assert.match(await focused(), /q0/);
    await page.keyboard.press("j");
    assert.match(await focused(), /q1/);
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("details.change[open]").count(), 1);
    await page.keyboard.press("k");
    assert.match(await focused(), /q0/);
    await page.keyboard.press("f");
    assert.match(await focused(), /q1/);
    await page.keyboard.press("o");
    assert.equal(await page.locator("details.change[open]").count(), 10);
    await page.keyboard.press("c");
    assert.equal(await page.locator("details.change[open]").count(), 0);
    await page.keyboard.press("/");
    await page.keyboard.type("jok");
    assert.equal(await page.inputValue("#search"), "jok");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    assert.ok(await page.locator("#help").isVisible());
    await page.keyboard.press("Escape");
    assert.ok(!(await page.locator("#help").isVisible()));
    // Every control can be reached, and shows that it is.
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, "solid");
  });
});

/** How well text can be read on its ground: the ratio of WCAG. */
const contrasts = () => {
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) {
        return color;
      }
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) {
      continue;
    }
    const text = light(parse(getComputedStyle(element).color));
    const back = light(ground(element));
    const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
    if (ratio < 4.5) {
      low.push(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
    }
  }
  return [...new Set(low)];
};

for (const colorScheme of ["light", "dark"]) {
  test(`text can be read: ${colorScheme}`, async () => {
    await open(review(), { colorScheme }, async (page) => {
      await page.keyboard.press("o");
      assert.deepEqual(await page.evaluate(contrasts), []);
      await page.keyboard.press("t");
      const root = await page.getAttribute("html", "data-theme");
      assert.equal(root, colorScheme === "dark" ? "light" : "dark");
      assert.deepEqual(await page.evaluate(contrasts), []);
    });
  });
}

test("a phone needs no scrolling to the side", async () => {
  await open(review("-a-name-without-end".repeat(12)), { viewport: { width: 360, height: 700 } }, async (page) => {
    await page.keyboard.press("o");
    const [width, content] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    assert.ok(content <= width, `${content} > ${width}`);
  });
});

test("without script everything is shown", async () => {
  await withPage(review(), async (address) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address);
    assert.equal(await shown(page), 10);
    assert.ok(!(await page.locator("#tools").isVisible()));
    await page.locator("details.change summary").first().click();
    assert.ok(await page.locator("details.change .body").first().isVisible());
    await context.close();
  });
});

const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "\" onmouseover=\"alert(1)\" x=\"",
  "' onfocus='alert(1)' autofocus='",
  "</style><script>alert(1)</script>",
  "</script><script>alert(1)</script>",
  "</title></svg><script>alert(1)</script>",
  "</textarea></pre></code><iframe src=javascript:alert(1)>",
  "javascript:alert(1)",
  "{{{script}}}{{#each stacks}}",
  "<!--<script>",
  "]]><svg onload=alert(1)>",
  "\u0000\u202e\u2028",
  "<base href=https://evil.example/>",
  "<meta http-equiv=refresh content=0;url=https://evil.example/>",
];

test("no name, tag or value becomes script", async () => {
  const elements = (page) => page.evaluate(() => document.querySelectorAll("*").length);
  let expected;
  await open(review(), {}, async (page) => {
    expected = await elements(page);
  });
  for (const attack of ATTACKS) {
    await open(review(attack), {}, async (page) => {
      await page.keyboard.press("o");
      await page.fill("#search", "q1");
      await page.locator("details.change:visible summary").first().hover();
      await page.locator(".findings a").first().click();
      assert.equal(await elements(page), expected, attack);
    });
  }
});

test("script that gets in all the same does not run", async () => {
  await withPage(review(), async (address) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    const [ran, directives] = await page.evaluate(async () => {
      const blocked = new Set();
      const both = new Promise((done) => {
        addEventListener("securitypolicyviolation", (event) => {
          blocked.add(event.effectiveDirective);
          if (blocked.size === 2) {
            done();
          }
        });
      });
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      const image = document.createElement("img");
      image.setAttribute("onerror", "window.ran = true");
      image.src = "https://evil.example/";
      document.body.append(script, image);
      await both;
      return [window.ran === true, [...blocked].sort()];
    });
    assert.equal(ran, false);
    // The handler of the image is blocked as an attribute, or the image before.
    assert.ok(directives.every((it) => /^(img-src|script-src)/.test(it)), directives.join());
    await context.close();
  });
});

test("five thousand changes stay useful", async () => {
  await open(review("", 2500), {}, async (page) => {
    assert.equal(await page.locator("#count").textContent(), "5002 of 5002 shown");
    await page.fill("#search", "q2499");
    assert.equal(await shown(page), 2);
    assert.ok((await page.locator("svg .node").count()) <= 500);
  });
});
