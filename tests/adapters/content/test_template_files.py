"""A look with mistakes names every one of them by file and line; what is right arrives as values."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from postergen.adapters.content.template_files import (
    folder_version,
    json_schema,
    parse_template,
)
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.domain.hiding import Hunt
from postergen.errors import Finding, InvalidContent
from postergen.rendering.template import ArtworkElement, BoxSpec, PosterTemplate, QrElement, RepeatElement, TextElement
from postergen.rendering.typography import Box

LOOK = """\
name: {zh-CN: 样, en: Look}
idea: {zh-CN: 想, en: Idea}
palette:
  ink: "#102030"
strings:
  typed: {zh-CN: 打开, en: Open}
styles:
  big: {font: serif, weight: 700, size: 90, min_size: 50, color: ink, align: center}
formats:
  story:
    width: 1080
    height: 1920
    background: "#fefefe"
    elements:
      - kind: artwork
        id: back
        file: back.svg
        box: [0, 0, 0, 0]
      - kind: text
        id: headline
        style: big
        size: 80
        box: [80, 100, -80, 200]
        text: "{{ headline }}"
      - kind: repeat
        id: wishes
        slots:
          1: [[0, 400, 100, 50]]
          2: [[0, 400, 100, 50], [0, 450, 100, 50]]
        elements:
          - kind: text
            id: wish
            box: [0, 0, 0, 0]
            text: "{{ option.text }}"
      - kind: qr
        box: [700, 1500, 300, 300]
        dark: ink
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
FAMILIES = frozenset({"sans", "serif"})


def parsed(look: str = LOOK, svg: bytes = SVG) -> PosterTemplate:
    return parse_template("look", {"template.yaml": look.encode(), "back.svg": svg}, FAMILIES)


def findings_of(look: str, svg: bytes = SVG) -> tuple[Finding, ...]:
    with pytest.raises(InvalidContent) as caught:
        parsed(look, svg)
    return caught.value.findings


def test_colours_styles_and_boxes_are_resolved() -> None:
    story = parsed().formats["story"]
    back, headline, wishes, code = story.elements
    assert isinstance(back, ArtworkElement)
    assert isinstance(headline, TextElement)
    assert isinstance(wishes, RepeatElement)
    assert isinstance(code, QrElement)
    assert (story.width, story.height, story.background) == (1080, 1920, (0xFE, 0xFE, 0xFE))
    assert headline.spans[0].color == code.dark == (0x10, 0x20, 0x30)
    assert (headline.style.family, headline.style.weight, headline.style.align) == ("serif", 700, "center")
    assert wishes.slots[2] == (BoxSpec(0, 400, 100, 50), BoxSpec(0, 450, 100, 50))
    assert headline.box.within(story.canvas) == Box(80, 100, 920, 200)


def test_an_element_overrides_its_style() -> None:
    headline = parsed().formats["story"].elements[1]
    assert isinstance(headline, TextElement)
    assert (headline.style.size, headline.style.min_size) == (80, 50)


def test_texts_inside_a_repeat_are_among_the_texts() -> None:
    assert [text.id for text in parsed().formats["story"].texts()] == ["headline", "wish"]


# what is replaced, by what, on which line the finding points, and a word that it says
MISTAKES = {
    "a size below nothing": ("        size: 80", "        size: -3", 22, "more than 0"),
    "an unknown setting": ("        size: 80", "        colour: red", 22, "colour"),
    "an unknown style": ("style: big", "style: huge", 19, "styles: big"),
    "an unknown font": ("font: serif", "font: comic", 19, "fonts: sans, serif"),
    "an unknown colour": ("dark: ink", "dark: blood", 35, "palette: ink"),
    "a colour that is none": ("dark: ink", 'dark: "#12"', 37, "#12"),
    "a minimum above the size": ("min_size: 50", "min_size: 95", 19, "larger"),
    "a box of three": ("[80, 100, -80, 200]", "[80, 100, 200]", 23, "box"),
    "a box of words": ("[80, 100, -80, 200]", "[left, 100, 0, 200]", 23, "left"),
    "an endless box": ("[80, 100, -80, 200]", "[80, 100, .inf, 200]", 23, "is no number"),
    "a missing text": ('\n        text: "{{ headline }}"', "", 19, "text"),
    "an unknown kind": ("kind: qr", "kind: barcode", 35, "barcode"),
    "a picture that is not there": ("back.svg", "front.svg", 15, "front.svg"),
    "a picture outside the folder": ("file: back.svg", "file: ../back.svg", 17, "../back.svg"),
    "two elements of one name": ("id: headline", "id: back", 10, "'back'"),
    "no code": ("      - kind: qr\n        box: [700, 1500, 300, 300]\n        dark: ink\n", "", 10, "exactly one qr"),
    "too few boxes for two options": (", [0, 450, 100, 50]", "", 25, "slots[2]"),
    "a format nobody knows": ("  story:", "  billboard:", 10, "story 1080x1920"),
    "a size that is not the format's": ("width: 1080", "width: 1081", 10, "1081x1920"),
    "a missing language": (", en: Idea", "", 2, "idea.en"),
    "modules too small to scan": ("dark: ink", "min_module: 1", 37, "min_module"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_reported_where_it_stands(mistake: str) -> None:
    old, new, line, word = MISTAKES[mistake]
    assert LOOK.count(old) == 1
    findings = findings_of(LOOK.replace(old, new))
    found = [str(f) for f in findings if f.where == f"look/template.yaml:{line}"]
    assert any(word in text for text in found), [str(f) for f in findings]


def test_several_mistakes_are_reported_at_once() -> None:
    look = LOOK.replace("dark: ink", "dark: blood").replace("style: big", "style: huge").replace("back.svg", "x.svg")
    assert {f.where for f in findings_of(look)} == {f"look/template.yaml:{line}" for line in (15, 19, 35)}


@pytest.mark.parametrize("svg", [b"", b"nonsense", b"<svg", b"<html/>", b"\xff\xfe"])
def test_a_picture_that_is_no_svg_is_named(svg: bytes) -> None:
    findings = findings_of(LOOK, svg)
    assert any("back.svg" in str(f) for f in findings), findings


def test_a_folder_without_a_template_is_named() -> None:
    with pytest.raises(InvalidContent, match=r"look: has no template\.yaml"):
        parse_template("look", {"back.svg": SVG}, FAMILIES)


def test_any_change_to_any_file_is_a_new_version() -> None:
    assert parsed().version == parsed().version
    assert parsed(svg=SVG + b"\n").version != parsed().version
    assert folder_version({"a": b"bc"}) != folder_version({"ab": b"c"})
    assert folder_version({"a": b"1", "b": b"2"}) == folder_version({"b": b"2", "a": b"1"})


def test_the_published_schema_is_valid_and_accepts_every_shipped_look() -> None:
    yaml = pytest.importorskip("yaml")
    schema = json.loads(json.dumps(json_schema()))
    Draft202012Validator.check_schema(schema)
    folders = sorted((CONTENT / "templates/posters").glob("*/template.yaml"))
    assert len(folders) >= 3
    for path in folders:
        look = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8"))))
        assert list(Draft202012Validator(schema).iter_errors(look)) == [], path


def test_every_shipped_look_shows_one_to_six_options_in_its_story(
    templates: dict[str, PosterTemplate], campaign: Campaign
) -> None:
    of_clues = {game.look for game in campaign.games if isinstance(game, Hunt)}
    for template in templates.values():
        if template.sheets or template.id in of_clues:  # its posters say figures, or where something is hidden
            continue
        assert any(isinstance(element, RepeatElement) for element in template.formats["story"].elements)
        repeats = [e for chosen in template.formats.values() for e in chosen.elements if isinstance(e, RepeatElement)]
        assert all(set(repeat.slots) == set(range(1, 7)) for repeat in repeats)


def test_the_picture_of_a_link_needs_no_code() -> None:
    bare = LOOK.replace("      - kind: qr\n        box: [700, 1500, 300, 300]\n        dark: ink\n", "")
    card = bare.replace("story:", "card:").replace("width: 1080", "width: 1200").replace("height: 1920", "height: 630")
    found = parse_template("look", {"template.yaml": card.encode(), "back.svg": SVG}, FAMILIES).formats["card"]
    assert not any(isinstance(element, QrElement) for element in found.elements)
