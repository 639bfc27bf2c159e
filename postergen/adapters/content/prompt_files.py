"""Read the prompts that a model is sent."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

from postergen.copywriting.prompt import PromptFiles
from postergen.errors import Finding, InvalidContent

NAMES = ("system", "variants")


def read_prompts(folder: Path) -> PromptFiles:
    """The prompts in this folder; `InvalidContent` names what is missing or no template."""
    findings: list[Finding] = []
    sources = {}
    for name in NAMES:
        path = folder / f"{name}.jinja"
        try:
            sources[name] = path.read_text(encoding="utf-8")
            Environment().parse(sources[name])
        except OSError as exc:
            findings.append(Finding(str(path), f"cannot be read: {exc.strerror}", "every folder of prompts has one"))
        except (UnicodeDecodeError, TemplateSyntaxError) as exc:
            findings.append(Finding(str(path), f"is no template: {exc}", "https://jinja.palletsprojects.com"))
    if findings:
        raise InvalidContent(findings)
    return PromptFiles(**sources)
