"""What is covered of a photo is not in the file that people get."""

from __future__ import annotations

import io

from PIL import Image

from postergen.rendering.strips import COVER, in_strips, order_of


def a_photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (480, 480), "#20c040").save(file, "WEBP", lossless=True)
    return file.getvalue()


def green_strips(picture: bytes, count: int) -> list[int]:
    with Image.open(io.BytesIO(picture)) as image:
        middles = [image.getpixel((480 * strip // count + 24, 200)) for strip in range(count)]
    return [strip for strip, (red, green, _) in enumerate(middles) if green > red]  # type: ignore[misc]


def test_so_many_strips_are_seen_and_the_rest_is_covered() -> None:
    for shown in (0, 1, 3, 6):
        seen = green_strips(in_strips(a_photo(), 6, shown, "envelope"), 6)
        assert seen == sorted(order_of(6, "envelope")[:shown])
    assert COVER.startswith("#b0")


def test_each_photo_has_an_order_of_its_own() -> None:
    assert len({tuple(order_of(8, name)) for name in "abcdef"}) > 3
    assert sorted(order_of(8, "a")) == list(range(8))
