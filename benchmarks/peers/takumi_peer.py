"""takumi, through takumi-py: a tree of absolutely placed nodes; Pillow lays it over the ground and encodes.

Faster than with the ground as one of its nodes, and than its own encoder.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from PIL import Image
from takumi_py import FontResource, ImageResource, Renderer, RenderOptions
from worker import Scene, arguments, jpeg, pictures_of, run, told, top_of

folder, _, _ = arguments()
known = told(folder)
fonts = {font["name"]: font for font in known["fonts"]}
renderer = Renderer(load_default_fonts=False)
for font in known["fonts"]:
    renderer.register_font(FontResource(Path(font["path"]).read_bytes(), name=font["name"]))
pictures = {name: ImageResource(name, data) for name, data in pictures_of(folder, known["scenes"]).items()}
grounds = {name: Image.open(folder / name).convert("RGB") for name in {scene["ground"] for scene in known["scenes"]}}


def node(item: Scene) -> dict[str, object]:
    place = {"position": "absolute", "left": item["x"]}
    if "file" in item:
        place |= {"top": item["y"], "width": item["width"], "height": item["height"]}
        return {"type": "image", "src": item["file"], "style": place}
    top, height = top_of(item, fonts[item["font"]])
    style = place | {
        "top": top,
        "fontFamily": item["font"],
        "fontSize": item["size"],
        "lineHeight": f"{height}px",
        "letterSpacing": f"{item['spacing']}px",
        "whiteSpace": "nowrap",
        "color": item["color"],
    }
    return {"type": "text", "text": item["text"], "style": style}


def draw(scene: Scene) -> bytes:
    size, items = (scene["width"], scene["height"]), scene["items"]
    tree = {
        "type": "container",
        "style": {"width": size[0], "height": size[1], "position": "relative"},
        "children": [node(item) for item in items],
    }
    images = [pictures[item["file"]] for item in items if "file" in item]
    drawn = renderer.render_node(tree, options=RenderOptions(*size, format="raw", images=images))
    over = Image.frombuffer("RGBA", size, drawn, "raw", "RGBA", 0, 1)
    image = grounds[scene["ground"]].copy()
    image.paste(over, (0, 0), over)
    return jpeg(image)


run(draw, f"takumi-py {version('takumi-py')}, Pillow {version('pillow')}")
