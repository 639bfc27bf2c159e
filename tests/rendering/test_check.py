"""A spoiled look is not published, and the finding names the element to mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from postergen.adapters.qr_reader import installed_decoders
from postergen.domain.campaign import Campaign
from postergen.errors import Finding
from postergen.rendering.check import Decoder, _check_code_contrast, check_layout, check_template, with_cases
from postergen.rendering.content import PosterContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.legibility import contrast
from postergen.rendering.placed import Layout, PlacedPicture
from postergen.rendering.template import (
    ArtworkElement,
    BoxSpec,
    Element,
    Format,
    PosterTemplate,
    QrElement,
    TextElement,
)
from postergen.rendering.typography import Box
from postergen.service.contents import Addresses
from postergen.service.specimens import hardest

from .small_looks import WHITE, code, content, look, placed, words
from .test_long import long_look


@pytest.fixture(scope="module")
def contents(campaign: Campaign) -> dict[str, PosterContent]:
    """An ordinary content and, in both languages, the longest."""
    every = {
        " ".join(name): content for name, content in hardest(campaign, Addresses("https://life.example.com")).items()
    }
    return {name: content for name, content in every.items() if name == next(iter(every)) or content.ai_label}


@pytest.fixture(scope="module")
def decoders() -> dict[str, Decoder]:
    return installed_decoders()


def spoiled(template: PosterTemplate, name: str, spoil: Callable[[Any], Element]) -> PosterTemplate:
    """The look with one element changed."""
    story = template.formats["story"]
    assert name in [element.id for element in story.elements]
    elements = tuple(spoil(element) if element.id == name else element for element in story.elements)
    return replace(template, version="spoiled", formats={"story": replace(story, elements=elements)})


def where(findings: list[Finding]) -> set[str]:
    return {finding.where for finding in findings}


@pytest.mark.slow
def test_a_sound_look_passes(
    templates: dict[str, PosterTemplate],
    contents: dict[str, PosterContent],
    fonts: FontBook,
    decoders: dict[str, Decoder],
) -> None:
    assert {"zxing-cpp", "OpenCV"} <= set(decoders)
    story = replace(templates["ticket"], formats={"story": templates["ticket"].formats["story"]})
    assert check_template(story, contents, fonts, decoders) == []


def test_a_code_in_too_small_a_box_is_refused(
    templates: dict[str, PosterTemplate],
    contents: dict[str, PosterContent],
    fonts: FontBook,
    decoders: dict[str, Decoder],
) -> None:
    def small(element: QrElement) -> QrElement:
        return replace(element, box=replace(element.box, width=120, height=120))

    findings = check_template(spoiled(templates["ticket"], "qr", small), contents, fonts, decoders)
    assert where(findings) == {"ticket/qr"}
    assert "at least" in findings[0].remedy


@pytest.mark.slow
def test_a_pale_code_is_refused(
    templates: dict[str, PosterTemplate],
    contents: dict[str, PosterContent],
    fonts: FontBook,
    decoders: dict[str, Decoder],
) -> None:
    def pale(element: QrElement) -> QrElement:
        return replace(element, dark=(0xBB, 0xBB, 0xBB))

    findings = check_template(spoiled(templates["ticket"], "qr", pale), contents, fonts, decoders)
    assert where(findings) == {"ticket/story/qr"}
    assert any("contrast" in finding.problem for finding in findings)


@pytest.mark.slow
def test_a_code_of_light_modules_on_dark_is_refused(
    templates: dict[str, PosterTemplate], contents: dict[str, PosterContent], fonts: FontBook
) -> None:
    def inverted(element: QrElement) -> QrElement:
        return replace(element, dark=element.light, light=element.dark)

    # without any decoder: zxing-cpp reads inverted codes, and many apps do not
    findings = check_template(spoiled(templates["ticket"], "qr", inverted), contents, fonts, {})
    assert "ticket/story/qr" in where(findings)


@pytest.mark.slow
def test_a_text_in_too_tight_a_box_is_refused(
    templates: dict[str, PosterTemplate], contents: dict[str, PosterContent], fonts: FontBook
) -> None:
    def tight(element: TextElement) -> TextElement:
        return replace(element, box=replace(element.box, width=240, height=60))

    findings = check_template(spoiled(templates["ticket"], "headline", tight), contents, fonts, {})
    assert "ticket/story/headline" in where(findings)
    assert "is cut with an ellipsis, in every case" in {finding.problem for finding in findings}


def test_a_finding_is_said_once_with_the_cases_that_have_it() -> None:
    pale = [Finding("a/story/body", f"has a contrast of {found} to it", "darker") for found in (3.9, 2.1, 4.0, 3.3)]
    cut = Finding("a/story/headline", "is cut", "enlarge")
    cases = {
        "zh-CN ordinary": pale[:1],
        "en widest": [pale[1], cut],
        "en longest": pale[2:3],
        "en emoji": pale[3:],
        "x": [],
    }
    assert [str(finding) for finding in with_cases(cases)] == [
        "a/story/body: has a contrast of 3.9 to it, in zh-CN ordinary; en widest; en longest and 1 more (darker)",
        "a/story/headline: is cut, in en widest (enlarge)",
    ]


@pytest.mark.slow
def test_a_text_over_the_code_is_refused(
    templates: dict[str, PosterTemplate], contents: dict[str, PosterContent], fonts: FontBook
) -> None:
    qr = next(e for e in templates["ticket"].formats["story"].elements if isinstance(e, QrElement))

    def over_the_code(element: TextElement) -> TextElement:
        return replace(element, box=BoxSpec(qr.box.x, qr.box.y, qr.box.width, 150))

    findings = check_template(spoiled(templates["ticket"], "call", over_the_code), contents, fonts, {})
    assert any("overlaps" in str(f) and "call" in str(f) and "qr" in str(f) for f in findings)


@pytest.mark.slow
def test_a_text_beyond_the_edge_is_refused(
    templates: dict[str, PosterTemplate], contents: dict[str, PosterContent], fonts: FontBook
) -> None:
    def beyond(element: TextElement) -> TextElement:
        return replace(element, box=replace(element.box, x=900, width=600))

    findings = check_template(spoiled(templates["ticket"], "headline", beyond), contents, fonts, {})
    assert any(f.where == "ticket/story/headline" and "edge" in f.problem for f in findings)


@pytest.mark.slow
def test_artwork_over_the_code_is_refused_because_nobody_can_read_it(
    templates: dict[str, PosterTemplate],
    contents: dict[str, PosterContent],
    fonts: FontBook,
    decoders: dict[str, Decoder],
) -> None:
    template = templates["ticket"]
    story = template.formats["story"]
    qr = next(e for e in story.elements if isinstance(e, QrElement))
    file = next(e.file for e in story.elements if isinstance(e, ArtworkElement))
    cover = ArtworkElement("cover", qr.box, file)
    covered = replace(template, version="covered", formats={"story": replace(story, elements=(*story.elements, cover))})
    findings = check_template(covered, contents, fonts, decoders)
    assert any("cannot read" in finding.problem for finding in findings)
    assert where(findings) == {"ticket/story/qr"}


@pytest.mark.slow
def test_a_code_that_reads_as_something_else_is_refused(
    templates: dict[str, PosterTemplate], contents: dict[str, PosterContent], fonts: FontBook
) -> None:
    def misread(image: Image.Image) -> str:
        return "HTTPS://ELSEWHERE.EXAMPLE"

    story = replace(templates["ticket"], formats={"story": templates["ticket"].formats["story"]})
    findings = check_template(story, dict(list(contents.items())[:1]), fonts, {"a decoder": misread})
    assert any("a decoder" in str(finding) for finding in findings)


@pytest.mark.slow
def test_a_finding_about_the_code_names_the_element_as_the_look_does(
    templates: dict[str, PosterTemplate], contents: dict[str, PosterContent], fonts: FontBook
) -> None:
    def renamed(element: QrElement) -> QrElement:
        return replace(element, id="door")

    template = spoiled(templates["ticket"], "qr", renamed)
    findings = check_template(
        template, dict(list(contents.items())[:1]), fonts, {"a blind decoder": lambda image: None}
    )
    assert where(findings) == {"ticket/story/door"}


def test_an_unknown_variable_is_refused(
    templates: dict[str, PosterTemplate], contents: dict[str, PosterContent], fonts: FontBook
) -> None:
    def unknown(element: TextElement) -> TextElement:
        return replace(element, spans=(replace(element.spans[0], text="{{ surname }}"),))

    findings = check_template(spoiled(templates["ticket"], "headline", unknown), contents, fonts, {})
    assert where(findings) == {"ticket/headline"}
    assert "nickname" in findings[0].remedy


def test_texts_side_by_side_do_not_overlap_and_texts_on_top_of_each_other_do(fonts: FontBook) -> None:
    apart = [words("a", (0, 0, 100, 30), "left"), words("b", (100, 0, 100, 30), "right")]
    assert list(check_layout(placed(look(apart, 200, 30), fonts), "here")) == []
    over = [words("a", (0, 0, 100, 30), "left"), words("b", (20, 0, 100, 30), "right")]
    (finding,) = check_layout(placed(look(over, 200, 30), fonts), "here")
    assert (finding.where, finding.problem) == ("here/a", "overlaps b")


def test_a_blank_text_overlaps_nothing(fonts: FontBook) -> None:
    elements = [words("a", (0, 0, 100, 30), "{{ nickname }}"), words("b", (0, 0, 100, 30), "right")]
    assert list(check_layout(placed(look(elements, 200, 30), fonts, content(nickname="")), "here")) == []


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    # WCAG 2.2, relative luminance; #767676 on white is the well-known lightest grey that passes 4.5
    [((0, 0, 0), WHITE, 21.0), (WHITE, WHITE, 1.0), ((0x76, 0x76, 0x76), WHITE, 4.54), ((255, 0, 0), WHITE, 4.0)],
)
def test_contrast_is_that_of_wcag(a: tuple[int, int, int], b: tuple[int, int, int], ratio: float) -> None:
    assert round(contrast(a, b), 2) == pytest.approx(ratio, abs=0.005)
    assert contrast(a, b) == contrast(b, a)


@pytest.mark.parametrize(
    ("format_name", "left", "refused"), [("print", 20, True), ("print", 80, False), ("story", 20, False)]
)
def test_what_a_cutter_may_reach_is_refused_on_paper_alone(format_name: str, left: int, refused: bool) -> None:
    picture = PlacedPicture("logo", b"", Box(left, 100, 50, 50), "logo", False)
    layout = Layout(Format(format_name, 400, 400, (255, 255, 255), ()), (picture,))
    found = [str(finding) for finding in check_layout(layout, "small")]
    assert any("cutter" in finding for finding in found) is refused


def test_what_is_cut_or_reaches_over_the_edge_is_named(fonts: FontBook) -> None:
    cut = look([words("headline", (10, 10, 60, 24), "{{ headline }}", min_size=20.0)], 200, 60)
    (found,) = check_layout(placed(cut, fonts, content(headline="Noodles before the bus")), "small")
    assert (found.where, found.problem) == ("small/headline", "is cut with an ellipsis")
    over = look([words("headline", (150, 10, 200, 40), "{{ headline }}")], 200, 60)
    (found,) = check_layout(placed(over, fonts), "small")
    assert (found.where, found.problem) == ("small/headline", "reaches over the edge of the picture")


def test_a_code_that_is_pale_or_light_on_dark_is_named() -> None:
    pale = replace(code((0, 0, 90, 90)), dark=(200, 200, 200))
    inverse = replace(code((0, 0, 90, 90)), dark=WHITE, light=(0, 0, 0))
    for element, problem in ((pale, "contrast"), (inverse, "light on dark")):
        found = list(_check_code_contrast(Format("story", 90, 90, WHITE, (element,)), "small"))
        assert [problem in finding.problem for finding in found] == [True]


def test_the_sections_of_a_long_picture_are_tried_with_the_hardest_texts_and_its_code_is_read(
    contents: dict[str, PosterContent], fonts: FontBook, decoders: dict[str, Decoder]
) -> None:
    name, hard = next((name, one) for name, one in contents.items() if name.endswith("longest"))
    found = check_template(long_look(), {name: hard}, fonts, decoders)
    unread = [finding for finding in found if finding.where.endswith("/long") and "cannot read" in finding.problem]
    assert len(unread) == len(decoders)  # it has no code
    tall = check_template(long_look(13_000), {name: hard}, fonts, decoders)
    assert any("12,000" in finding.problem or "12000" in finding.problem for finding in tall)
