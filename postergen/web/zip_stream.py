"""Write files into one zip, piece by piece: no more than one of them is held at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# Pictures hardly become smaller. But a member whose size follows it has to be compressed: many programs that read a zip
# as it comes could not tell where a stored one ends (APPNOTE 6.3.10, 4.4.4).
LEAST_EFFORT = 1


class _Pieces:
    """What was written since it was last asked for."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> bytes:
        found = b"".join(self._written)
        self._written.clear()
        return found


def zip_stream(files: Iterable[tuple[str, bytes]], at: datetime) -> Iterator[bytes]:
    """The zip of these files by name, each of them of this time."""
    pieces = _Pieces()
    with ZipFile(pieces, "w", ZIP_DEFLATED, compresslevel=LEAST_EFFORT) as archive:
        for name, data in files:
            member = ZipInfo(name, at.timetuple()[:6])
            member.external_attr, member.compress_type = 0o644 << 16, ZIP_DEFLATED
            archive.writestr(member, data)
            yield pieces.take()
    yield pieces.take()
