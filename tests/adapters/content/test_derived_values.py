"""What was made of content before comes back the same, or is made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from postergen.adapters.content import compliance_files, library, published_pack
from postergen.adapters.content.derived_files import DerivedFiles
from postergen.adapters.content.derived_values import kept, kept_arrays
from postergen.adapters.content.font_files import load_font_book
from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.adapters.content.template_files import find_template_folders, parse_template, read_template_folder
from postergen.bootstrap import build_product
from postergen.config import CONTENT, Settings
from postergen.domain.briefs import BriefRequest
from postergen.errors import InvalidContent
from postergen.rendering.fonts import FontBook
from postergen.service.orders import Order

pytestmark = pytest.mark.long

PACK = read_pack_folder(CONTENT / "assets/campaigns/better-life")
LOOKS = find_template_folders(CONTENT / "templates/posters")


@dataclass(frozen=True)
class Line:
    words: str
    length: int


def never() -> Line:
    raise AssertionError("it was made before")


@pytest.fixture
def derived(tmp_path: Path) -> DerivedFiles:
    return DerivedFiles(tmp_path / "content")


def test_a_value_is_made_once(derived: DerivedFiles) -> None:
    line = Line("热干面", 3)
    assert kept(derived, "lines", "one", Line, lambda: line) == line
    assert kept(derived, "lines", "one", Line, never) == line


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[]", b'{"words": "x"}', b'{"words": 1, "length": []}'])
def test_what_has_another_shape_is_made_again(derived: DerivedFiles, data: bytes) -> None:
    derived.put("lines", "one", data)
    assert kept(derived, "lines", "one", Line, lambda: Line("x", 1)) == Line("x", 1)
    assert kept(derived, "lines", "one", Line, never) == Line("x", 1)


def test_what_would_not_come_back_as_it_went_is_not_kept(derived: DerivedFiles) -> None:
    odd = Line("x", 1.5)  # type: ignore[arg-type]
    assert kept(derived, "lines", "one", Line, lambda: odd) == odd
    assert derived.get("lines", "one") is None


def test_arrays_of_another_shape_or_kind_are_made_again(derived: DerivedFiles) -> None:
    def ones(*shape: int, dtype: object = np.float32) -> Callable[[], dict[str, np.ndarray]]:
        return lambda: {"a": np.ones(shape, dtype=dtype)}  # type: ignore[call-overload]

    for wrong in (ones(2, 3), ones(4), ones(2, 2, dtype=np.float64), ones(2, 2, dtype=object)):
        derived.put("arrays", "one", b"")
        if wrong()["a"].dtype != object:
            kept_arrays(derived, "arrays", "one", {"a": (9,)}, wrong)
        found = kept_arrays(derived, "arrays", "one", {"a": (2, 2)}, ones(2, 2))
        assert found["a"].shape == (2, 2)
        assert found["a"].dtype == np.float32


def test_a_pack_and_its_looks_come_back_the_same(derived: DerivedFiles, fonts: FontBook, tmp_path: Path) -> None:
    pack = {**PACK, "logo.png": b"\x89PNG\xff"}
    first, again = (parse_pack(pack, derived) for _ in range(2))
    assert again == first == parse_pack(pack)
    assert repr(again.variants) == repr(first.variants)
    assert len(list((tmp_path / "content/packs").iterdir())) == 1  # it was kept, with games of all kinds
    for folder in LOOKS:
        files = read_template_folder(folder)
        first_look, look = (parse_template(folder.name, files, fonts.families, derived) for _ in range(2))
        assert look == first_look == parse_template(folder.name, files, fonts.families)
        assert repr(look.formats) == repr(first_look.formats)  # a whole number is still one


def test_the_letters_of_fonts_come_back_the_same(derived: DerivedFiles, fonts: FontBook, tmp_path: Path) -> None:
    first, again = (load_font_book(CONTENT / "assets/fonts", derived=derived) for _ in range(2))
    for book in (first, again):
        assert [file.code_points for file in book.files] == [file.code_points for file in fonts.files]
        assert [file.kerning for file in book.files] == [file.kerning for file in fonts.files]
    assert len(list((tmp_path / "content/fonts").iterdir())) == len(fonts.files)


def test_a_mistake_is_told_with_its_line_each_time(derived: DerivedFiles) -> None:
    wrong = {**PACK, "themes.yaml": PACK["themes.yaml"] + b"- id: 7\n"}
    for _ in range(2):
        with pytest.raises(InvalidContent, match=r"themes.yaml:\d+"):
            parse_pack(wrong, derived)


def damage_everything(folder: Path) -> int:
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        path.write_bytes(path.read_bytes()[:-7] + b"hostile")
    return len(files)


def test_a_start_from_derived_files_ranks_and_draws_the_same(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/p.db", embed_wishes=False)
    order = Order("better-life", BriefRequest(("wuhan-hot-dry-noodles",), "zh-CN", wish="早上睡个懒觉"))

    def start() -> list[tuple[str, float]]:
        forget()
        product = build_product(settings)
        ranked = product.posters.rank(order).candidates
        product.close()
        return [(one.ranked.variant.id, one.ranked.score) for one in ranked]

    first = start()
    assert start() == first
    assert damage_everything(tmp_path / "cache") > len(LOOKS)
    assert start() == first


def forget() -> None:
    """As a new process would."""
    for remembered in (
        compliance_files._rulebook,
        library._parsed_template,
        published_pack._checked,
        published_pack._rankers,
    ):
        remembered.cache_clear()
