"""Judges SARIF files: those in a folder, and the snapshots of the tests."""

import copy
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PACKAGE = {"linux": "linux", "darwin": "darwin", "win32": "win32"}.get(sys.platform, "linux")
VALIDATOR = HERE / f"node_modules/@microsoft/sarif-multitool-{PACKAGE}"
SNAPSHOTS = ROOT / "synth/review/tests/snapshots"
# Warnings that are no matter of ours, with the reason.
EXPECTED = {
    # This repository is no page that one could be sent to.
    "SARIF2005",
}


def main() -> None:
    folder = Path(sys.argv[1])
    for snapshot in sorted(SNAPSHOTS.glob("*.sarif.snap")):
        text = snapshot.read_text()
        # Below the head of the snapshot.
        document = text[text.index("\n{") + 1 :]
        (folder / snapshot.stem).write_text(document)
    files = sorted(folder.glob("*.sarif"))
    assert len(files) > 5, f"only {len(files)} files were found"
    schema = json.loads((VALIDATOR / "sarif-2.1.0.json").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    problems = []
    for file in files:
        document = json.loads(file.read_text())
        # The first few: one wrong result is wrong 5,000 times.
        for error, _ in zip(validator.iter_errors(document), range(3)):
            problems.append(f"{file.name}: {error.json_path}: {error.message[:300]}")
    problems += judged(files)
    if problems:
        sys.exit("\n".join(f"error: {problem}" for problem in problems[:40]))

    # What is wrong is found: otherwise nobody has looked.
    wrong = broken(json.loads(files[0].read_text()))
    for name, document, expected in wrong:
        file = folder / f"{name}.sarif"
        file.write_text(json.dumps(document))
        found = judged([file])
        if not any(expected in problem for problem in found):
            sys.exit(f"error: {name} was not found by the validator: {found}")
    document = copy.deepcopy(json.loads(files[0].read_text()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    if validator.is_valid(document):
        sys.exit("error: the schema allows a level that it does not have")
    total = sum(file.stat().st_size for file in files) // 1024
    print(f"{len(files)} SARIF files ({total} KiB) are accepted, {len(wrong) + 1} broken ones are not")


def broken(document):
    """The document with something wrong, and the rule that says so."""

    def but(change):
        other = copy.deepcopy(document)
        change(other["runs"][0])
        return other

    return [
        ("without a place", but(lambda run: run["results"][0].pop("locations")), "GH1015"),
        ("without help", but(lambda run: run["tool"]["driver"]["rules"][0].pop("help")), "GH2012"),
        ("with a strange field", but(lambda run: run["results"][0].update(strange=1)), "JSON1005"),
        ("with a wrong index", but(lambda run: run["results"][0].update(ruleIndex=999)), "SARIF1009"),
    ]


def judged(files):
    """What the validator says about files, errors and warnings."""
    program = VALIDATOR / "Sarif.Multitool"
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    report = files[0].parent / "report.json"
    report.unlink(missing_ok=True)
    run = subprocess.run(
        [program, "validate", *files, "--output", report]
        + ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if run.returncode != 0 or f"{len(files)} files scanned" not in run.stdout:
        return [f"the validator failed: {run.stdout[-2000:]}{run.stderr[-2000:]}"]
    found = []
    for line in run.stdout.splitlines():
        said = re.match(r"(.*?): (error|warning) ([A-Z]+\d+)(.*)", line)
        if said and said[3] not in EXPECTED:
            found.append(line[:300])
    return found


main()
