"""Know which characters a font has without opening it: a bit for each code point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points as bits: at most 26 kB for a font of all hanzi, where a set takes five megabytes."""

    bits: bytes

    @classmethod
    def read(cls, ranges: str) -> Coverage:
        """Hexadecimal code points and ranges of them: ``20-7e a9``."""
        spans = [(int(first, 16), int(last or first, 16)) for first, last in map(_ends, ranges.split())]
        bits = bytearray((max((last for _, last in spans), default=0) >> 3) + 1)
        for first, last in spans:
            for point in range(first, last + 1):
                bits[point >> 3] |= 1 << (point & 7)
        return cls(bytes(bits))

    def __contains__(self, point: int) -> bool:
        return point >> 3 < len(self.bits) and bool(self.bits[point >> 3] >> (point & 7) & 1)

    def __iter__(self) -> Iterator[int]:
        return (point for point in range(len(self.bits) * 8) if point in self)


def ranges_of(points: Iterable[int]) -> str:
    """What `Coverage.read` reads."""
    known = set(points)
    firsts = sorted(point for point in known if point - 1 not in known)
    lasts = sorted(point for point in known if point + 1 not in known)
    return " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in zip(firsts, lasts, strict=True))


def _ends(text: str) -> tuple[str, str]:
    first, _, last = text.partition("-")
    return first, last
