"""Sheets hold as many posters as fit, cut where the marks say, and every code on them can be read."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
import pytest
import qrcode
import zxingcpp
from PIL import Image

from postergen.batch.outlines import Outlines
from postergen.batch.sheets import MM, Sheets, in_order, plan_of, write_sheets
from postergen.config import Settings
from postergen.errors import InvalidInput
from postergen.loading import load_renderer

LETTERS = Outlines(load_renderer(Settings.from_environment()).fonts)


def picture(text: str, size: tuple[int, int] = (540, 960)) -> bytes:
    """A poster with a red upper and a blue lower edge, and a code in the middle."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 0, 0), (0, 0, size[0], 40))
    image.paste((0, 0, 200), (0, size[1] - 40, *size))
    code = qrcode.make(text, box_size=8).convert("RGB")
    image.paste(code, ((size[0] - code.width) // 2, (size[1] - code.height) // 2))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def sheets_of(count: int, sheets: Sheets) -> pypdfium2.PdfDocument:
    out = io.BytesIO()
    write_sheets([(f"{n}.jpg", picture(f"POSTER {n}")) for n in range(count)], out, sheets, LETTERS)
    return pypdfium2.PdfDocument(out.getvalue())


def codes(document: pypdfium2.PdfDocument, dpi: int = 150) -> list[set[str]]:
    pages = [page.render(scale=dpi / 72).to_pil() for page in document]
    return [{read.text for read in zxingcpp.read_barcodes(page)} for page in pages]


@pytest.mark.parametrize(
    ("sheets", "ratio", "count"),
    [
        (Sheets("a4", 70, 0, marks=False), 1.0, 8),
        (Sheets("a4", 90, 0), 16 / 9, 3),
        (Sheets("sra3", 90, 3), 16 / 9, 6),
        (Sheets("single", 90, 3), 16 / 9, 1),
        (Sheets("a3", 40, 2), 1.0, 54),
    ],
)
def test_as_many_fit_as_a_person_would_lay_out(sheets: Sheets, ratio: float, count: int) -> None:
    plan = plan_of(sheets, ratio)
    assert len(plan.places) == count
    width, height = plan.size
    for x, y in plan.places:
        assert sheets.bleed - 1e-6 <= x <= plan.page[0] - width - sheets.bleed + 1e-6
        assert sheets.bleed - 1e-6 <= y <= plan.page[1] - height - sheets.bleed + 1e-6


def test_what_fits_on_no_sheet_is_told() -> None:
    with pytest.raises(InvalidInput, match="no poster fits on a4"):
        plan_of(Sheets("a4", 300), 1.5)


def test_every_code_can_be_read_in_print_and_none_is_lost() -> None:
    found = codes(sheets_of(7, Sheets("a4", 60, 3)))
    assert sorted(text for page in found for text in page) == [f"POSTER {n}" for n in range(7)]


def test_cut_piles_are_in_order() -> None:
    assert in_order(5, 2, stack=True) == [[0, 3], [1, 4], [2]]
    assert in_order(5, 2, stack=False) == [[0, 1], [2, 3], [4]]
    assert sorted(at for sheet in in_order(17, 4, stack=True) for at in sheet) == list(range(17))


def pixels(document: pypdfium2.PdfDocument, points: Sequence[tuple[float, float]]) -> list[tuple[int, int, int]]:
    """The colours of the first page at places in millimetres from its lower left corner."""
    page = document[0].render(scale=4).to_pil().convert("RGB")
    return [page.getpixel((round(x * MM * 4), round(page.height - y * MM * 4))) for x, y in points]  # type: ignore[misc]


def is_about(found: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 60 for one, other in zip(found, wanted, strict=True))


def test_the_edge_goes_on_beyond_the_cut_and_marks_stand_outside_of_it() -> None:
    document = sheets_of(1, Sheets("single", 90, 3))
    page = document[0]
    trim, bleed = page.get_trimbox(), page.get_bleedbox()
    assert [round((b - t) / MM, 2) for t, b in zip(trim, bleed, strict=True)] == [-3, -3, 3, 3]
    left, bottom, right, top = (edge / MM for edge in trim)
    assert round(right - left, 2) == 90
    middle = (left + right) / 2
    above, inside, below, beside, white = pixels(
        document,
        [
            (middle, top + 1.5),
            (middle, top - 1.5),
            (middle, bottom - 1.5),
            (left - 1.5, top - 1.5),
            (middle, top + 3.6),
        ],
    )
    assert is_about(above, (200, 0, 0))
    assert is_about(inside, (200, 0, 0))
    assert is_about(below, (0, 0, 200))
    assert is_about(beside, (200, 0, 0))
    assert is_about(white, (255, 255, 255))
    (mark,) = pixels(document, [(left, top + 5)])
    assert max(mark) < 230


def test_the_same_posters_give_the_same_bytes_and_pictures_go_in_as_they_are() -> None:
    one, other = io.BytesIO(), io.BytesIO()
    data = picture("A")
    for out in (one, other):
        write_sheets([("a.jpg", data)], out, Sheets("single", 90, 3), LETTERS)
    assert one.getvalue() == other.getvalue()
    assert data[200:-10] in one.getvalue()
    assert len(one.getvalue()) < len(data) + 5_000


def edge_of(*names: str) -> Image.Image:
    """The lower edge of a sheet, where it says which posters lie on it."""
    out = io.BytesIO()
    write_sheets([(name, picture("A")) for name in names], out, Sheets("single", 90, 3), LETTERS)
    assert b"/BaseFont" not in out.getvalue()
    page: Image.Image = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=4).to_pil().convert("L")
    return page.crop((0, page.height - 36, page.width, page.height))


def test_names_in_any_script_stand_on_the_edge_as_shapes_and_no_font_is_missed() -> None:
    edges = [edge_of(name) for name in ("小明.jpg", "小红.jpg", "Zoë.jpg", "Зоя.jpg", "👍.jpg", "\U0010ffff.jpg")]
    told = [edge.tobytes() for edge in edges]
    assert len(set(told[:4])) == 4
    assert told[4] == told[5]  # a square for what has no outline
    assert all(edge.getextrema()[0] < 100 for edge in edges)


def test_what_is_one_character_and_set_as_several_stands_there_too() -> None:
    assert edge_of("㌬.jpg").tobytes() == edge_of("パーツ.jpg").tobytes()


def test_what_runs_to_the_left_does_so_on_the_edge() -> None:
    told, spelled = edge_of("שלום.jpg"), edge_of("\u202dםולש\u202c.jpg")
    assert told.tobytes() == spelled.tobytes() != edge_of("\u202dשלום\u202c.jpg").tobytes()


def test_a_long_name_ends_before_the_mark_where_the_sheet_is_cut() -> None:
    short, long = edge_of("很.jpg"), edge_of("很长的名字" * 60 + ".jpg")
    cut = (long.width - 96, 0, long.width, long.height)
    assert short.crop(cut).tobytes() == long.crop(cut).tobytes()
    assert short.crop(cut).getextrema()[0] < 100  # the mark stands there
