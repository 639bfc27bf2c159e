"""Say which share of its branches the tests take of each pure room, and fail when one has too few of them.

python tests/branches.py build/coverage.json
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

LEAST = 0.95


def main() -> None:
    files = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["files"]
    taken, there = Counter[str](), Counter[str]()
    for name, found in files.items():
        room = name.split("/")[1]
        taken[room] += found["summary"]["covered_branches"]
        there[room] += found["summary"]["num_branches"]
    for room in sorted(there):
        print(f"{room:12} {taken[room] / there[room]:6.1%} of {there[room]} branches")  # noqa: T201
    for name, found in files.items():
        if found["missing_branches"]:
            print(f"  {name}: {', '.join(f'{a} to {b}' for a, b in found['missing_branches'])}")  # noqa: T201
    poor = [room for room in there if taken[room] < LEAST * there[room]]
    if poor or not there:
        sys.exit(f"fewer than {LEAST:.0%}: {', '.join(poor)}")


if __name__ == "__main__":
    main()
