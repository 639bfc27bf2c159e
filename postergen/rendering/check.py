"""Check a look before it is published: every hard case is set, and the code can be read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from PIL import Image

from postergen.errors import Finding, InvalidContent
from postergen.rendering.content import PosterContent
from postergen.rendering.damage import DAMAGES
from postergen.rendering.fonts import FontBook
from postergen.rendering.layout import lay_out
from postergen.rendering.legibility import check_legibility, contrast, luminance
from postergen.rendering.long import lay_out_long, paint_long
from postergen.rendering.paint import Painter
from postergen.rendering.placed import Layout, Placed, PlacedArtwork, PlacedPaper, PlacedPicture, PlacedQr
from postergen.rendering.template import Format, PosterTemplate, QrElement
from postergen.rendering.typography import Box

PRINT_MARGIN = 59  # px: 5 mm at 300 dpi
MOST_NAMED = 3  # cases of one finding
CODES = 3  # contents whose codes are read back
MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3; for the code, dark against light

HARD = ("ordinary", "longest", "widest", "emoji", "joined")  # ends of the cases that are tried on every sheet
LONGEST_FIGURE = "999,999,999"  # as long as the figure of a page comes
CODE_WITHIN = 2000  # px from the end of a long picture

Decoder = Callable[[Image.Image], str | None]


def check_template(
    template: PosterTemplate, contents: Mapping[str, PosterContent], fonts: FontBook, decoders: Mapping[str, Decoder]
) -> list[Finding]:
    """Everything wrong with a look, over these contents (which should be the hardest there are), each with the cases
    in which it is.

    Args:
        contents: by what is hard about them.
        decoders: what reads a QR code out of a picture, by name.
    """
    findings: list[Finding] = []
    painter = Painter(fonts)
    if template.sheets:
        contents = {**contents, **on_sheets(template, contents)}
    for name, chosen in template.formats.items():
        where = f"{template.id}/{name}"
        findings += _check_code_contrast(chosen, where)
        read: list[tuple[Image.Image, str]] = []
        hard: dict[str, list[Finding]] = {}
        for number, (case, content) in enumerate(contents.items()):
            try:
                layout = lay_out(template, name, content, fonts)
            except InvalidContent as exc:
                findings += exc.findings
                break
            found = (*check_layout(layout, where), *check_legibility(template, layout, painter, where))
            hard[case] = list(found)
            if number < CODES:
                read.append((painter.paint(template, layout), content.scan_url))
        findings += with_cases(hard)
        for code in (e.id for e in chosen.elements if isinstance(e, QrElement)):
            findings += _check_decoding(read, decoders, f"{where}/{code}")
    if template.long is not None:
        findings += _check_long(template, contents, painter, decoders)
    return list(dict.fromkeys(findings))


def on_sheets(template: PosterTemplate, contents: Mapping[str, PosterContent]) -> dict[str, PosterContent]:
    """Every sheet with the hardest of these contents, and with the smallest and largest that its fields may hold."""
    hard = [(case, one) for case, one in contents.items() if case.endswith(HARD)]
    found = {}
    for sheet in template.sheets:
        for case, content in hard:
            for size, fields in (("little", _least(template)), ("much", _most(template))):
                found[f"{case} on {sheet}, {size}"] = replace(content, sheet=sheet, fields=fields)
    return found


def _least(template: PosterTemplate) -> dict[str, str | int]:
    return {field.name: 0 if field.kind == "number" else "0" for field in template.fields}


def _most(template: PosterTemplate) -> dict[str, str | int]:
    return {field.name: field.most if field.kind == "number" else LONGEST_FIGURE for field in template.fields}


def _check_long(
    template: PosterTemplate, contents: Mapping[str, PosterContent], painter: Painter, decoders: Mapping[str, Decoder]
) -> Iterator[Finding]:
    """Every section with the hardest contents of its sheet, and the code in the picture of all of them."""
    assert template.long is not None
    where = f"{template.id}/long"
    sections = list(template.long.sections)
    by_case: dict[str, list[PosterContent]] = {}
    for case, content in contents.items():
        if content.sheet in sections:
            by_case.setdefault(case.replace(f" on {content.sheet},", ","), []).append(content)
    hard: dict[str, list[Finding]] = {}
    for number, (case, pages) in enumerate(by_case.items()):
        try:
            found = lay_out_long(template, pages, painter.fonts)
        except InvalidContent as exc:
            yield from exc.findings
            return
        hard[case] = [one for _, layout in found.sections for one in check_layout(layout, where)]
        if number == 0:
            picture = paint_long(painter, found)
            last = picture.crop((0, max(0, picture.height - CODE_WITHIN), picture.width, picture.height))
            for name, decode in decoders.items():
                if decode(last) not in {page.scan_url for page in pages}:
                    yield Finding(where, f"{name} cannot read the code", "enlarge its box, raise its contrast")
    yield from with_cases(hard)


def with_cases(found: Mapping[str, Sequence[Finding]]) -> Iterator[Finding]:
    """The findings of each case, those that differ in a number alone as one that names the cases; the first is told."""
    first: dict[tuple[str, str], Finding] = {}
    cases: dict[tuple[str, str], list[str]] = {}
    for case, findings in found.items():
        for finding in findings:
            key = finding.where, re.sub(r"\d+(\.\d+)?", "0", finding.problem)
            first.setdefault(key, finding)
            cases.setdefault(key, []).append(case)
    for key, finding in first.items():
        named = list(dict.fromkeys(cases[key]))
        rest = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        said = "in every case" if len(named) == len(found) > 1 else f"in {'; '.join(named[:MOST_NAMED])}{rest}"
        yield replace(finding, problem=f"{finding.problem}, {said}")


def check_layout(layout: Layout, where: str) -> Iterator[Finding]:
    """Nothing is cut or leaves the canvas, and no two texts overlap each other or the code."""
    canvas = layout.format.canvas
    for text in layout.texts():
        if text.fitted.truncated:
            yield Finding(f"{where}/{text.id}", "is cut with an ellipsis", "enlarge the box or lower min_size")
    solid = [(item.id, box) for item in layout.items if (box := _ink_box(item))]
    margin = PRINT_MARGIN if layout.format.name == "print" else 0
    for name, box in solid:
        inside = min(box.x, box.y, canvas.right - box.right, canvas.bottom - box.bottom)
        if 0 <= inside < margin:
            yield Finding(
                f"{where}/{name}",
                f"stands {inside:.0f} px from the edge, where a cutter may reach",
                f"keep {margin} px",
            )
        if box.x < -1 or box.y < -1 or box.right > canvas.right + 1 or box.bottom > canvas.bottom + 1:
            yield Finding(f"{where}/{name}", "reaches over the edge of the picture", "move or shrink its box")
    for (a, left), (b, right) in itertools.combinations(solid, 2):
        if _overlap(left, right):
            yield Finding(f"{where}/{a}", f"overlaps {b}", "move or shrink one of the boxes")


def _ink_box(item: Placed) -> Box | None:
    """The em boxes of all glyphs together, or the code with its quiet zone; artwork may lie under anything."""
    if isinstance(item, PlacedQr | PlacedPicture):
        return item.box
    if isinstance(item, PlacedArtwork | PlacedPaper) or not item.fitted.glyphs:
        return None
    return item.fitted.extent


def _overlap(a: Box, b: Box) -> bool:
    return min(a.right, b.right) - max(a.x, b.x) > 1 and min(a.bottom, b.bottom) - max(a.y, b.y) > 1


def _check_code_contrast(chosen: Format, where: str) -> Iterator[Finding]:
    for element in chosen.elements:
        if isinstance(element, QrElement) and contrast(element.dark, element.light) < MIN_CONTRAST:
            found = contrast(element.dark, element.light)
            yield Finding(f"{where}/{element.id}", f"the code's contrast is {found:.1f}", f"at least {MIN_CONTRAST}")
        if isinstance(element, QrElement) and luminance(element.dark) > luminance(element.light):
            yield Finding(f"{where}/{element.id}", "the code is light on dark", "many readers want dark on light")


def _check_decoding(
    posters: Sequence[tuple[Image.Image, str]], decoders: Mapping[str, Decoder], where: str
) -> Iterator[Finding]:
    """Two codes must be read; a third may make up for one, for decoders miss a code in 25 whatever the look."""
    for damage, harm in DAMAGES.items():
        harmed = [(harm(poster), expected) for poster, expected in posters[:2]]
        for name, decode in decoders.items():
            misses = sum(decode(picture) != expected for picture, expected in harmed)
            if misses == 1 and len(posters) > 2:
                misses += decode(harm(posters[2][0])) != posters[2][1]
            if misses > 1 or (misses and len(posters) < CODES):
                yield Finding(where, f"{name} cannot read the code {damage}", "enlarge its box, raise its contrast")
