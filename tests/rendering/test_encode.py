"""Files are what they say they are, label themselves, and are the same bytes every time."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageStat

from postergen.domain.campaign import Campaign
from postergen.rendering.content import PosterContent
from postergen.rendering.encode import FILE_FORMATS, Label, encode, scaled_down
from postergen.rendering.fonts import FontBook
from postergen.rendering.renderer import Renderer, is_half
from postergen.rendering.template import PosterTemplate
from postergen.service.contents import Addresses
from postergen.service.specimens import hardest

PICTURES = [extension for extension in FILE_FORMATS if extension != "pdf"]
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LABEL = Label("BT0123456789ABC", "better-life", model_written=False, issued_at=NOON)
MODEL_LABEL = Label("BT0123456789ABC", "better-life", model_written=True, issued_at=NOON)


@pytest.fixture(scope="module")
def image() -> Image.Image:
    gradient = Image.linear_gradient("L").resize((120, 200))
    return Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.ROTATE_180), gradient))


def markers(jpeg: bytes) -> Iterator[int]:
    """The markers of a JPEG file up to the first scan (ITU-T T.81, B.1.1)."""
    at = 2
    while jpeg[at + 1] != 0xDA:
        yield jpeg[at + 1]
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])


def description(xmp: bytes | str) -> ElementTree.Element:
    text = xmp.decode() if isinstance(xmp, bytes) else xmp
    root = ElementTree.fromstring(text[text.index("<x:xmpmeta") : text.index("<?xpacket end")])
    found = root.find(".//{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert found is not None
    return found


def xmp_of(data: bytes) -> bytes | str:
    with Image.open(io.BytesIO(data)) as opened:
        return opened.info.get("xmp") or opened.info["XML:com.adobe.xmp"]


def test_a_jpeg_is_baseline_without_colour_subsampling(image: Image.Image) -> None:
    data = encode(image, "jpg", LABEL)
    found = list(markers(data))
    assert 0xC0 in found  # SOF0, baseline
    assert not {0xC1, 0xC2, 0xC9, 0xCA} & set(found)
    at = data.index(b"\xff\xc0")
    assert [data[at + 11 + 3 * i] for i in range(3)] == [0x11, 0x11, 0x11]  # sampling factors 1 x 1


@pytest.mark.parametrize("extension", PICTURES)
def test_a_file_opens_as_what_its_media_type_says(extension: str, image: Image.Image) -> None:
    with Image.open(io.BytesIO(encode(image, extension, LABEL))) as opened:
        assert opened.get_format_mimetype() == FILE_FORMATS[extension].media_type
        assert (opened.size, opened.mode) == (image.size, "RGB")


def test_a_png_holds_every_pixel_in_unfiltered_rows(image: Image.Image) -> None:
    data = encode(image, "png", LABEL)
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.tobytes() == image.tobytes()
    at = data.index(b"IDAT")
    rows = zlib.decompress(data[at + 4 : at + 4 + int.from_bytes(data[at - 4 : at])])
    assert set(rows[:: 1 + 3 * image.width]) == {0}


@pytest.mark.parametrize("extension", FILE_FORMATS)
def test_the_same_picture_and_label_are_the_same_bytes(extension: str, image: Image.Image) -> None:
    assert encode(image, extension, LABEL) == encode(image.copy(), extension, LABEL)
    assert encode(image, extension, LABEL) != encode(image, extension, MODEL_LABEL)


@pytest.mark.parametrize("extension", PICTURES)
def test_a_file_says_its_code_its_campaign_and_who_wrote_it(extension: str, image: Image.Image) -> None:
    dc, iptc = "{http://purl.org/dc/elements/1.1/}", "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
    for label, kind in ((LABEL, "digitalCreation"), (MODEL_LABEL, "compositeWithTrainedAlgorithmicMedia")):
        found = description(xmp_of(encode(image, extension, label)))
        assert found.findtext(f"{dc}identifier") == "BT0123456789ABC"
        assert found.findtext(f"{dc}source") == "better-life"
        source = found.get(f"{iptc}DigitalSourceType")
        assert source == f"http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"


def test_a_pdf_says_its_code_and_its_date_and_not_when_it_was_rendered(image: Image.Image) -> None:
    data = encode(image, "pdf", LABEL)
    assert data.startswith(b"%PDF-1.")
    assert "BT0123456789ABC".encode("utf-16-be") in data or b"BT0123456789ABC" in data
    assert b"20260601" in data
    assert encode(image, "pdf", LABEL) == data


def test_names_that_are_markup_do_not_break_the_label() -> None:
    found = description(Label("<&>", 'a "b" </x>', model_written=False, issued_at=NOON).xmp())
    assert found.findtext("{http://purl.org/dc/elements/1.1/}source") == 'a "b" </x>'


@pytest.fixture(scope="module")
def words(campaign: Campaign) -> PosterContent:
    return next(iter(hardest(campaign, Addresses("https://life.example.com")).values()))


@pytest.mark.slow
def test_a_poster_is_a_baseline_jpeg_of_1080_by_1920_that_names_its_code(
    words: PosterContent, templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    label = Label(words.code, "better-life", model_written=False, issued_at=NOON)
    for name in ("ticket", "receipt"):
        made = renderer.render(templates[name], "story", words, extension="jpg", label=label)
        assert made.media_type == "image/jpeg"
        assert 0xC0 in list(markers(made.data))
        assert words.code in str(xmp_of(made.data))
        with Image.open(io.BytesIO(made.data)) as opened:
            assert opened.size == (1080, 1920)


@pytest.mark.slow
def test_a_fresh_process_renders_the_same_bytes_as_one_with_warm_caches(
    words: PosterContent, templates: dict[str, PosterTemplate], fonts: FontBook, renderer: Renderer
) -> None:
    template = templates["ticket"]
    renderer.render(template, "story", replace(words, nickname="小红"), extension="jpg", label=LABEL)
    warm = renderer.render(template, "story", words, extension="jpg", label=LABEL)
    fresh = Renderer(FontBook(fonts.files)).render(template, "story", words, extension="jpg", label=LABEL)
    assert warm.data == fresh.data


def test_a_narrower_poster_keeps_its_proportions(
    words: PosterContent, templates: dict[str, PosterTemplate], renderer: Renderer
) -> None:
    made = renderer.render(templates["ticket"], "story", words, extension="jpg", label=LABEL, width=360)
    with Image.open(io.BytesIO(made.data)) as opened:
        assert opened.size == (360, 640)


def test_a_small_picture_of_half_the_size_is_printed_and_others_are_not(templates: dict[str, PosterTemplate]) -> None:
    forms = templates["ticket"].formats
    assert is_half(forms["story"], 540)
    assert not is_half(forms["story"], 541)
    assert not is_half(forms["print"], forms["print"].width // 2)  # it is no small one, and is as good as the whole
    assert not is_half(replace(forms["story"], height=1921), 540)


def test_the_fingerprint_changes_with_the_fonts(fonts: FontBook) -> None:
    assert Renderer(fonts).fingerprint == Renderer(FontBook(fonts.files)).fingerprint
    assert Renderer(fonts).fingerprint != Renderer(FontBook(fonts.files[:-1])).fingerprint


def test_a_smaller_picture_of_a_file_is_like_one_of_the_whole(image: Image.Image) -> None:
    whole = encode(image, "jpg", LABEL)
    for width in (60, 41, 15):
        small = scaled_down(whole, width)
        exact = image.resize(small.size, Image.Resampling.LANCZOS)
        assert small.size == (width, round(200 * width / 120))
        assert max(ImageStat.Stat(ImageChops.difference(small, exact)).mean) < 2
