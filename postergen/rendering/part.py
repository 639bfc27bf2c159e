"""Parts of a poster: one element each, set when somebody asks for it, and known by what it depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Generic, NamedTuple, Protocol, TypeVar

from postergen.rendering.placed import Placed, SetText, Warning

T = TypeVar("T")


def digest_of(named: object) -> bytes:
    """Sixteen bytes that are the same in every process, for what has the same ``repr`` in each."""
    return hashlib.blake2b(repr(named).encode(), digest_size=16).digest()


class Mark(NamedTuple):
    """What is known of a part without setting it again: where it leaves ink, and what a person should know of it."""

    covered: int
    texts: tuple[SetText, ...] = ()
    warnings: tuple[Warning, ...] = ()
    shows_avatar: bool = False


class Source(Protocol):
    """Sets a part that lasts, and tells it from all others."""

    def items(self) -> Sequence[Placed]: ...

    def name(self) -> object:
        """All that the part depends on, but for fonts and artwork; its ``repr`` is the same in every process."""


class Fixed(NamedTuple):
    """The source of a part whose name is known."""

    set_items: Callable[[], Sequence[Placed]]
    named: object

    def items(self) -> Sequence[Placed]:
        return self.set_items()

    def name(self) -> object:
        return self.named


class Part:
    """One element on one poster, set when somebody asks for its items: one thing, or nothing at all.

    ``order`` is where it comes in drawing; ``lasts`` when the same object stands on other posters, and then ``picks``
    is what of it somebody picked; ``is_ground`` marks artwork of the look itself, ``tells`` what may need a word to the
    person: the code never does. ``mark`` is for whoever has looked at
    the items, and wants to know later what they were.
    """

    __slots__ = ("_digest", "_items", "_source", "is_ground", "lasts", "mark", "order", "picks", "tells")

    def __init__(
        self,
        order: int,
        source: Source | Callable[[], Sequence[Placed]],
        *,
        picks: frozenset[Hashable] = frozenset(),
        is_ground: bool = False,
        tells: bool = True,
    ) -> None:
        """``source`` is a function where the part is one person's."""
        self.order, self._source, self.picks = order, source, picks
        self.lasts, self.is_ground, self.tells = not callable(source), is_ground, tells
        self._items: Sequence[Placed] | None = None
        self._digest: bytes | None = None
        self.mark: Mark | None = None

    def items(self) -> Sequence[Placed]:
        if not callable(self._source):
            return self._source.items()  # may be asked for again in an hour, or never
        if self._items is None:
            self._items = self._source()
        return self._items

    def digest(self) -> bytes:
        """Of all that a lasting part depends on, but for fonts and artwork: the same in every process."""
        assert not callable(self._source)
        if self._digest is None:
            self._digest = digest_of(self._source.name())
        return self._digest


class PartGroup:
    """Parts that read the same of a poster. They need not follow one another.

    ``inked`` is for whoever knows their marks: those among them that leave ink or need a word to the person.
    """

    __slots__ = ("_digest", "_named", "inked", "lasts", "parts")

    def __init__(self, parts: tuple[Part, ...], named: Callable[[], object] | None = None) -> None:
        self.parts, self._named, self.lasts = parts, named, named is not None
        self._digest: bytes | None = None
        self.inked: tuple[Part, ...] | None = None

    def digest(self) -> bytes:
        """As those of its parts, of all of them; for groups that last."""
        assert self._named is not None
        if self._digest is None:
            self._digest = digest_of(self._named())
        return self._digest

    def digests(self) -> Sequence[bytes]:
        return (self.digest(),)


def in_order(parts: Iterable[Sequence[Part]]) -> list[Part]:
    """All of these, as they are drawn."""
    return sorted(chain.from_iterable(parts), key=_ORDER)


_ORDER = attrgetter("order")


class Identity(Generic[T]):
    """Something large as the key of a cache: the same object, and not one that is equal."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.value is self.value
