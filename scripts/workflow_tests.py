"""Rules for the workflows, and tests of what a privileged one relies on."""

import importlib.machinery
import importlib.util
import io
import json
import os
import re
import stat
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
        self.assertEqual(len(WORKFLOWS), 5)
        self.assertEqual(len(ACTIONS), 1)

    def test_actions_are_pinned_to_commits(self):
        for path in WORKFLOWS + ACTIONS:
            for action in uses(load(path)):
                if not action.startswith("./"):
                    self.assertRegex(action, PIN, path.name)
            for line in path.read_text().splitlines():
                if re.search(r"uses:\s+[\w-]+/", line):
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

    def test_who_may_write_checks_out_the_main_branch_alone(self):
        document = load(ROOT / ".github/workflows/post-review.yml")
        refs = [
            step["with"]["ref"]
            for _, step in steps(document)
            if step.get("uses", "").startswith("actions/checkout@")
        ]
        self.assertEqual(refs, ["${{ github.event.repository.default_branch }}"])
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

    def test_every_job_ends(self):
        for path in WORKFLOWS:
            for name, job in load(path)["jobs"].items():
                self.assertTrue("timeout-minutes" in job or "uses" in job, f"{path.name} {name}")


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
