"""Keep a pack's semantic index in one file beside its texts."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from postergen.errors import Finding, InvalidContent
from postergen.ranking.semantic import SemanticIndex

INDEX = "semantic-index.npz"  # not part of a pack's version: it says nothing that stands on a poster
_REMEDY = "make it anew: postergen index build"


def read_index(folder: Path) -> SemanticIndex | None:
    """The index of the pack in this folder; None when it has none.

    Raises:
        InvalidContent: the file is damaged.
    """
    path = folder / INDEX
    if not path.is_file():
        return None
    try:
        return parse_index(path.read_bytes())
    except (BadZipFile, EOFError, KeyError, ValueError, OSError) as exc:
        raise InvalidContent([Finding(f"{folder.name}/{INDEX}", f"cannot be read: {exc}", _REMEDY)]) from exc


@lru_cache(maxsize=8)
def parse_index(data: bytes) -> SemanticIndex:
    """The index in these bytes, its vectors at unit length again; the same bytes are the same index."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        digests = [str(digest) for digest in arrays["digests"]]
        vectors = arrays["vectors"].astype(np.float64)
        model, reads = str(arrays["model"]), str(arrays["reads"])
    if vectors.ndim != 2 or len(vectors) != len(digests) or reads not in ("en", "any"):
        raise ValueError("its parts do not fit together")
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))  # exact: of 16 bits each, in 64
    rows = {digest: row for row, digest in enumerate(digests)}
    unit = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return SemanticIndex(model, reads, rows, unit)  # type: ignore[arg-type]


def write_index(index: SemanticIndex) -> bytes:
    """The index as a file: NumPy's own format, vectors in 16 bits. The same index gives the same bytes."""
    order = sorted(index.rows)
    out = io.BytesIO()
    np.savez(
        out,
        digests=np.array(order, dtype="U16"),
        vectors=index.vectors[[index.rows[digest] for digest in order]].astype(np.float16),
        model=np.array(index.model),
        reads=np.array(index.reads),
    )
    return out.getvalue()
