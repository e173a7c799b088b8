"""Rules for the workflows, and tests of what a privileged one relies on."""

import importlib.machinery
import importlib.util
import io
import json
import os
import re
import stat
import subprocess
import tempfile
import unittest
import warnings
import zipfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github/actions").glob("*/action.yml"))

# What each job may do, and nothing else.
PERMISSIONS = {
    ("deploy.yml", "deploy"): {"contents": "read", "id-token": "write"},
    ("plan.yml", "plan"): {
        "contents": "read",
        "id-token": "write",
        "pull-requests": "write",
    },
    ("post-review.yml", "post"): {
        "actions": "read",
        "contents": "read",
        "pull-requests": "write",
        "security-events": "write",
    },
    ("synth-post.yml", "post"): {
        "actions": "read",
        "contents": "read",
        "pull-requests": "write",
        "security-events": "write",
    },
    ("review.yml", "stacks"): {"contents": "read"},
    ("synth-review.yml", "review"): {"contents": "read"},
}
PIN = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40}$")


def load(path):
    document = yaml.safe_load(path.read_text())
    # YAML 1.1 reads `on` as true.
    if True in document:
        document["on"] = document.pop(True)
    return document


def steps(document):
    for name, job in document.get("jobs", {}).items():
        for step in job.get("steps", []):
            yield name, step
    for step in document.get("runs", {}).get("steps", []):
        yield "action", step


def uses(document):
    for job in document.get("jobs", {}).values():
        if "uses" in job:
            yield job["uses"]
    for _, step in steps(document):
        if "uses" in step:
            yield step["uses"]


class Workflows(unittest.TestCase):
    def test_there_are_some(self):
        self.assertEqual(len(WORKFLOWS), 6)
        self.assertEqual(len(ACTIONS), 1)

    def test_actions_are_pinned_to_commits(self):
        for path in WORKFLOWS + ACTIONS:
            for action in uses(load(path)):
                if not action.startswith("./"):
                    self.assertRegex(action, PIN, path.name)
            for line in path.read_text().splitlines():
                if re.match(r"[^#]*uses:\s+[\w-]+/", line):
                    self.assertRegex(line, r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", path.name)

    def test_what_is_local_is_there(self):
        for path in WORKFLOWS + ACTIONS:
            for action in uses(load(path)):
                if action.startswith("./"):
                    place = ROOT / action
                    self.assertTrue(place.is_file() or (place / "action.yml").is_file(), action)

    def test_one_pin_for_each_action(self):
        pins = {}
        for path in WORKFLOWS + ACTIONS:
            for action in uses(load(path)):
                name, _, pin = action.partition("@")
                self.assertEqual(pins.setdefault(name, pin), pin, name)

    def test_permissions_are_the_least(self):
        found = {}
        for path in WORKFLOWS:
            document = load(path)
            self.assertEqual(document["permissions"], {}, path.name)
            for name, job in document["jobs"].items():
                found[path.name, name] = job["permissions"]
        self.assertEqual(found, PERMISSIONS)

    def test_nothing_from_outside_becomes_script(self):
        for path in WORKFLOWS + ACTIONS:
            for name, step in steps(load(path)):
                self.assertNotIn("${{", step.get("run", ""), f"{path.name} {name}")

    def test_no_workflow_gives_rights_to_a_pull_request(self):
        for path in WORKFLOWS:
            document = load(path)
            triggers = document["on"]
            self.assertNotIn("pull_request_target", triggers, path.name)
            if "workflow_run" in triggers:
                self.assertEqual(list(triggers), ["workflow_run"])

    def test_who_may_write_checks_out_nothing_that_was_proposed(self):
        document = load(ROOT / ".github/workflows/synth-post.yml")
        checkouts = [
            step["with"]
            for _, step in steps(document)
            if step.get("uses", "").startswith("actions/checkout@")
        ]
        self.assertEqual(
            checkouts,
            [
                {
                    "repository": "${{ inputs.synth-repository || github.repository }}",
                    "ref": "${{ inputs.synth-repository != '' && inputs.synth-ref"
                    " || github.event.repository.default_branch }}",
                    "persist-credentials": False,
                }
            ],
        )
        caller = load(ROOT / ".github/workflows/post-review.yml")
        self.assertEqual([*steps(caller)], [])
        posting = [s["run"] for _, s in steps(document) if "--post github" in s.get("run", "")]
        self.assertEqual(len(posting), 1)
        self.assertIn("--untrusted", posting[0])
        for _, step in steps(document):
            run = step.get("run", "")
            for word in ("git fetch", "git checkout", "gh pr checkout", "gh run download"):
                self.assertNotIn(word, run)

    def test_no_credentials_stay_in_a_checkout(self):
        for path in WORKFLOWS:
            for _, step in steps(load(path)):
                if step.get("uses", "").startswith("actions/checkout@"):
                    self.assertIs(step["with"]["persist-credentials"], False, path.name)

    def test_no_plan_becomes_an_artifact(self):
        for path in WORKFLOWS + ACTIONS:
            document = load(path)
            kept = [s for _, s in steps(document) if "upload-artifact" in s.get("uses", "")]
            for step in kept:
                self.assertEqual(step["with"]["path"], ".synth/review/review.json")
            if "plan-saved" in path.read_text():
                self.assertEqual(kept, [], path.name)

    def test_roles_are_for_this_repository_alone(self):
        plan = load(ROOT / ".github/workflows/plan.yml")["jobs"]["plan"]
        self.assertIn("head.repo.full_name == github.repository", plan["if"])
        deploy = load(ROOT / ".github/workflows/deploy.yml")["jobs"]["deploy"]
        self.assertIn("github.ref == 'refs/heads/main'", deploy["if"])
        for job in (plan, deploy):
            self.assertIn("environment", job)

    def test_both_sides_of_a_review_agree(self):
        names = []
        for path, key in (("synth-review.yml", "upload-artifact"), ("synth-post.yml", None)):
            document = load(ROOT / ".github/workflows" / path)
            inputs = document["on"]["workflow_call"]["inputs"]
            for name in ("set", "synth-repository", "synth-ref"):
                self.assertEqual(inputs[name]["default"], "")
            for _, step in steps(document):
                if key and key in step.get("uses", ""):
                    names.append(step["with"]["name"])
                elif not key and "NAME" in step.get("env", {}):
                    names.append(step["env"]["NAME"])
        self.assertEqual(len(names), 3)
        self.assertEqual(len(set(names)), 1)

    def test_inputs_are_described_and_used(self):
        for path in (WORKFLOWS[0].parent / "synth-review.yml", WORKFLOWS[0].parent / "synth-post.yml", *ACTIONS):
            document = load(path)
            inputs = document.get("inputs") or document["on"]["workflow_call"]["inputs"]
            text = path.read_text()
            for name, given in inputs.items():
                self.assertTrue(given["description"], name)
                self.assertIn(f"inputs.{name}", text, f"{path} {name}")

    def test_every_job_ends(self):
        for path in WORKFLOWS:
            for name, job in load(path)["jobs"].items():
                self.assertTrue("timeout-minutes" in job or "uses" in job, f"{path.name} {name}")


# What `synth` is asked for goes to a file; what it answers is in others.
SYNTH = """#!/usr/bin/env bash
echo "$PWD: $*" >>"$CALLS"
out=
while (($#)); do
  case $1 in
    --out) out=$2; shift ;;
    list) cat "$ANSWERS/list" ;;
    plan) [[ $2 != --all ]] || cat "$ANSWERS/events" ;;
    broken) exit 5 ;;
    synth) exit "$(cat "$ANSWERS/stale" 2>/dev/null || echo 0)" ;;
    text) code=$(cat "$ANSWERS/findings" 2>/dev/null || echo 0) ;;
  esac
  shift
done
[[ -z $out ]] || echo "written" >"$out"
exit "${code:-0}"
"""

# A bucket in a folder. Nothing is put there without encryption.
AWS = """#!/usr/bin/env bash
echo "aws $*" >>"$CALLS"
set -euo pipefail
[[ "$1 $2" == "s3 cp" ]] || exit 3
from=${@: -2:1}
to=${@: -1}
place() { [[ $1 == s3://* ]] && echo "$BUCKET/${1#s3://}" || echo "$1"; }
[[ $to != s3://* || " $* " == *" --sse aws:kms "* ]] || exit 4
mkdir -p "$(dirname "$(place "$to")")"
cp "$(place "$from")" "$(place "$to")"
"""


class Scripts(unittest.TestCase):
    """The scripts, with stand-ins for `synth` and `aws`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.repository = self.root / "repository"
        self.answers = self.root / "answers"
        for path in (self.repository / "infra", self.answers, self.root / "bin", self.root / "bucket"):
            path.mkdir(parents=True)
        for name, text in (("synth", SYNTH), ("aws", AWS)):
            program = self.root / "bin" / name
            program.write_text(text)
            program.chmod(0o755)
        self.env = {
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.root),
            "GITHUB_WORKSPACE": str(self.repository),
            "GITHUB_STEP_SUMMARY": str(self.root / "summary"),
            "SYNTH": "synth",
            "CALLS": str(self.root / "calls"),
            "ANSWERS": str(self.answers),
            "BUCKET": str(self.root / "bucket"),
            "PLAN_BUCKET": "the-bucket",
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("one")

    def git(self, *arguments):
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments]
        done = subprocess.run(command, cwd=self.repository, env=self.env, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, text):
        (self.repository / "file").write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", text)

    def run_script(self, name, *arguments, **env):
        script = ROOT / "scripts" / name
        return subprocess.run(
            [script, *arguments], cwd=self.repository, env=self.env | env, capture_output=True, text=True, check=False
        )

    def calls(self):
        calls = Path(self.env["CALLS"])
        text = calls.read_text() if calls.exists() else ""
        calls.unlink(missing_ok=True)
        return text.splitlines()

    def test_a_review(self):
        done = self.run_script("review", "HEAD^1", DIRECTORY="infra", STACKS="web data", STAGE="prod", CONFIG="x.toml")
        self.assertEqual(done.returncode, 0, done.stderr)
        place = self.repository / "infra"
        calls = self.calls()
        self.assertEqual(calls[0], f"{place}: synth --check --config x.toml --stage prod")
        self.assertEqual(
            calls[1],
            f"{place}: review web data --config x.toml --stage prod --base HEAD^1 --format json"
            " --out .synth/review/review.json --fail-on never",
        )
        self.assertEqual([call.split("--format ")[1].split()[0] for call in calls[2:]], ["md", "html", "sarif", "text"])
        self.assertIn("--fail-on high", calls[-1])
        self.assertEqual(Path(self.env["GITHUB_STEP_SUMMARY"]).read_text(), "written\n")

    def test_how_a_review_ends(self):
        for stale, findings, expected in ((0, 2, 2), (1, 0, 1), (1, 2, 1), (0, 0, 0)):
            (self.answers / "stale").write_text(str(stale))
            (self.answers / "findings").write_text(str(findings))
            done = self.run_script("review")
            self.assertEqual(done.returncode, expected, done.stderr)
        self.assertIn("The committed output is stale", Path(self.env["GITHUB_STEP_SUMMARY"]).read_text())

    def stacks(self, *stacks):
        listed = [{"name": name, "dependencies": needs} for name, needs in stacks]
        (self.answers / "list").write_text(json.dumps(listed))
        events = [{"type": "version", "terraform": "1.11.4"}]
        for name, _ in sorted(stacks, key=lambda stack: len(stack[1])):
            events.append({"type": "synth_plan", "stack": name, "preview": name == "waits"})
        (self.answers / "events").write_text("".join(json.dumps(event) + "\n" for event in events))

    def test_what_was_reviewed_is_deployed(self):
        self.stacks(("web", ["data"]), ("data", []))
        tree = self.git("rev-parse", "HEAD^{tree}")
        done = self.run_script("plan-saved", "save", STAGE="prod")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"Plans are kept for tree `{tree}`: data web.", done.stdout)
        kept = sorted(str(path.relative_to(self.root / "bucket")) for path in (self.root / "bucket").rglob("*.tfplan"))
        self.assertEqual(kept, [f"the-bucket/plans/{tree}/prod/{name}.tfplan" for name in ("data", "web")])
        self.calls()
        # A merge that changes nothing has the same tree.
        self.git("commit", "--quiet", "--allow-empty", "-m", "merge")
        done = self.run_script("plan-saved", "deploy", STAGE="prod")
        self.assertEqual(done.returncode, 0, done.stderr)
        deployed = [call for call in self.calls() if ": deploy" in call]
        self.assertEqual([call.split()[4] for call in deployed], ["data", "web"])
        for call in deployed:
            self.assertIn(" --plan ", call)
        # No plan is left on the machine.
        self.assertEqual([*self.repository.rglob("*.tfplan")], [])

    def test_another_tree_is_not_deployed(self):
        self.stacks(("data", []))
        self.assertEqual(self.run_script("plan-saved", "save").returncode, 0)
        self.calls()
        for other in ({"STAGE": "prod"}, {}):
            if not other:
                self.commit("two")
            done = self.run_script("plan-saved", "deploy", **other)
            self.assertEqual(done.returncode, 1)
            self.assertIn("there is no plan for tree", done.stderr)
            self.assertEqual([call for call in self.calls() if ": deploy" in call], [])

    def test_nothing_comes_after_what_was_not_planned(self):
        self.stacks(("data", []), ("waits", ["data"]), ("web", ["waits"]))
        done = self.run_script("plan-saved", "save")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Not planned yet, because they wait for others: waits.", done.stdout)
        self.calls()
        done = self.run_script("plan-saved", "deploy")
        self.assertEqual(done.returncode, 1)
        deployed = [call.split()[2] for call in self.calls() if ": deploy" in call]
        self.assertEqual(deployed, ["data"])

    def test_a_plan_that_fails_is_no_plan_that_waits(self):
        self.stacks(("data", []), ("broken", ["data"]))
        done = self.run_script("plan-saved", "save")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual([*(self.root / "bucket").rglob("*.tfplan")], [])

    def test_a_bucket_that_is_none(self):
        done = self.run_script("plan-saved", "save", PLAN_BUCKET="a b; rm")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.calls(), [])


def taker():
    path = ROOT / "scripts/take-review"
    loader = importlib.machinery.SourceFileLoader("take_review", str(path))
    spec = importlib.util.spec_from_loader("take_review", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class TakeReview(unittest.TestCase):
    review = json.dumps({"version": "1", "counts": {}, "stacks": [], "notes": []}).encode()

    def setUp(self):
        self.module = taker()

    def take(self, members):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "zip")
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for name, data in members:
                    archive.writestr(name, data)
            data = self.module.review_in(path)
            self.module.check(data)
            return data

    def refuse(self, members, why):
        with self.assertRaisesRegex(self.module.Refused, why):
            self.take(members)

    def test_a_review(self):
        self.assertEqual(self.take([("review.json", self.review)]), self.review)

    def test_other_members(self):
        review = ("review.json", self.review)
        for members in (
            [],
            [("other.json", self.review)],
            [("../review.json", self.review)],
            [("/review.json", self.review)],
            [review, ("scripts/take-review", b"")],
            [review, review],
        ):
            self.refuse(members, "nothing else")

    def test_links_and_folders(self):
        link = zipfile.ZipInfo("review.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        self.refuse([(link, b"/etc/passwd")], "no plain file")
        self.refuse([("review.json/", b"")], "nothing else")

    def test_sizes(self):
        self.module.MOST_REVIEW = 1000
        self.refuse([("review.json", b"x" * 1_000_000)], "more than 1000 bytes")
        self.module.MOST_ZIP = 10
        self.refuse([("review.json", self.review)], "more than 10 bytes")

    def test_shapes(self):
        for data in (b"", b"\xff", b"[]", b"{}", b"1", b"[" * 200_000, b'{"version": 1'):
            self.refuse([("review.json", data)], "no JSON|not the fields")
        for stacks in ("x", {}, [0] * 201):
            review = {"version": "1", "counts": {}, "stacks": stacks, "notes": []}
            self.refuse([("review.json", json.dumps(review))], "at most 200 stacks")

    def test_no_zip(self):
        with tempfile.TemporaryDirectory() as folder:
            for data in (b"", b"garbage", b"PK\x03\x04garbage"):
                path = os.path.join(folder, "zip")
                Path(path).write_bytes(data)
                with self.assertRaisesRegex(self.module.Refused, "cannot be read"):
                    self.module.review_in(path)

    def test_broken_members(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("review.json", self.review)
        data = bytearray(buffer.getvalue())
        place = data.find(b"version")
        data[place] ^= 0xFF
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "zip")
            Path(path).write_bytes(data)
            with self.assertRaisesRegex(self.module.Refused, "cannot be read"):
                self.module.review_in(path)


if __name__ == "__main__":
    unittest.main()
