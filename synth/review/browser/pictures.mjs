// Pictures of a review for the docs: `node pictures.mjs REVIEW.html FOLDER`.
// Not a test: what they show is looked at by whoever changes the page.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { launch } from "../../../scripts/browser/launch.mjs";

const [page, folder] = process.argv.slice(2);
if (page === undefined || folder === undefined) {
  console.error("usage: node pictures.mjs REVIEW.html FOLDER");
  process.exit(2);
}

const PICTURES = [
  { name: "page-light", colorScheme: "light", width: 1100, height: 960 },
  { name: "page-dark", colorScheme: "dark", width: 1100, height: 960, open: true },
  { name: "page-phone", colorScheme: "light", width: 390, height: 760, open: true },
];

const browser = await launch();
try {
  for (const { name, colorScheme, width, height, open } of PICTURES) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height } });
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(resolve(page)).href);
    if (open) {
      // The first change with a finding, or the first.
      const flagged = tab.locator("details.change:has(.finding)").first();
      const change = (await flagged.count()) > 0 ? flagged : tab.locator("details.change").first();
      await change.evaluate((element) => {
        element.open = true;
        element.scrollIntoView({ block: "center" });
      });
    }
    await tab.screenshot({ path: resolve(folder, `${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
}
