"""Write the locks: every dependency with its version and hashes, for all Pythons and systems that are supported.

Everything is resolved together first, so that the product and its extras agree; then each file gets what it adds.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
EXTRAS = ("postgres", "redis", "wishes", "batch", "ray", "semantic", "dev", "docs", "sbom")
# Published as source only. Their builder has to be there before them, or pip would fetch one that nobody locked.
FROM_SOURCE = ("lunar-python",)
# torch's build, and what belongs to a build for graphics cards, is chosen for the machine: torch.txt
OF_TORCHS_BUILD = re.compile(r"torch|triton|nvidia-.+|cuda-.+")


def compile_lock(*arguments: str, output: Path) -> set[str]:
    """Run uv's resolver; the names of the packages that it wrote down."""
    uv = Path(sys.executable).with_name("uv")
    options = ["--quiet", "--config-file", "requirements/uv.toml", "--python-version", "3.11"]
    subprocess.run([uv, "pip", "compile", *options, *arguments, "-o", output], check=True, cwd=HERE.parent)
    lock = re.sub(r"-c \S*together\.txt, |, -c \S*together\.txt", "", output.read_text(encoding="utf-8"))
    lock = lock.partition("\n# The following packages were excluded")[0]
    output.write_text(lock, encoding="utf-8")
    return set(re.findall(r"^([a-z0-9.-]+)==", lock, re.M))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        together = Path(folder) / "together.txt"
        extras = [f"--extra={extra}" for extra in EXTRAS]
        names = compile_lock("pyproject.toml", *extras, "-c", "requirements/torch.txt", output=together)
        left_out = {name for name in names if OF_TORCHS_BUILD.fullmatch(name)}
        agreed = ("-c", str(together))
        compile_lock("requirements/build.in", *agreed, output=HERE / "build.txt")
        product = compile_lock("pyproject.toml", *agreed, *hide(FROM_SOURCE), output=HERE / "product.txt")
        product |= set(FROM_SOURCE)
        compile_lock("pyproject.toml", *agreed, *hide(product - set(FROM_SOURCE)), output=HERE / "source.txt")
        for extra in EXTRAS:
            hidden = hide(product | left_out)
            compile_lock("pyproject.toml", f"--extra={extra}", *agreed, *hidden, output=HERE / f"{extra}.txt")


def hide(names: Iterable[str]) -> list[str]:
    """Resolved like the others, but not written down."""
    return [f"--no-emit-package={name}" for name in sorted(names)]


if __name__ == "__main__":
    main()
