"""Trees keep every poster, drawn or counted, and stand where nothing overlaps."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from postergen.tracking.forest import TreePoster, largest_trees
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def grown(parents: list[int | None]) -> list[TreePoster]:
    """One poster an hour; each names the number of its parent."""
    found: list[TreePoster] = []
    for n, parent in enumerate(parents):
        at = NOON + n * HOUR
        if parent is None:
            found.append(TreePoster(f"p{n}", None, f"p{n}", 0, at, None, n % 2 == 0))
        else:
            before = found[parent]
            delay = int((at - before.created_at).total_seconds())
            found.append(TreePoster(f"p{n}", before.code, before.root, before.generation + 1, at, delay, n % 2 == 0))
    return found


forests = st.lists(st.integers(0, 10_000), min_size=1, max_size=120).map(
    lambda draws: grown([None if n == 0 or draw % 5 == 0 else draw % n for n, draw in enumerate(draws)])
)


@settings(max_examples=80, deadline=None)
@given(forests, st.integers(1, 30))
def test_every_poster_is_drawn_or_counted_as_more(tree_posters: list[TreePoster], most: int) -> None:
    for tree in largest_trees(tree_posters, 100, most):
        members = [poster for poster in tree_posters if poster.root == tree.root]
        assert tree.size == len(members) == sum(tree.generations)
        assert len(tree.nodes) == min(tree.size, most)
        assert sum(node.more for node in tree.nodes) == tree.left_out == tree.size - len(tree.nodes)


@settings(max_examples=80, deadline=None)
@given(forests, st.integers(1, 30))
def test_no_two_posters_stand_on_one_spot_and_parents_come_first(tree_posters: list[TreePoster], most: int) -> None:
    for tree in largest_trees(tree_posters, 100, most):
        spots = {(node.generation, node.row) for node in tree.nodes}
        assert len(spots) == len(tree.nodes)
        assert all(0 <= node.row <= tree.rows - 1 for node in tree.nodes)
        seen: set[str] = set()
        for node in tree.nodes:
            assert node.parent in seen or (node.parent is None and not seen)
            seen.add(node.code)


def test_the_largest_come_first_and_lone_roots_do_not() -> None:
    trees = largest_trees(grown([None, None, 1, None, 3, 4]), 5)
    assert [(tree.root, tree.size, tree.generations) for tree in trees] == [("p3", 3, (1, 1, 1)), ("p1", 2, (1, 1))]


def test_a_parent_stands_in_the_middle_of_its_children() -> None:
    (tree,) = largest_trees(grown([None, 0, 0, 0, 2]), 1)
    assert {node.code: node.row for node in tree.nodes} == {"p0": 1, "p1": 0, "p2": 1, "p3": 2, "p4": 1}
    assert tree.rows == 3


def test_a_chain_of_thousands_is_no_trouble() -> None:
    (tree,) = largest_trees(grown([None, *range(5_000)]), 1, most=5_001)
    assert tree.rows == 1


def test_a_tree_whose_root_is_older_is_not_drawn() -> None:
    assert largest_trees(grown([None, 0, 1])[1:], 5) == ()
