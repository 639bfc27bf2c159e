"""Artwork shows what it holds: nothing of the machine on which it is drawn, and no floods."""

from __future__ import annotations

import pytest

from postergen.adapters.content.artwork_files import check_artwork
from postergen.config import CONTENT

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">\n'


def said(inside: str, before: str = "") -> list[str]:
    return [str(finding) for finding in check_artwork("a.svg", f"{before}{HEAD}{inside}</svg>".encode())]


@pytest.mark.parametrize("path", sorted(CONTENT.glob("templates/posters/*/*.svg")), ids=lambda path: path.stem)
def test_the_shipped_artwork_holds_all_that_it_shows(path: object) -> None:
    assert check_artwork("a.svg", path.read_bytes()) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("where", ["/etc/hostname.png", "../a.png", "a.svg", "file:///a", "https://example.com/a.png"])
@pytest.mark.parametrize(
    "form",
    [
        '<image href="{}"/>',
        '<image xlink:href=" {} "/>',
        '<use href="{}#x"/>',
        '<feImage href="{}"/>',
        '<rect fill="url({}#x)"/>',
        "<rect style=\"fill: url( '{}' )\"/>",
        "<style>@font-face {{ src: URL({}) }}</style>",
    ],
)
def test_nothing_is_taken_from_elsewhere(form: str, where: str) -> None:
    (line,) = said(form.format(where))
    assert line.startswith("a.svg:2: reaches outside of itself")


@pytest.mark.parametrize(
    ("inside", "before"),
    [
        ('<style>@import "a.css";</style>', ""),
        ("", '<?xml-stylesheet href="a.css"?>\n'),
        ("", '<!DOCTYPE svg [<!ENTITY a "b">]>\n'),
        ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', ""),
        ("<g>", ""),
    ],
)
def test_other_ways_out_are_closed_too(inside: str, before: str) -> None:
    assert said(inside, before)


def test_what_is_inside_may_be_referred_to() -> None:
    assert (
        said(
            '<defs><path id="a"/><linearGradient id="g"/></defs><use href="#a"/><use xlink:href="#a"/>'
            '<rect fill="url(#g)"/><image href="data:image/png;base64,AAAA"/>'
        )
        == []
    )


@pytest.mark.parametrize("step", ['<use href="#a{}"/>', '<rect mask="url(#a{})"/>'])
def test_a_flood_of_references_is_counted_and_not_drawn(step: str) -> None:
    levels = "".join(f'<g id="a{n}">{step.format(n - 1) * 10}</g>' for n in range(1, 30))
    (line,) = said(f'<rect id="a0"/>{levels}<use href="#a29"/>')
    assert "at most 50000" in line


@pytest.mark.parametrize("inside", ['<g id="a"><use href="#a"/></g>', "<g>" * 300 + "</g>" * 300])
def test_what_has_no_bottom_is_refused(inside: str) -> None:
    (line,) = said(inside)
    assert "200 deep" in line
