"""Looks of a few pixels, and pictures as letters: `.` is white, other letters are colours."""

from __future__ import annotations

from PIL import Image

from postergen.domain.localized import Localized
from postergen.rendering.content import OptionWords, PosterContent
from postergen.rendering.fonts import FontBook
from postergen.rendering.layout import lay_out
from postergen.rendering.paint import Painter
from postergen.rendering.placed import Layout
from postergen.rendering.template import (
    ArtworkElement,
    BoxSpec,
    Element,
    Format,
    PosterTemplate,
    QrElement,
    Span,
    TextElement,
)
from postergen.rendering.typography import TextStyle

WHITE, BLACK, RED, BLUE = (255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 0, 255)
LETTERS = {WHITE: ".", BLACK: "#", RED: "R", BLUE: "B"}
SCAN_URL = "https://LIFE.EXAMPLE.COM/S/BT0123456789ABC"


def flat(color: str, attributes: str = "") -> bytes:
    """An SVG that is one rectangle of one colour."""
    return (
        f'<svg {attributes}xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
        f'<rect width="10" height="10" fill="{color}"/></svg>'
    ).encode()


ARTWORK = {"red.svg": flat("#ff0000"), "blue.svg": flat("#0000ff")}


def look(
    elements: list[Element],
    width: int,
    height: int,
    *,
    artwork: dict[str, bytes] | None = None,
    background: tuple[int, int, int] = WHITE,
    version: str = "1",
) -> PosterTemplate:
    both = Localized({"zh-CN": "小", "en": "small"})
    chosen = Format("story", width, height, background, tuple(elements))
    return PosterTemplate(
        id="small",
        version=version,
        name=both,
        idea=both,
        strings={"to": Localized({"zh-CN": "往后", "en": "Later"})},
        formats={"story": chosen},
        artwork=ARTWORK | (artwork or {}),
    )


def content(
    *, options: int = 2, locale: str = "en", nickname: str = "Ming", headline: str = "Noodles", scan_url: str = SCAN_URL
) -> PosterContent:
    wishes = tuple(
        OptionWords(f"wish {i}", "🍜", "Food", "Wuhan" if i == 1 else "", "a must", "often", i)
        for i in range(1, options + 1)
    )
    return PosterContent(
        locale=locale,
        headline=headline,
        body="Body",
        call_to_action="Scan",
        options=wishes,
        nickname=nickname,
        place="",
        occasion="",
        date="1 Jun 2026",
        serial="0000 0000",
        code="BT0123456789ABC",
        scan_url=scan_url,
        typed_fallback="life.example.com/s/BT0123456789ABC",
        ai_label="",
        campaign="Small lives",
    )


def picture(name: str, box: tuple[float, float, float, float], file: str = "red.svg", when: str = "") -> ArtworkElement:
    return ArtworkElement(id=name, box=BoxSpec(*box), file=file, when=when)


def words(name: str, box: tuple[float, float, float, float], text: str, when: str = "", **style: object) -> TextElement:
    chosen = TextStyle(**({"family": "sans", "weight": 400, "size": 20.0, "min_size": 10.0} | style))  # type: ignore[arg-type]
    span = Span(text=text, family=chosen.family, weight=chosen.weight, color=BLACK)
    return TextElement(id=name, box=BoxSpec(*box), spans=(span,), style=chosen, when=when)


def code(box: tuple[float, float, float, float], min_module: int = 1) -> QrElement:
    return QrElement(id="code", box=BoxSpec(*box), dark=BLACK, light=WHITE, min_module=min_module)


def placed(template: PosterTemplate, fonts: FontBook, words_of: PosterContent | None = None) -> Layout:
    return lay_out(template, "story", words_of or content(), fonts)


def painted(template: PosterTemplate, fonts: FontBook, words_of: PosterContent | None = None) -> Image.Image:
    return Painter(fonts).paint(template, placed(template, fonts, words_of))


def as_letters(image: Image.Image) -> list[str]:
    """A row of letters for every row of pixels; `?` is a colour without a letter."""
    pixels = image.load()
    assert pixels is not None
    return ["".join(LETTERS.get(pixels[x, y], "?") for x in range(image.width)) for y in range(image.height)]  # type: ignore[call-overload]


def inked_cells(image: Image.Image, side: int) -> list[str]:
    """The picture in squares of this side: `#` where one has ink, `.` where it has none."""
    dark = image.convert("L").point(lambda value: 255 * (value < 128))
    return [
        "".join(
            "#" if dark.crop((x, y, x + side, y + side)).getbbox() else "."
            for x in range(0, image.width, side)
        )
        for y in range(0, image.height, side)
    ]  # fmt: skip
