"""A figure with mistakes names every one of them by file and line; what is right arrives as frames."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from postergen.adapters.content.derived_files import DerivedFiles
from postergen.adapters.content.figure_files import figure_schema, parse_figure, read_figures
from postergen.config import CONTENT
from postergen.errors import Finding, InvalidContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.template import ArtworkElement, BoxSpec

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
FRAMES = "\n".join(f"      - {{ms: 100, show: [pot, line], move: {{pot: [0, {n}]}}}}" for n in range(6))
FIGURE = f"""\
name: {{zh-CN: 锅, en: Pot}}
idea: {{zh-CN: 想, en: Idea}}
palette: {{ink: "#102030"}}
styles:
  line: {{font: sans, weight: 900, size: 90, color: ink}}
elements:
  - {{kind: artwork, id: pot, file: pot.svg, box: [10, 20, 300, 300]}}
  - {{kind: text, id: line, style: line, box: [16, 350, 480, 140], text: "{{{{ headline }}}}"}}
movements:
  hop:
    still: 2
    frames:
{FRAMES}
"""


def parsed(text: str = FIGURE, artwork: bytes = SVG) -> list[Finding]:
    try:
        parse_figure("pot", {"template.yaml": text.encode(), "pot.svg": artwork}, frozenset({"sans"}))
    except InvalidContent as exc:
        return list(exc.findings)
    return []


def test_frames_are_formats_in_which_elements_stand_where_they_moved_to() -> None:
    figure = parse_figure("pot", {"template.yaml": FIGURE.encode(), "pot.svg": SVG}, frozenset({"sans"}))
    movement = figure.movements["hop"]
    assert [frame.form for frame in movement.frames] == [f"hop.{n}" for n in range(1, 7)]
    assert (movement.still, movement.ms) == (2, 600)
    pot = figure.frame("hop", 4).elements[0]
    assert isinstance(pot, ArtworkElement)
    assert pot.box == BoxSpec(10, 23, 300, 300)
    assert figure.template.artwork == {"pot.svg": SVG}


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("[pot, line], move: {pot: [0, 3]}", "[pan, line]", 16, "there is no element 'pan'"),
        ("[pot, line], move: {pot: [0, 3]}", "[pot]", 16, "shows no text"),
        ("move: {pot: [0, 3]}", "move: {pot: [0, 2]}", 16, "shows what the frame before it shows"),
        ("move: {pot: [0, 3]}", "move: {pan: [0, 2]}", 16, "moves 'pan', which it does not show"),
        ("[pot, line], move: {pot: [0, 3]}", "[pot, line, pot]", 16, "shows 'pot' twice"),
        ("still: 2", "still: 7", 11, "there is no frame 7"),
        ("ms: 100, show: [pot, line], move: {pot: [0, 3]}", "ms: 105, show: [pot, line]", 16, "multiple of 10"),
        ("style: line", "style: lines", 8, "there is no style 'lines'"),
        ("file: pot.svg", "file: pan.svg", 7, "there is no file pan.svg"),
        ("color: ink", "color: inc", 8, "there is no colour 'inc'"),
        (
            "movements:",
            "  - {kind: artwork, id: lid, file: pot.svg, box: [0, 0, 9, 9]}\nmovements:",
            9,
            "no frame shows",
        ),
    ],
)
def test_a_mistake_has_its_line(old: str, new: str, line: int, problem: str) -> None:
    found = parsed(FIGURE.replace(old, new, 1))
    assert any(one.where == f"pot/template.yaml:{line}" and problem in one.problem for one in found), found


def test_fewer_than_six_frames_are_too_few_and_more_than_twenty_four_too_many() -> None:
    assert "at least 6" in str(parsed(FIGURE.replace(FRAMES, "\n".join(FRAMES.splitlines()[:5]))))
    many = "\n".join(f"      - {{ms: 100, show: [pot, line], move: {{pot: [0, {n}]}}}}" for n in range(25))
    assert "at most 24" in str(parsed(FIGURE.replace(FRAMES, many)))


def test_artwork_that_reaches_outside_is_found() -> None:
    reaching = SVG.replace(b"<rect", b'<image href="https://example.com/a.png"/><rect')
    assert "reaches outside of itself" in str(parsed(artwork=reaching))


def test_every_shipped_figure_is_right_and_does_at_least_two_things(fonts: FontBook) -> None:
    findings: list[Finding] = []
    figures = read_figures(CONTENT / "templates/stickers", fonts.families, findings)
    assert findings == []
    assert sorted(figures) == ["cat", "mug", "noodles"]
    assert all(len(figure.movements) >= 2 for figure in figures.values())


def test_a_figure_that_was_read_before_is_the_same_and_one_with_other_files_is_another(tmp_path: Path) -> None:
    derived = DerivedFiles(tmp_path)
    files, families = {"template.yaml": FIGURE.encode(), "pot.svg": SVG}, frozenset({"sans"})
    read = [parse_figure("pot", files, families, where) for where in (None, derived, derived)]
    assert read[0] == read[1] == read[2]
    assert len(list(tmp_path.glob("figures/*"))) == 1
    other = parse_figure("pot", {**files, "pot.svg": SVG + b"<!-- -->"}, families, derived)
    assert (other.template.artwork, other.template.version) != (read[0].template.artwork, read[0].template.version)
    with pytest.raises(InvalidContent):
        parse_figure("pot", {**files, "template.yaml": FIGURE.replace("pot, line", "pan").encode()}, families, derived)


def test_the_published_schema_is_the_one_that_is_checked() -> None:
    schema = json.loads((CONTENT / "templates/stickers/template.schema.json").read_text())
    assert schema == json.loads(json.dumps(figure_schema()))
    Draft202012Validator.check_schema(schema)
