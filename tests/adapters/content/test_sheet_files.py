"""Sheets, a long picture and a moving cover: what is right arrives as values, and mistakes have their lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postergen.adapters.content.template_files import parse_template
from postergen.errors import InvalidContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.layout import lay_out
from postergen.rendering.template import BoxSpec, PosterTemplate
from tests.rendering.small_looks import content

from .test_template_files import FAMILIES, SVG

FRAMES = "\n".join(f"    - {{ms: 100, show: [flake], move: {{flake: [0, {40 * n}]}}}}" for n in range(6))
LOOK = f"""\
name: {{zh-CN: 样, en: Look}}
idea: {{zh-CN: 想, en: Idea}}
formats:
  story:
    width: 1080
    height: 1920
    elements:
      - {{kind: artwork, id: back, file: back.svg, box: [0, 0, 0, 0]}}
      - {{kind: qr, box: [700, 1500, 300, 300]}}
    sheets:
      cover:
        - {{kind: text, id: title, box: [80, 100, -80, 200], text: "{{{{ headline }}}}"}}
      end:
        - {{kind: text, id: last, box: [80, 900, -80, 200], text: "{{{{ body }}}}", when: nickname}}
long:
  background: "#fefefe"
  sections:
    cover:
      height: 500
      top: 60
      shows: [title]
      grows: [title]
      elements:
        - {{kind: artwork, id: paper, file: back.svg, box: [0, 0, 0, 0]}}
    end:
      height: 600
      top: 1400
      shows: [qr]
moving:
  sheet: cover
  elements:
    - {{kind: artwork, id: flake, file: back.svg, box: [10, 20, 30, 30]}}
  frames:
{FRAMES}
"""


def parsed(look: str = LOOK) -> PosterTemplate:
    return parse_template("look", {"template.yaml": look.encode(), "back.svg": SVG}, FAMILIES)


def test_a_sheet_is_shown_on_its_posters_alone(fonts: FontBook) -> None:
    template = parsed()
    assert template.sheets == ("cover", "end")
    shown = {}
    for sheet in ("cover", "end", ""):
        layout = lay_out(template, "story", replace(content(), sheet=sheet), fonts)
        shown[sheet] = [text.id for text in layout.texts()]
    assert shown == {"cover": ["title"], "end": ["last"], "": []}


def test_a_section_shows_elements_of_a_format_where_they_stand_in_it() -> None:
    long = parsed().long
    assert long is not None
    assert (long.width, long.background) == (1080, (0xFE, 0xFE, 0xFE))
    cover = long.sections["cover"]
    assert [(one.id, one.box) for one in cover.form.elements if one.id != "paper"] == [  # type: ignore[union-attr]
        ("title", BoxSpec(80, 40, 920, 200))
    ]
    assert (cover.form.height, cover.grows) == (500, ("title",))


def test_frames_have_what_they_show_where_it_moved_to() -> None:
    moving = parsed().moving
    assert moving is not None
    assert (moving.sheet, moving.form, len(moving.frames)) == ("cover", "story", 6)
    (flake,) = moving.frames[3].artwork
    assert (moving.frames[3].ms, flake.box) == (100, BoxSpec(10, 140, 30, 30))


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("    end:\n      height", "    tail:\n      height", 25, "there is no sheet 'tail'"),
        ("shows: [title]", "shows: [titel]", 21, "there is no element 'titel' in story"),
        ("grows: [title]", "grows: [paper]", 22, "there is no text 'paper'"),
        ("id: paper", "id: title", 18, "two elements are called 'title'"),
        ("shows: [qr]", "shows: [back]", 17, "no section has the code"),
        ("shows: [title]", "shows: [title, qr]", 17, "the code stands in 2 sections"),
        ("height: 600", "height: 12001", 26, "12000"),
        ("moving:\n  sheet: cover", "moving:\n  sheet: front", 30, "there is no sheet 'front'"),
        ("show: [flake], move: {flake: [0, 40]}", "show: [snow]", 35, "there is no element 'snow'"),
        ("id: last", "id: title", 4, "two elements are called 'title'"),
        ("{ms: 100, show: [flake], move: {flake: [0, 0]}}", "{ms: 105, show: [flake]}", 34, "multiple of 10"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, problem: str) -> None:
    assert LOOK.count(old) == 1
    with pytest.raises(InvalidContent) as caught:
        parsed(LOOK.replace(old, new))
    said = [f"{one.where} {one.problem} {one.remedy}" for one in caught.value.findings]
    assert any(problem in one and one.startswith(f"look/template.yaml:{line} ") for one in said), said


def test_each_format_with_sheets_has_all_of_them() -> None:
    square = """
  square:
    width: 1080
    height: 1080
    elements:
      - {kind: qr, id: code, box: [700, 700, 300, 300]}
    sheets:
      cover:
        - {kind: text, id: name, box: [0, 0, 0, 0], text: x}
long:"""
    with pytest.raises(InvalidContent, match="square does not have the sheet end"):
        parsed(LOOK.replace("\nlong:", square))
