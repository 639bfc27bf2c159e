"""How Sphinx makes the documentation site: these documents as they lie here, and the reference from docstrings."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

from postergen import __version__

ROOT = Path(__file__).parent.parent
CONTENTS = """

```{{toctree}}
:caption: {caption}
:hidden:

{pages}
```
"""
OPERATION = (
    "deploying",
    "operating",
    "access",
    "alerts",
    "capacity",
    "routes",
    "privacy",
    "architecture",
    "comparison",
    "licences",
)
GUIDES = sorted(path.stem for path in (ROOT / "docs").glob("*.md") if path.stem not in (*OPERATION, "releasing"))
RESULTS = ["benchmarks/RESULTS"] if (ROOT / "benchmarks/RESULTS.md").exists() else []
SECTIONS = {
    "For those who use it": [f"docs/{name}" for name in GUIDES],
    "For those who run it": [f"docs/{name}" for name in OPERATION],
    "For those who change it": ["CONTRIBUTING", "docs/releasing", "docs/reference/modules", *RESULTS, "CHANGELOG"],
    "Decisions": [f"docs/decisions/{path.stem}" for path in sorted((ROOT / "docs/decisions").glob("*.md"))],
    "Pictures and fonts": ["assets/fonts/README", "docs/gallery/README", "docs/screens/README"],
}

project = "postergen"
version = release = __version__
root_doc = "README"
include_patterns = ["*.md", "docs/**", "assets/fonts/README.md", "benchmarks/*.md"]
exclude_patterns = ["docs/reference/postergen.adapters.sql.migrations*"]
extensions = ["myst_parser", "sphinx.ext.apidoc", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = f"postergen {release}"
html_copy_source = False

myst_heading_anchors = 4  # the anchors that GitHub makes
default_role = "code"  # docstrings are written in Markdown's way
apidoc_modules = [
    {
        "path": ROOT / "postergen",
        "destination": "docs/reference",
        "exclude_patterns": ["**/migrations/**", "**/__main__.py"],
        "separate_modules": False,
        "module_first": True,
        "automodule_options": {"members", "show-inheritance"},
    }
]
napoleon_use_ivar = True  # each attribute is told once: some have a docstring of their own, too
autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False  # what SQLAlchemy says of its own classes is not ours
autodoc_default_options = {"exclude-members": "cache_ok"}  # SQLAlchemy's
python_use_unqualified_type_names = True
suppress_warnings = ["ref.python"]  # an annotation such as ``type`` that is the name of several fields, too
html_show_sourcelink = False


def read_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the first page its contents; leave out links to folders, for which a site has no page."""
    if docname == "README":
        source[0] += "".join(CONTENTS.format(caption=name, pages="\n".join(p)) for name, p in SECTIONS.items())
    folder = (ROOT / docname).parent

    def unlinked(match: re.Match[str]) -> str:
        return match[1] if (folder / match[2]).is_dir() else match[0]

    if not docname.startswith("docs/reference/"):
        source[0] = re.sub(r"\[([^\]]*)\]\(([^)#\s]+)\)", unlinked, source[0])


def copy_pictures(app: Sphinx, exception: Exception | None) -> None:
    """Pictures that documents show by an HTML element, which Sphinx does not follow."""
    for picture in (ROOT / "docs").rglob("*.webp"):
        target = Path(app.outdir) / picture.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, target)
    shutil.copy(Path(app.outdir) / "README.html", Path(app.outdir) / "index.html")


def setup(app: Sphinx) -> None:
    app.connect("source-read", read_source)
    app.connect("build-finished", copy_pictures)
