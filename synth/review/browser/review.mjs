// Reviews made up for tests, and the page that synth makes of one.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const synth = process.env.SYNTH ?? join(root, "target/debug/synth");

const known = (text) => ({ is: "known", text });
const none = { is: "absent" };
const becomes = (path, before, after) => ({
  path,
  forcesReplacement: false,
  references: [],
  difference: { kind: "value", before, after },
});

/** A change; `mark` is part of every text that a plan can bring. */
function change(number, verb, mark) {
  return {
    address: `aws_sqs_queue.q${number}${mark}`,
    module: null,
    resourceType: "aws_sqs_queue",
    name: `q${number}`,
    data: false,
    verb,
    createFirst: false,
    reason: `because${mark}`,
    replacedBy: verb === "replace" ? [`name${mark}`] : [],
    stateful: false,
    deposed: null,
    movedFrom: `aws_sqs_queue.old${number}${mark}`,
    imported: `id${mark}`,
    construct: `web/q${number}${mark}`,
    source: { file: `src/main.rs${mark}`, line: number + 1, column: null },
    attributes: [
      becomes("name", known(`"before${number}${mark}"`), known(`"after${number}${mark}"`)),
      becomes(`tags.a${mark}`, none, known(`"b${mark}"`)),
      {
        path: "user_data",
        forcesReplacement: false,
  references: [],
        difference: {
          kind: "lines",
          text: "base64",
          lines: [{ kind: "removed", text: `a${mark}` }, { kind: "added", text: `b${mark}` }],
        },
      },
    ],
    computed: [`arn${mark}`],
    tagsOnly: false,
    unchanged: 3,
  };
}

const VERBS = ["delete", "replace", "update", "create"];

/** A review of two stacks with a change of every kind in each. */
export function review(mark = "", count = 4) {
  const counts = {
    create: 2, update: 2, replace: 2, delete: 2, forget: 0, read: 0, import: 0, moved: 0,
    unchanged: 1, outputs: 1, drift: 0, deferred: 0,
  };
  const stack = (name) => {
    const changes = Array.from({ length: count }, (_, at) => change(at, VERBS[at % 4], mark));
    return {
      name: `${name}${mark}`,
      terraformVersion: `1.11.4${mark}`,
      timestamp: `2026-11-26T12:00:00Z${mark}`,
      counts,
      findings: [{
        rule: `rule${mark}`,
        severity: "high",
        title: `Title${mark}`,
        address: changes[1].address,
        attribute: `name${mark}`,
        construct: `web/q1${mark}`,
        source: null,
        what: `What happens${mark}`,
        advice: `What to do${mark}`,
        docs: null,
      }],
      changes,
      outputs: [{
        name: `url${mark}`,
        verb: "update",
        sensitive: false,
        differences: [becomes("", known(`"a${mark}"`), known(`"b${mark}"`))],
      }],
      drift: [],
      deferred: [],
      checks: [{ address: `check.up${mark}`, status: "fail", problems: [`down${mark}`] }],
      actions: [{ address: `action.x.y${mark}`, trigger: `after create${mark}` }],
      graph: {
        nodes: changes.map(({ address, verb }) => ({ address, verb, changes: 1 }))
          .sort((a, b) => (a.address < b.address ? -1 : 1)),
        edges: [{ from: 0, to: 1 }, { from: 1, to: 2 }],
      },
      notes: [{ kind: "unknown", text: `Note${mark}` }],
    };
  };
  return {
    version: "1",
    counts,
    stacks: [stack("web"), stack("data")],
    notes: [{ kind: "plan", text: `About all${mark}` }],
  };
}

/** Writes the page of a review, and gives its address to `use`. */
export async function withPage(content, use) {
  const folder = await mkdtemp(join(tmpdir(), "synth-review-"));
  try {
    const source = join(folder, "review.json");
    const page = join(folder, "review.html");
    await writeFile(source, JSON.stringify(content));
    await promisify(execFile)(synth, [
      "review", "--review", source, "--format", "html", "--out", page, "--fail-on", "never",
    ], { cwd: folder });
    return await use(pathToFileURL(page).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
