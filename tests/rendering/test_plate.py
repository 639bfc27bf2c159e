"""A poster that is spliced from finished tiles is the file of the whole picture, byte for byte."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import cv2
import numpy as np
import pytest
from PIL import Image

from postergen.adapters.content.template_files import find_template_folders
from postergen.config import CONTENT
from postergen.domain.campaign import Campaign
from postergen.rendering.avatar import take_in_avatar
from postergen.rendering.bounded import MemoryTiles, TileStore
from postergen.rendering.content import PosterContent
from postergen.rendering.encode import Label
from postergen.rendering.fonts import FontBook
from postergen.rendering.jpeg import QUALITY, SMALL_QUALITY
from postergen.rendering.layout import lay_out
from postergen.rendering.paint import Painter
from postergen.rendering.placed import Placed
from postergen.rendering.plate import PlatePrinter
from postergen.rendering.renderer import Renderer
from postergen.rendering.template import BoxSpec, PosterTemplate, RepeatElement
from postergen.rendering.tiles import PixelBox, tile_grid
from postergen.service.contents import Addresses
from postergen.service.specimens import hardest

from .small_looks import code, content, look, picture, placed, words

pytestmark = pytest.mark.long

ADDRESSES = Addresses("https://life.example.com")
LABEL = Label("BT0Y2PZ6TR6QVHY", "better-life", False, datetime(2026, 6, 1, tzinfo=UTC))
OTHERS = 8  # that differ from a hardest poster in the person alone
LOOKS = [folder.name for folder in find_template_folders(CONTENT / "templates/posters")]
# every so many cases; a card ends within a row of blocks
FORMATS = {"story": 5, "portrait": 11, "square": 11, "card": 7}
# what each look serves of these: a line of its file
SERVED = [
    (name, form)
    for name in LOOKS
    for form in FORMATS
    if f"\n  {form}:\n" in (CONTENT / f"templates/posters/{name}/template.yaml").read_text(encoding="utf-8")
]


def whole(
    painter: Painter, template: PosterTemplate, format_name: str, filled: PosterContent, shrink: int = 1
) -> bytes:
    """The file that encoding the whole picture at once gives."""
    image = painter.paint(template, lay_out(template, format_name, filled, painter.fonts))
    out, blocks = io.BytesIO(), tile_grid(*image.size, shrink).blocks
    quality = QUALITY if shrink == 1 else SMALL_QUALITY
    image.reduce(shrink).save(
        out, "JPEG", quality=quality, subsampling=0, restart_marker_blocks=blocks, xmp=LABEL.xmp()
    )
    return out.getvalue()


def cases(campaign: Campaign) -> list[PosterContent]:
    """The hardest posters there are, and the same with other names and codes: these find most tiles finished."""
    rng = random.Random(4)
    found = list(hardest(campaign, ADDRESSES).values())
    return [
        *found,
        *(replace(rng.choice(found), nickname=f"阿{n}", code=f"BT{n}", serial=f"{n} {n}") for n in range(OTHERS)),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "format_name"), SERVED)
def test_every_look_is_spliced_as_if_it_were_encoded_at_once(
    name: str, format_name: str, campaign: Campaign, templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    painter = Painter(renderer.fonts)
    printer = PlatePrinter(painter, MemoryTiles(64 << 20))
    for filled in cases(campaign)[:: FORMATS[format_name]]:
        spliced, _ = printer.print(templates[name], format_name, filled, frozenset(), LABEL.xmp())
        assert spliced == whole(painter, templates[name], format_name, filled), filled.nickname


@pytest.mark.slow
@pytest.mark.parametrize(("name", "format_name"), SERVED)
def test_so_is_every_look_at_half_its_size(
    name: str, format_name: str, campaign: Campaign, templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    painter = Painter(renderer.fonts)
    printer = PlatePrinter(painter, MemoryTiles(64 << 20))
    for filled in cases(campaign)[1 :: FORMATS[format_name]]:
        printer.print(templates[name], format_name, filled, frozenset(), LABEL.xmp())  # neither is taken for the other
        spliced, _ = printer.print(templates[name], format_name, filled, frozenset(), LABEL.xmp(), shrink=2)
        assert spliced == whole(painter, templates[name], format_name, filled, 2), filled.nickname


@pytest.mark.slow
def test_paper_is_spliced_too(campaign: Campaign, templates: dict[str, PosterTemplate], renderer: Renderer) -> None:
    painter = Painter(renderer.fonts)
    printer = PlatePrinter(painter, MemoryTiles(8 << 20))
    for filled in cases(campaign)[:3]:
        spliced, _ = printer.print(templates["receipt"], "print", filled, frozenset(), LABEL.xmp())
        assert spliced == whole(painter, templates["receipt"], "print", filled)


class Forgetful:
    """A store that has lost everything."""

    def get(self, key: bytes) -> bytes | None:
        return None

    def get_many(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        return {}

    def put(self, key: bytes, data: bytes) -> None:
        pass


def test_a_store_that_keeps_nothing_only_makes_it_slower(fonts: FontBook) -> None:
    template = look([picture("p", (0, 0, 90, 40)), words("w", (5, 5, 80, 30), text="{{ headline }}")], 90, 45)
    painter = Painter(fonts)
    lost, kept = PlatePrinter(painter, Forgetful()), PlatePrinter(painter, MemoryTiles(8 << 20))
    for _ in range(2):
        assert (
            lost.print(template, "story", content(), frozenset(), LABEL.xmp())[0]
            == kept.print(template, "story", content(), frozenset(), LABEL.xmp())[0]
            == whole(painter, template, "story", content())
        )


def test_parts_that_lie_on_one_another_are_kept_together(fonts: FontBook) -> None:
    """A mark over a headline: with another headline below it the tiles are others."""
    elements = [words("w", (0, 0, 200, 60), text="{{ headline }}"), picture("mark", (20, 10, 60, 30))]
    template, painter = look(elements, 200, 60), Painter(fonts)
    printer = PlatePrinter(painter, MemoryTiles(8 << 20))
    for headline in ("一碗面", "两碗面", "一碗面"):
        filled = replace(content(), headline=headline)
        spliced, _ = printer.print(template, "story", filled, frozenset(), LABEL.xmp())
        assert spliced == whole(painter, template, "story", filled)


def test_other_decoders_read_it(campaign: Campaign, templates: dict[str, PosterTemplate], renderer: Renderer) -> None:
    filled = next(iter(hardest(campaign, ADDRESSES).values()))
    file = renderer.render(templates["ticket"], "story", filled, extension="jpg", label=LABEL).data
    with Image.open(io.BytesIO(file)) as opened:
        ours = np.asarray(opened.convert("RGB"), dtype=np.int16)
        assert opened.info["xmp"] == LABEL.xmp()
    theirs = cv2.cvtColor(cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert ours.shape == (1920, 1080, 3)
    assert np.abs(ours - theirs.astype(np.int16)).max() <= 3


def test_it_warns_as_a_layout_does(fonts: FontBook) -> None:
    elements = [words("w", (0, 0, 60, 20), text="{{ headline }}"), code((0, 30, 400, 400))]
    template = look(elements, 420, 440)
    photo = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(photo, "PNG")
    filled = replace(content(), headline="很长" * 40, avatar=take_in_avatar(photo.getvalue()))
    printer = PlatePrinter(Painter(fonts), MemoryTiles(8 << 20))
    for _ in range(2):  # drawn, and from what was kept
        _, warnings = printer.print(template, "story", filled, frozenset(), LABEL.xmp())
        layout, fitting = (
            lay_out(template, "story", filled, fonts),
            printer.fitting(template, "story", filled, frozenset()),
        )
        assert warnings == fitting.warnings == layout.warnings()
        assert fitting.texts == tuple(
            (text.id, text.fitted.size, text.fitted.lines, text.fitted.given_up) for text in layout.texts()
        )
        assert [(w.element, w.kind) for w in warnings] == [("w", "truncated"), ("avatar", "not-shown")]


class Recorded(MemoryTiles):
    """A store that remembers what it was given, under which key."""

    def __init__(self) -> None:
        super().__init__(8 << 20)
        self.keys: list[bytes] = []

    def put(self, key: bytes, data: bytes) -> None:
        self.keys.append(key)
        super().put(key, data)


ELEMENTS = [picture("p", (0, 0, 500, 40)), words("w", (5, 5, 400, 30), text="{{ headline }}"), code((0, 50, 400, 400))]


def spliced_by(store: TileStore, fonts: FontBook, filled: PosterContent, fingerprint: str = "one") -> bytes:
    """The file as a process prints it that has just started over this store."""
    again = FontBook(fonts.files)
    printer = PlatePrinter(Painter(again, store), store, fingerprint)
    return printer.print(look(ELEMENTS, 520, 460), "story", filled, frozenset(), LABEL.xmp())[0]


def test_the_next_start_finds_everything_that_lasts(fonts: FontBook) -> None:
    store = Recorded()
    first = spliced_by(store, fonts, content())
    kept = list(store.keys)
    assert len(set(kept)) == len(kept) > 3
    assert spliced_by(store, fonts, content()) == first
    other = replace(content(), code="BT0ZZZZZZZZZZZZ", scan_url=f"{content().scan_url[:-15]}BT0ZZZZZZZZZZZZ")
    assert spliced_by(store, fonts, other) != first
    assert store.keys == kept, "nothing of one person's is kept"
    spliced_by(store, fonts, content(), fingerprint="two")
    assert len(store.keys) > len(kept), "what was drawn by another renderer is not taken"


def test_what_two_picks_share_is_not_written(fonts: FontBook) -> None:
    """There would be a piece for each pair of them, and the store would be full on a good evening."""
    elements = [words("w", (0, 0, 200, 24), text="{{ headline }}"), words("v", (0, 8, 200, 24), text="{{ place }}")]
    template, store = look(elements, 210, 40), Recorded()
    painter = Painter(fonts, store)
    printer = PlatePrinter(painter, store)
    pairs = [("一碗面", "成都"), ("两碗面", "上海")]
    for headline, place in pairs:
        printer.print(template, "story", replace(content(), headline=headline, place=place), frozenset(), LABEL.xmp())
    kept = list(store.keys)
    mixed = replace(content(), headline=pairs[0][0], place=pairs[1][1])
    spliced, _ = printer.print(template, "story", mixed, frozenset(), LABEL.xmp())
    assert spliced == whole(painter, template, "story", mixed)
    assert store.keys == kept


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: b"", lambda data: data[:9] + b"\0" + data[10:]])
def test_what_is_not_whole_in_a_store_is_drawn_again(fonts: FontBook, spoil: Callable[[bytes], bytes]) -> None:
    store, spoiled = Recorded(), MemoryTiles(8 << 20)
    first = spliced_by(store, fonts, content())
    for key in store.keys:
        spoiled.put(key, spoil(store.get(key) or b""))
    assert spliced_by(spoiled, fonts, content()) == first


def test_words_of_a_person_are_not_kept(fonts: FontBook) -> None:
    """A wish of one's own, a headline that calls somebody by name, a field: each is drawn for this poster alone."""
    texts = ["{{ headline }}", "{{ options[0].text }}", "{{ nickname }}", "{{ serial }}"]
    elements = [words(f"w{i}", (5, 40 * i, 400, 30), text=text) for i, text in enumerate(texts)]
    store = Recorded()
    printer = PlatePrinter(Painter(fonts, store), store)
    template = look(elements, 420, 200)
    filled = replace(content(), headline="小明，今天吃面", nickname="小明", addressed=frozenset({"headline"}))
    printer.print(template, "story", filled, frozenset(), LABEL.xmp())
    kept = list(store.keys)
    printer.print(template, "story", replace(filled, headline="小红，今天吃面", nickname="小红"), frozenset(), b"")
    assert store.keys == kept


def test_artwork_that_only_some_have_is_no_ground_of_the_look(fonts: FontBook) -> None:
    """It comes first, before all words, and stands on the posters of those who told something."""
    first, own = picture("page", (0, 0, 200, 60)), picture("own", (20, 10, 60, 30), file="blue.svg", when="nickname")
    template, painter = look([first, own, words("w", (0, 0, 200, 60), "{{ headline }}")], 200, 60), Painter(fonts)
    printer = PlatePrinter(painter, MemoryTiles(8 << 20))
    for nickname in ("小明", "", "小红"):
        filled = replace(content(), nickname=nickname)
        spliced, _ = printer.print(template, "story", filled, frozenset(), LABEL.xmp())
        assert spliced == whole(painter, template, "story", filled)


class Counting(Painter):
    """A painter that remembers what it drew."""

    drawn: tuple[str, ...] = ()

    def draw(
        self, image: Image.Image, template: PosterTemplate, items: Iterable[Placed], x: int = 0, y: int = 0
    ) -> None:
        listed = list(items)
        self.drawn += tuple(item.id for item in listed)
        super().draw(image, template, listed, x, y)


def test_lights_that_reach_into_the_next_slot_make_no_piece_for_each_pair_of_picks(fonts: FontBook) -> None:
    """What a slot shows whatever stands in it belongs to the look; an option is drawn on it once."""
    repeat = RepeatElement(
        "wishes",
        {2: (BoxSpec(0, 0, 160, 40), BoxSpec(160, 0, 160, 40))},
        (picture("light", (-8, 2, 180, 30)), words("wish", (40, 4, 80, 0), "{{ option.text }}")),
    )
    template, painter = look([repeat], 320, 40), Counting(fonts)
    printer = PlatePrinter(painter, MemoryTiles(8 << 20))
    one, two = content().options
    others = (replace(one, text="a bowl"), replace(two, text="a bed"))
    for options in ((one, two), others):
        printer.print(template, "story", replace(content(), options=options), frozenset(), b"")
    painter.drawn = ()
    mixed = replace(content(), options=(one, others[1]))
    spliced, _ = printer.print(template, "story", mixed, frozenset(), LABEL.xmp())
    assert painter.drawn == ()
    assert spliced == whole(painter, template, "story", mixed)


def test_what_was_left_empty_is_no_pick(fonts: FontBook) -> None:
    """A postmark over a text, of a poster without a place, is the same on all posters of a day with that text."""
    texts = [
        words("body", (0, 0, 200, 24), text="{{ body }}"),
        words("mark", (0, 8, 200, 24), text="{{ date }}", when="not place"),
    ]
    template, store = look(texts, 210, 40), Recorded()
    filled = replace(content(), place="")
    PlatePrinter(Painter(fonts, store), store).print(template, "story", filled, frozenset(), b"")
    painter = Counting(fonts, store)
    spliced, _ = PlatePrinter(painter, store).print(template, "story", filled, frozenset(), LABEL.xmp())
    assert painter.drawn == ()
    assert spliced == whole(painter, template, "story", filled)


def test_only_the_dark_of_a_code_is_drawn_for_each_poster(fonts: FontBook) -> None:
    """Its quiet zone lasts."""
    painter = Painter(fonts)
    paper, dark = placed(look([code((0, 0, 370, 370))], 370, 370), fonts).items
    assert painter.ink_box(paper) == PixelBox(0, 0, 370, 370)
    assert painter.ink_box(dark) == PixelBox(40, 40, 330, 330)
