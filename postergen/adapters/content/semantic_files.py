"""Keep a pack's semantic index in one file beside its texts."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from postergen.domain.localized import LOCALES
from postergen.errors import Finding, InvalidContent
from postergen.ranking.background import PAIRINGS, Background, Scale
from postergen.ranking.semantic import SemanticIndex

FORMAT = 2  # of the file; 1 had no background
INDEX = "semantic-index.npz"  # not part of a pack's version: it says nothing that stands on a poster
_SCALES = {(pairing, locale): (p, i) for p, pairing in enumerate(PAIRINGS) for i, locale in enumerate(LOCALES)}
_REMEDY = "make it anew: postergen index build"


def read_index(folder: Path) -> SemanticIndex | None:
    """The index of the pack in this folder; None when it has none.

    Raises:
        InvalidContent: the file is damaged, or an earlier release made it.
    """
    path = folder / INDEX
    if not path.is_file():
        return None
    try:
        return parse_index(path.read_bytes())
    except UNREADABLE as exc:
        raise InvalidContent([Finding(f"{folder.name}/{INDEX}", f"cannot be read: {exc}", _REMEDY)]) from exc


UNREADABLE = (BadZipFile, EOFError, KeyError, ValueError, OSError)  # what `parse_index` says of such bytes


@lru_cache(maxsize=8)
def parse_index(data: bytes) -> SemanticIndex:
    """The index in these bytes; the same bytes are the same index.

    Raises:
        UNREADABLE: these bytes are no index of this release.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        if "format" not in arrays or int(arrays["format"]) != FORMAT:
            raise ValueError("another release made it")
        digests = [digest.decode() for digest in arrays["digests"].tolist()]
        vectors = arrays["vectors"]
        model, reads = str(arrays["model"]), str(arrays["reads"])
        scales = arrays["scales"].astype(np.float64)
    if vectors.dtype != np.int8 or vectors.ndim != 2 or len(vectors) != len(digests) or reads not in ("en", "any"):
        raise ValueError("its parts do not fit together")
    if scales.shape != (len(PAIRINGS), len(LOCALES), 2) or not (scales[..., 1] - scales[..., 0] > 0).all():
        raise ValueError("what its model's similarities are worth does not stand in it")
    rows = {digest: row for row, digest in enumerate(digests)}
    background = Background({key: Scale(*map(float, scales[at])) for key, at in _SCALES.items()})
    return SemanticIndex(model, reads, rows, vectors, background)  # type: ignore[arg-type]


def write_index(index: SemanticIndex) -> bytes:
    """The index as a file: NumPy's own format. The same index gives the same bytes."""
    order = sorted(index.rows)
    scales = np.zeros((len(PAIRINGS), len(LOCALES), 2))
    for (pairing, locale), at in _SCALES.items():
        scale = index.background.scale(pairing, locale)
        scales[at] = scale.unrelated, scale.own
    out = io.BytesIO()
    np.savez(
        out,
        digests=np.array(order, dtype="S16"),
        vectors=index.steps[[index.rows[digest] for digest in order]],
        model=np.array(index.model),
        reads=np.array(index.reads),
        scales=scales,
        format=np.array(FORMAT),
    )
    return out.getvalue()
