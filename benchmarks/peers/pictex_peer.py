"""pictex (Skia): a canvas of absolutely placed elements; its picture is encoded by Skia, as `save` does."""

from __future__ import annotations

from importlib.metadata import version

import skia
from pictex import Canvas, Image, Text
from worker import QUALITY, Scene, arguments, run, told, top_of

folder, _, _ = arguments()
fonts = {font["name"]: font for font in told(folder)["fonts"]}


def element(item: Scene) -> Image | Text:
    if "file" in item:
        picture = Image(str(folder / item["file"])).background_image(folder / item["file"], "contain")
        return picture.absolute_position(left=item["x"], top=item["y"])
    font = fonts[item["font"]]
    top, height = top_of(item, font)
    text = Text(item["text"]).font_family(font["path"]).font_size(item["size"]).line_height(height / item["size"])
    text = text.color(item["color"]).text_wrap("nowrap").absolute_position(left=item["x"], top=top)
    return text.letter_spacing(item["spacing"]) if item["spacing"] else text


def draw(scene: Scene) -> bytes:
    canvas = Canvas().size(scene["width"], scene["height"]).background_image(str(folder / scene["ground"]), "contain")
    picture = canvas.render(*map(element, scene["items"]), font_smoothing="standard")
    return bytes(picture.skia_image.encodeToData(skia.EncodedImageFormat.kJPEG, QUALITY))


run(draw, f"pictex {version('pictex')}, skia-python {version('skia-python')}")
