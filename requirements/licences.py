"""List the licences of everything that is locked, into docs/licences.md, and say which are not allowed.

Run by ``make licences``, in a venv that holds all of it.
"""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = {  # each lock, and what a package in it is for
    "product": "product",
    "source": "product",
    "postgres": "postgres",
    "redis": "redis",
    "wishes": "wishes",
    "batch": "batches",
    "ray": "ray",
    "semantic": "semantic",
    "dev": "tests",
    "docs": "documentation",
    "sbom": "bill of materials",
    "build": "building",
}
# Python's trove classifiers, and what people write instead of SPDX's names
SPDX = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
HEAD = """# Licences

Written by `make licences` on {date}: every package that is [locked](decisions/0010-dependencies-are-locked.md), what
it is for, and the licence that its own metadata names. Where that says nothing or too much, its licence file was read:
{read}. Which licences may come in, and why, stands in `requirements/licences.toml`; a test fails on any other.
The product's own licence is [MIT](../LICENSE), that of its fonts the [OFL](../assets/fonts/README.md).

The product itself and its extras hold nothing under the GPL or AGPL. psycopg, of the extra `postgres`, is under the
LGPL. torch, which is not locked, is under BSD-3-Clause. Wheels may carry compiled libraries that their metadata does
not name: numpy's and scipy's carry libgfortran, under the GPL with the runtime exception, and that of
opencv-python-headless, which only the tests need, FFmpeg under the LGPL. FriBiDi (LGPL) is in no wheel: it is used
where the system has it.

| package | version | licence | for |
|---|---|---|---|
"""


def locked() -> dict[str, tuple[list[str], list[str]]]:
    """Each package with its versions and what it is for."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for lock, use in LOCKS.items():
        text = (ROOT / f"requirements/{lock}.txt").read_text(encoding="utf-8")
        for name, version in re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", text, re.M):
            versions, uses = found.setdefault(name, ([], []))
            versions.extend({version} - set(versions))
            uses.extend({use} - set(uses))
    return found


def installed() -> dict[str, str]:
    """The licence of every package that is installed, as its metadata has it, in SPDX's names where they are known."""
    command = [Path(sys.executable).with_name("pip-licenses"), "--from=mixed", "--format=json", "--with-system"]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    licences = {}
    for row in rows:
        parts = [SPDX.get(part, part) for part in row["License"].split("; ")]
        name = re.sub(r"[-_.]+", "-", row["Name"]).lower()
        licences[name] = " AND ".join(parts).replace(" and ", " AND ")
    return licences


def main() -> None:
    rules = tomllib.loads((ROOT / "requirements/licences.toml").read_text(encoding="utf-8"))
    licences = installed() | {name: licence for name, (licence, _) in rules["read"].items()}
    packages = locked()
    rows = [
        f"| {name} | {', '.join(versions)} | {licences[name]} | {', '.join(uses)} |"
        for name, (versions, uses) in sorted(packages.items())
        if name in licences
    ]
    elsewhere = sorted(set(packages) - set(licences))
    head = HEAD.format(date=datetime.date.today(), read=", ".join(sorted(rules["read"])))
    tail = f"\nFor other systems or Pythons only, and not read: {', '.join(elsewhere)}.\n"
    (ROOT / "docs/licences.md").write_text(head + "\n".join(rows) + "\n" + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
