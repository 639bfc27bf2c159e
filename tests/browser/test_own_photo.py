"""A photo of one's own is moved, turned and taken back on the page; what leaves the phone is a small square."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Phone
from tests.browser.photos import halves, large_photo

pytestmark = [pytest.mark.browser, pytest.mark.long]

CHOSEN = """async () => {
    const file = document.querySelector("[name=avatar]").files[0];
    return file?.name.startsWith("me-") ? [...new Uint8Array(await file.arrayBuffer())] : [];
}"""
NAME = "IMG_0001_a_name_that_is_longer_than_a_phone_is_wide.jpg"


def open_with(page: Page, server: str, photo: bytes) -> None:
    page.goto(f"{server}/?option=wuhan-hot-dry-noodles")
    page.locator("[data-next]").click()
    page.locator("details.more summary").click()
    page.set_input_files("[name=avatar]", {"name": NAME, "mimeType": "image/jpeg", "buffer": photo})


def sent(page: Page, *colours: str, upright: bool = True) -> bytes:
    """What the form would send, once its edges have these colours: of the left and right, or of the upper and lower."""
    deadline = time.monotonic() + PATIENCE
    seen: tuple[str, ...] = ()
    while time.monotonic() < deadline:
        if photo := bytes(page.evaluate(CHOSEN)):
            image = Image.open(io.BytesIO(photo)).convert("RGB")
            assert image.size == (640, 640)
            places = [(5, 320), (634, 320)] if upright else [(320, 5), (320, 634)]
            seen = tuple(colour(image, at) for at in places)
            if not colours or seen == colours:
                return photo
        page.wait_for_timeout(50)
    raise AssertionError(f"the photo's edges are {seen}")


def colour(image: Image.Image, at: tuple[int, int]) -> str:
    red, _, blue = image.getpixel(at)  # type: ignore[misc]
    return "red" if red > blue else "blue"


def test_a_large_photo_is_made_small_before_it_is_sent(phone: Phone, server: str) -> None:
    page = phone()
    photo = large_photo()
    open_with(page, server, photo)
    small = sent(page)
    assert len(small) < len(photo) / 4
    assert page.locator(".photo").evaluate("part => part.getBoundingClientRect().right <= innerWidth")
    assert len(Image.open(io.BytesIO(small)).getexif()) == 0
    page.get_by_role("button", name="就要这张").click()
    page.wait_for_url("**/p/*")


def test_a_photo_is_moved_enlarged_turned_and_taken_back(phone: Phone, server: str) -> None:
    """Its left half is red and its right half blue."""
    page = phone()
    open_with(page, server, halves(1600, 800))
    sent(page, "red", "blue")
    canvas = page.locator("[data-crop] canvas")
    for _ in range(20):
        canvas.press("ArrowRight")
    sent(page, "red", "red")
    box = canvas.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 3 * box["width"], middle[1], steps=4)
    page.mouse.up()
    sent(page, "blue", "blue")
    page.locator("[data-turn]").click()
    sent(page, "red", "blue", upright=False)
    page.locator("[data-drop]").click()
    expect(page.locator("[data-crop]")).to_be_hidden()
    assert page.evaluate("document.querySelector('[name=avatar]').files.length") == 0
