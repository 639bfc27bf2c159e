"""Write files so that a reader sees the whole of one or nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, data: bytes | BinaryIO) -> None:
    """Put this into a file of this name, whenever the process dies; what is read from a file never stands in memory."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if isinstance(data, bytes):
            temporary.write_bytes(data)
        else:
            with temporary.open("wb") as file:
                shutil.copyfileobj(data, file, 1 << 20)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
