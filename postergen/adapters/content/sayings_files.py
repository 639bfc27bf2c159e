"""Tables of what is said of options as derived files: arrays in NumPy's own format, never with objects in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from postergen.adapters.content.derived_files import DerivedFiles
from postergen.ranking.sayings_table import SayingsTable, Spelled, Vectors

_END = "\n"  # between texts; in none of their units
_VECTORS = ("texts", "whole", "odds")


def kept_sayings(derived: DerivedFiles | None, key: str, make: Callable[[], SayingsTable]) -> SayingsTable:
    """What was made under this key before; else it is made now, and kept."""
    if derived is None:
        return make()
    found = derived.get("sayings", key)
    table = None if found is None else table_from_bytes(found)
    if table is None:
        table = make()
        derived.put("sayings", key, table_to_bytes(table))
    return table


def table_to_bytes(table: SayingsTable) -> bytes:
    spelled = table.spelled._asdict()
    arrays: dict[str, NDArray[Any]] = {
        "keys": table.keys,
        "weights": table.weights,
        "owners": table.owners,
    }
    for name in _VECTORS:
        vectors: Vectors = getattr(table, name)
        arrays |= {f"{name}.{field}": np.asarray(value) for field, value in vectors._asdict().items()}
    arrays |= {f"spelled.{f}": _as_array(v) if isinstance(v, tuple) else v for f, v in spelled.items()}
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **arrays)
    return out.getvalue()


def table_from_bytes(data: bytes) -> SayingsTable | None:
    """None for what is no such table."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        return _table(arrays)
    except (BadZipFile, EOFError, KeyError, ValueError, OSError):
        return None


def _table(arrays: Mapping[str, NDArray[Any]]) -> SayingsTable:
    def vectors(name: str) -> Vectors:
        columns, values, starts = (arrays[f"{name}.{field}"] for field in ("columns", "values", "starts"))
        return Vectors(int(arrays[f"{name}.size"]), columns, values, starts)

    spelled = Spelled(
        _as_texts(arrays["spelled.stems"]),
        arrays["spelled.counts"],
        _as_texts(arrays["spelled.letters"]),
        arrays["spelled.words"],
        arrays["spelled.starts"],
    )
    texts, whole, odds = map(vectors, _VECTORS)
    return SayingsTable(arrays["keys"], arrays["weights"], arrays["owners"], texts, whole, odds, spelled)


def _as_array(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("".join(text + _END for text in texts).encode(), dtype=np.uint8)


def _as_texts(array: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split(_END)[:-1])
