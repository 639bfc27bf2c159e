"""The documents name what there is."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from postergen.cli import main
from postergen.config import CONTENT, describe_settings

README = (CONTENT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str = "postergen") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


@pytest.mark.parametrize("command", list(commands(main)))
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"`{command}`" in README


@pytest.mark.parametrize(("name", "default", "meaning"), describe_settings())
def test_every_setting_stands_in_the_readme(name: str, default: str, meaning: str) -> None:
    cell = f"`{default}`" if default else ""
    assert f"| `{name}` | {cell} | {meaning} |".replace("|  |", "| |") in README


def test_every_picture_and_file_that_the_readme_names_exists() -> None:
    import re

    named = re.findall(r"\]\((?!http)([^)]+)\)|src=\"([^\"]+)\"", README)
    paths = [a or b for a, b in named]
    assert paths
    assert [path for path in paths if not (CONTENT / path).exists()] == []
