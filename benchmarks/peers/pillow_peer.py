"""Pillow and qrcode, as a careful person writes it: fonts and pictures opened once, all drawn, all encoded."""

from __future__ import annotations

import io
from functools import cache
from importlib.metadata import version

import qrcode
from PIL import Image, ImageDraw, ImageFont
from worker import Scene, arguments, jpeg, pictures_of, run, told

folder, _, _ = arguments()
known = told(folder)
paths = {font["name"]: font["path"] for font in known["fonts"]}
codes = {scene["code"]["file"] for scene in known["scenes"]}
pictures = {
    name: Image.open(io.BytesIO(data)).convert("RGB" if name.startswith("ground") else "RGBA")
    for name, data in pictures_of(folder, known["scenes"]).items()
    if name not in codes
}


@cache
def font_of(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(paths[name], size, layout_engine=ImageFont.Layout.BASIC)


def draw(scene: Scene) -> bytes:
    image = pictures[scene["ground"]].copy()
    pen = ImageDraw.Draw(image)
    for item in scene["items"]:
        if item == scene["code"]:
            code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=8)
            code.add_data(scene["says"])
            picture = code.make_image().get_image().resize((item["width"], item["height"]), Image.Resampling.NEAREST)
            image.paste(picture, (item["x"], item["y"]))
        elif "file" in item:
            image.paste(pictures[item["file"]], (item["x"], item["y"]), pictures[item["file"]])
        else:
            _write(pen, item)
    return jpeg(image)


def _write(pen: ImageDraw.ImageDraw, piece: Scene) -> None:
    font, x, place = font_of(piece["font"], piece["size"]), piece["x"], {"fill": piece["color"], "anchor": "ls"}
    if not piece["spacing"]:
        pen.text((x, piece["baseline"]), piece["text"], font=font, **place)
        return
    for letter in piece["text"]:
        pen.text((x, piece["baseline"]), letter, font=font, **place)
        x += font.getlength(letter) + piece["spacing"]


run(draw, f"Pillow {version('pillow')}, qrcode {version('qrcode')}")
