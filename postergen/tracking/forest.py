"""Grow the trees of referrals out of a stretch of posters, and say where each poster stands in the picture."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

MOST_DRAWN = 60  # posters of one tree; more is a thicket


@dataclass(frozen=True, slots=True)
class TreePoster:
    """A poster, as far as trees go; nothing of the person."""

    code: str
    parent: str | None
    root: str
    generation: int
    created_at: datetime
    parent_delay: int | None
    scanned: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A poster in the picture: its generation is its column, ``row`` its height in leaves from the top.

    ``more`` are the posters after it that were left out.
    """

    code: str
    parent: str | None
    generation: int
    row: float
    scanned: bool
    more: int


@dataclass(frozen=True, slots=True)
class Tree:
    """One root with all that came of it; ``nodes`` are those that are drawn, parents before their children."""

    root: str
    size: int
    generations: tuple[int, ...]
    nodes: tuple[Node, ...]
    rows: int

    @property
    def left_out(self) -> int:
        return self.size - len(self.nodes)


def largest_trees(tree_posters: Iterable[TreePoster], count: int, most: int = MOST_DRAWN) -> tuple[Tree, ...]:
    """The trees with the most posters, of those that have more than their root, the largest first."""
    known = {poster.code: poster for poster in tree_posters}
    members = Counter(s.root for s in known.values() if s.root in known)
    roots = sorted((root for root, size in members.items() if size > 1), key=lambda root: (-members[root], root))
    children: dict[str, list[TreePoster]] = defaultdict(list)
    for poster in sorted(known.values(), key=lambda s: (s.created_at, s.code)):
        if poster.parent in known and poster.parent is not None:
            children[poster.parent].append(poster)
    return tuple(_tree(known[root], children, most) for root in roots[:count])


def _tree(root: TreePoster, children: Mapping[str, Sequence[TreePoster]], most: int) -> Tree:
    members = _breadth_first(root, children)
    kept = members[:most]
    drawn = {poster.code for poster in kept}
    rows, leaves = _rows(root, children, drawn)
    more = _left_out(members, drawn)
    nodes = tuple(
        Node(s.code, s.parent if s.parent in drawn else None, s.generation, rows[s.code], s.scanned, more[s.code])
        for s in kept
    )
    sizes = Counter(poster.generation for poster in members)
    generations = tuple(sizes[n] for n in range(max(sizes) + 1))
    return Tree(root.code, len(members), generations, nodes, leaves)


def _breadth_first(root: TreePoster, children: Mapping[str, Sequence[TreePoster]]) -> list[TreePoster]:
    found, waiting = [], deque([root])
    while waiting:
        poster = waiting.popleft()
        found.append(poster)
        waiting.extend(children.get(poster.code, ()))
    return found


def _rows(
    root: TreePoster, children: Mapping[str, Sequence[TreePoster]], drawn: set[str]
) -> tuple[dict[str, float], int]:
    """Leaves stand one below the other, a parent in the middle of its children. No recursion: chains may be long."""
    rows: dict[str, float] = {}
    leaves = 0
    waiting = [(root.code, False)]
    while waiting:
        code, is_done = waiting.pop()
        own = [child.code for child in children.get(code, ()) if child.code in drawn]
        if not own:
            rows[code] = float(leaves)
            leaves += 1
        elif is_done:
            rows[code] = (rows[own[0]] + rows[own[-1]]) / 2
        else:
            waiting += [(code, True), *((child, False) for child in reversed(own))]
    return rows, leaves


def _left_out(members: Sequence[TreePoster], drawn: set[str]) -> Counter[str]:
    """For each drawn poster, those after it that are not drawn and whose nearest drawn ancestor it is."""
    heir: dict[str, str] = {}
    more: Counter[str] = Counter()
    for poster in members:  # parents come first
        if poster.code in drawn:
            heir[poster.code] = poster.code
        elif poster.parent is not None:
            heir[poster.code] = heir[poster.parent]
            more[heir[poster.code]] += 1
    return more
