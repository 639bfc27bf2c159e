"""Pictures to try a look with: a face and a brand's mark, drawn on the spot."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def sample_avatar() -> bytes:
    """A face of 480 x 480 px that reaches every edge, so that a wrong crop shows; a WebP file."""
    image = Image.new("RGB", (480, 480), "#8fb8c9")
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 330, 420, 700), fill="#c8553d")
    draw.rounded_rectangle((200, 280, 280, 380), 30, fill="#e2ab84")
    draw.ellipse((140, 90, 340, 330), fill="#f2c49b")
    draw.pieslice((128, 66, 352, 300), 180, 360, fill="#3a2d28")
    draw.ellipse((190, 200, 212, 222), fill="#3a2d28")
    draw.ellipse((268, 200, 290, 222), fill="#3a2d28")
    draw.arc((200, 215, 280, 285), 20, 160, fill="#a3493a", width=7)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=90)
    return out.getvalue()


def sample_logo() -> bytes:
    """A wide mark of 480 x 160 px on a transparent ground; a PNG file."""
    image = Image.new("RGBA", (480, 160), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((4, 4, 156, 156), 40, fill="#d2452f")
    draw.ellipse((48, 48, 112, 112), fill="#ffffff")
    for x, width in ((190, 260), (190, 190)):
        top = 40 if width == 260 else 96
        draw.rounded_rectangle((x, top, x + width, top + 28), 14, fill="#d2452f")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
