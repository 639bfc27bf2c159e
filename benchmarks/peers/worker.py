"""Draw the scenes of a folder one by one, and say what each cost. Knows nothing of postergen: a peer has its own venv.

Usage: <peer>.py FOLDER OUT WARM: the first WARM scenes are drawn before the clock starts.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

QUALITY = 88  # of every JPEG here
Scene = dict[str, Any]


def arguments() -> tuple[Path, Path, int]:
    """Where the scenes are, where the pictures go, and how many are drawn before the clock starts."""
    return Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])


def told(folder: Path) -> dict[str, Any]:
    """The scenes and their fonts."""
    return json.loads((folder / "scenes.json").read_text(encoding="utf-8"))


def pictures_of(folder: Path, scenes: list[Scene]) -> dict[str, bytes]:
    """Every picture that a scene shows, as a file in memory."""
    names = {scene["ground"] for scene in scenes}
    names |= {item["file"] for scene in scenes for item in scene["items"] if "file" in item}
    return {name: (folder / name).read_bytes() for name in names}


def run(draw: Callable[[Scene], bytes], versions: str, used: Callable[[], float] = time.process_time) -> None:
    """Draw every scene as JPEG, keep the pictures, print what they cost.

    Args:
        used: seconds of the processor until now.
    """
    folder, out, warm = arguments()
    scenes = told(folder)["scenes"]
    out.mkdir(parents=True, exist_ok=True)
    for scene in scenes[:warm]:
        draw(scene)
    cpu, wall = [], []
    for scene in scenes[warm:]:
        started, before = time.perf_counter(), used()
        data = draw(scene)
        cpu.append((used() - before) * 1e3)
        wall.append((time.perf_counter() - started) * 1e3)
        (out / f"{scene['name']}.jpg").write_bytes(data)
    print(json.dumps({"cpu": cpu, "wall": wall, "versions": versions}))


def jpeg(image: Any) -> bytes:
    """By Pillow, without subsampling."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY, subsampling=0)
    return file.getvalue()


def top_of(piece: Scene, font: dict[str, Any]) -> tuple[float, float]:
    """The top of the line's box in pixels, and its height, when the box is as high as the font says."""
    return piece["baseline"] - font["ascent"] * piece["size"], (font["ascent"] + font["descent"]) * piece["size"]
