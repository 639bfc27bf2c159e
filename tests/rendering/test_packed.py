"""Tiles come back from their bytes as they went, and layers of them show the last of each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from postergen.rendering.jpeg import Head
from postergen.rendering.packed import (
    Tiles,
    pack_head,
    pack_tiles,
    some_tiles,
    spliced,
    unpack_head,
    unpack_tiles,
)

COUNT = 40
LAYERS = st.lists(st.dictionaries(st.integers(0, COUNT - 1), st.binary(min_size=1, max_size=6), min_size=1), max_size=5)


def tiles_of(by_number: dict[int, bytes]) -> Tiles:
    return some_tiles(sum(1 << number for number in by_number), by_number)


@given(LAYERS)
def test_of_each_tile_the_last_layer_that_has_it_is_seen(layers: list[dict[int, bytes]]) -> None:
    ground = {number: b"<%d>" % number for number in range(COUNT)}
    seen = dict(ground)
    for layer in layers:
        seen.update(layer)
    found = spliced([tiles_of(ground), *map(tiles_of, layers)])
    assert b"".join(found) == b"".join(seen[number] for number in range(COUNT))


@given(st.dictionaries(st.integers(0, COUNT - 1), st.binary(), min_size=1))
def test_tiles_come_back_and_what_is_not_whole_is_lost(by_number: dict[int, bytes]) -> None:
    tiles = tiles_of(by_number)
    packed = pack_tiles(tiles)
    again = unpack_tiles(tiles.covered, packed)
    assert again is not None
    assert again.pieces(again.covered) == tiles.pieces(tiles.covered)
    assert unpack_tiles(tiles.covered, packed[:-1]) is None
    assert unpack_tiles(tiles.covered, bytes([packed[0] ^ 1]) + packed[1:]) is None


def test_a_head_comes_back_and_one_that_is_not_whole_is_lost() -> None:
    head = Head(b"first", b"and the rest")
    assert unpack_head(pack_head(head)) == head
    assert unpack_head(pack_head(head)[1:]) is None
