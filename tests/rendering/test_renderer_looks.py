"""Every shipped look stands the hardest contents, and its code is read from the finished file."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.domain.codes import new_code
from postergen.domain.collecting import Collection
from postergen.domain.localized import LOCALES
from postergen.rendering.check import check_layout
from postergen.rendering.content import PosterContent
from postergen.rendering.damage import DAMAGES
from postergen.rendering.encode import Label
from postergen.rendering.fonts import FontBook
from postergen.rendering.placed import PlacedArtwork, PlacedPicture, PlacedText
from postergen.rendering.renderer import Renderer
from postergen.rendering.template import PosterTemplate
from postergen.service.contents import Addresses, poster_content
from postergen.service.specimens import chosen, hardest, ordinary, specimen_poster

from .typeset_rules import objections

pytestmark = pytest.mark.slow

LOOKS = sorted(path.parent.name for path in (CONTENT / "templates/posters").glob("*/template.yaml"))
ADDRESSES = Addresses("https://life.example.com")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LABEL = Label("BT0123456789ABC", "better-life", model_written=False, issued_at=NOON)

STRANGE_NICKNAMES = {
    "only spaces": "   ",
    "only wide and narrow spaces": "\u3000\u00a0\u2003",
    "ten thousand characters": "字" * 10_000,
    "ten thousand letters without a space": "a" * 10_000,
    "from right to left": "מרגרט بن עבד الله",
    "from right to left, too long": "שלום " * 400,
    "a bidi override": "\u202eevil\u202c",
    "a tower of marks": "Z" + "\u0301\u0302\u0303" * 3000,
    "a mark with nothing under it": "\u0301",
    "an endless family": "👨" + "\u200d👨" * 500,
    "line feeds": "a\n" * 300,
    "controls and half characters": "\0\x07\ud83d\ufffe",
    "a script that no font has": "𒀀𒀁𒀂",
}
TOO_LONG = {"ten thousand characters", "ten thousand letters without a space", "from right to left, too long"}


@pytest.fixture(scope="module")
def contents(campaign: Campaign) -> list[PosterContent]:
    return list(hardest(campaign, ADDRESSES).values())


def read_with_opencv(poster: Image.Image) -> set[str]:
    """What OpenCV reads from two distances: its finder misses about one code in 25 at any single one."""
    pictures = (poster, poster.resize((poster.width * 2 // 3, poster.height * 2 // 3), Image.Resampling.BILINEAR))
    return {cv2.QRCodeDetector().detectAndDecode(np.asarray(p)[:, :, ::-1].copy())[0] for p in pictures}


def faults(text: PlacedText, fonts: FontBook) -> list[str]:
    return [f"{text.id}: {fault}" for fault in objections(text.fitted, fonts, text.fitted.box)]


def test_the_hard_contents_are_hard(contents: list[PosterContent]) -> None:
    for locale in ("zh-CN", "en"):
        own = [content for content in contents if content.locale == locale]
        assert {len(content.options) for content in own} == set(range(1, 7))
        assert any(content.ai_label for content in own)
        assert any(not content.nickname for content in own)


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_cut_overlaps_or_breaks_a_rule(
    look: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    found = []
    longest = [content for content in contents if content.ai_label]
    for name in templates[look].formats:
        for content in contents if name == "story" else [contents[0], *longest]:
            layout = renderer.lay_out(templates[look], name, content)
            found += [str(finding) for finding in check_layout(layout, f"{look}/{name}")]
            found += [f"{name}/{fault}" for text in layout.texts() for fault in faults(text, renderer.fonts)]
            found += [f"{name}/{w.element} is truncated" for w in layout.warnings() if w.kind == "truncated"]
    assert found == []


@pytest.mark.parametrize("look", LOOKS)
def test_every_format_shows_the_person_and_the_brand(
    look: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    both = next(content for content in contents if content.avatar and content.logo)
    for name in templates[look].formats:
        layout = renderer.lay_out(templates[look], name, both)
        assert {item.source for item in layout.items if isinstance(item, PlacedPicture)} == {"avatar", "logo"}, name


@pytest.mark.parametrize("look", LOOKS)
def test_every_word_of_the_copy_stands_on_the_poster(
    look: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    for content in contents:
        layout = renderer.lay_out(templates[look], "story", content)
        shown = "".join("".join("".join(text.fitted.lines).split()) for text in layout.texts())
        wanted = [content.headline, content.body, content.call_to_action, content.typed_fallback, content.ai_label]
        if not templates[look].sheets:  # its posters say figures
            wanted += [option.text for option in content.options]
        assert [words for words in wanted if "".join(words.split()) not in shown] == []


@pytest.mark.parametrize("look", ["calendar-leaf", "passbook"])
@pytest.mark.parametrize(("month", "date"), [("_" * 6 + "x" * 31, "2026-08-31"), ("xor..", "2027-02-05")])
def test_a_day_of_a_diary_stands_on_it_however_much_there_is_to_tell(
    look: str,
    month: str,
    date: str,
    contents: list[PosterContent],
    templates: dict[str, PosterTemplate],
    renderer: Renderer,
) -> None:
    lines = {"zh-CN": "面坨了也好吃" * 6 + "真好吃啊", "en": "Cold noodles on the stairs, and still good"[:40]}
    told = {"streak": 9999, "days": 9999, "date": date, "month": month}
    found = []
    for content in [one for one in contents if len(one.options) == 1 and one.nickname]:
        more = {"line": lines[content.locale], "lunar": "闰十二月廿一" if content.locale == "zh-CN" else ""}
        for name in templates[look].formats:
            layout = renderer.lay_out(templates[look], name, replace(content, fields=told | more))
            found += [str(finding) for finding in check_layout(layout, f"{look}/{name}/{content.locale}")]
            found += [f"{name}/{w.element} is truncated" for w in layout.warnings() if w.kind == "truncated"]
            shown = "".join("".join("".join(text.fitted.lines).split()) for text in layout.texts())
            assert "".join(lines[content.locale].split()) in shown
            assert "9999" in shown
            assert shown.count("●") == (0 if name == "card" and look == "passbook" else month.count("x"))
    assert found == []


@pytest.mark.parametrize(
    ("kind", "look"),
    [(kind, look) for kind in STRANGE_NICKNAMES for look in LOOKS if kind not in TOO_LONG or look in LOOKS[:2]],
)
def test_a_strange_nickname_is_set_or_reported_and_never_breaks_the_poster(
    kind: str, look: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    content = replace(contents[0], nickname=STRANGE_NICKNAMES[kind])
    layout = renderer.lay_out(templates[look], "story", content)
    kinds = {warning.kind for warning in layout.warnings()}
    assert ("truncated" in kinds) >= (kind in TOO_LONG)
    assert ("missing-glyph" in kinds) >= (kind == "a script that no font has")
    cut = {warning.element for warning in layout.warnings() if warning.kind == "truncated"}
    assert {text.id for text in layout.texts() if text.fitted.truncated} == cut
    assert [fault for text in layout.texts() for fault in faults(text, renderer.fonts)] == []


@pytest.mark.parametrize("kind", STRANGE_NICKNAMES)
def test_a_strange_nickname_is_drawn(
    kind: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    content = replace(contents[0], nickname=STRANGE_NICKNAMES[kind])
    made = renderer.render(templates["ticket"], "story", content, extension="jpg", label=LABEL)
    with Image.open(io.BytesIO(made.data)) as opened:
        assert opened.size == (1080, 1920)
        assert [found.text for found in zxingcpp.read_barcodes(opened)] == [content.scan_url]


@pytest.mark.parametrize("look", LOOKS)
def test_the_code_of_the_finished_file_is_read_by_two_decoders(
    look: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    rnd = random.Random(look)  # OpenCV misses one code in sixty, whatever it says
    scan_url = ADDRESSES.scan(new_code("BT", rnd.randrange))
    content = replace(rnd.choice(contents), scan_url=scan_url)
    made = renderer.render(templates[look], "story", content, extension="jpg", label=LABEL)
    with Image.open(io.BytesIO(made.data)) as opened:
        poster = opened.convert("RGB")
    assert [found.text for found in zxingcpp.read_barcodes(poster)] == [scan_url]
    assert scan_url in read_with_opencv(poster)
    for damage, harm in DAMAGES.items():
        assert [found.text for found in zxingcpp.read_barcodes(harm(poster))] == [scan_url], damage


@pytest.mark.parametrize("look", LOOKS)
def test_a_long_public_address_still_fits_in_the_code(
    look: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    long = Addresses("https://campaign.long-company-name.example.com:8443")
    content = replace(contents[0], scan_url=long.scan("BT0123456789ABC"))
    made = renderer.render(templates[look], "story", content, extension="png", label=LABEL)
    with Image.open(io.BytesIO(made.data)) as opened:
        assert [found.text for found in zxingcpp.read_barcodes(opened)] == [content.scan_url]


@pytest.mark.parametrize("look", LOOKS)
def test_two_people_get_two_posters_and_the_same_person_the_same_bytes(
    look: str, contents: list[PosterContent], templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    def made(nickname: str) -> bytes:
        content = replace(contents[0], nickname=nickname)
        return renderer.render(templates[look], "story", content, extension="jpg", label=LABEL).data

    first = made("小明")
    assert made("小红") != first
    assert made("小明") == first


def collections(campaign: Campaign) -> list[Collection]:
    return [game for game in campaign.games if isinstance(game, Collection)]


def cards(campaign: Campaign, locale: str) -> Iterator[tuple[str, PosterContent]]:
    """The look and the content of every card of the campaign's games."""
    for game in collections(campaign):
        for number, card in enumerate(game.cards, start=1):
            text = campaign.variant_by_id[card.variants.in_locale(locale)]
            brief = replace(ordinary(campaign, text, game.look), options=card.options, nickname="")
            name = card.name.in_locale(locale)
            told = {"card": card.id, "name": name, "number": number, "of": len(game.cards)}
            poster = specimen_poster(campaign, brief, chosen(text))
            yield game.look, replace(poster_content(poster, campaign, ADDRESSES), fields=told)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("format_name", ["story", "square"])
def test_a_card_of_a_game_shows_its_own_picture_its_name_and_its_whole_text(
    format_name: str,
    locale: str,
    campaign: Campaign,
    templates: dict[str, PosterTemplate],
    renderer: Renderer,
) -> None:
    pictures = []
    for look, content in cards(campaign, locale):
        layout = renderer.lay_out(templates[look], format_name, content)
        assert list(check_layout(layout, str(content.fields["card"]))) == []
        assert [fault for text in layout.texts() for fault in faults(text, renderer.fonts)] == []
        assert layout.warnings() == ()
        shown = {"".join("".join(text.fitted.lines).split()) for text in layout.texts()}
        wanted = (content.headline, content.body, content.call_to_action, str(content.fields["name"]))
        assert [words for words in wanted if "".join(words.split()) not in shown] == []
        pictures.append(tuple(item.file for item in layout.items if isinstance(item, PlacedArtwork)))
        made = renderer.render(templates[look], format_name, content, extension="jpg", label=LABEL)
        with Image.open(io.BytesIO(made.data)) as opened:
            poster = opened.convert("RGB")
        assert [found.text for found in zxingcpp.read_barcodes(poster)] == [content.scan_url]
        assert content.scan_url in read_with_opencv(poster)
    assert len(set(pictures)) == len(pictures) == sum(len(game.cards) for game in collections(campaign))
