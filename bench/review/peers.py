"""Times other programs on the plans in a folder: medians of some runs, in turn."""

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(sys.argv[1])
RUNS = int(sys.argv[2])
BIN = FOLDER / "venv/bin"
# What a program in Python has to do at least.
WALK = """
import json, sys
def walk(value):
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(walk, children))
print(walk(json.load(open(sys.argv[1]))))
"""


def commands(plan):
    return {
        "python: json.load, a walk over all": [BIN / "python", "-c", WALK, plan],
        "tf-peek 1.3.0 (markdown)": [BIN / "tf-peek", plan, "--output", FOLDER / "peek.md"],
        "tfsumpy 0.2.1 (markdown)": [BIN / "tfsumpy", plan, "--output", "markdown"],
    }


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    print("| program | changes | time | CPU | output |\n|---|---:|---:|---:|---:|")
    for changes in (100, 1000, 5000):
        plan = FOLDER / f"{changes}.plan.json"
        json.loads(plan.read_text())
        taken = {name: [] for name in commands(plan)}
        for _ in range(RUNS):
            for name, command in commands(plan).items():
                before, start = cpu(), time.perf_counter()
                run = subprocess.run(command, capture_output=True, check=True)
                wall = time.perf_counter() - start
                size = (FOLDER / "peek.md").stat().st_size if "peek" in name else len(run.stdout)
                taken[name].append((wall, cpu() - before, size))
        for name, all_runs in taken.items():
            wall, used, size = (statistics.median(part) for part in zip(*all_runs))
            print(f"| {name} | {changes:,} | {wall * 1000:,.0f} ms | {used * 1000:,.0f} ms | {size // 1024:,} KiB |")


main()
