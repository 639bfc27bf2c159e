"""Keep a pack's semantic index in one file beside its texts."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from postergen.domain.localized import LOCALES
from postergen.errors import Finding, InvalidContent
from postergen.ranking.background import PAIRINGS, Background, Scale
from postergen.ranking.option_classifier import OptionClassifier
from postergen.ranking.semantic import SemanticIndex

FORMAT = 3  # of the file; 1 had no background, 2 no classifier
READABLE = (2, 3)
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
        if "format" not in arrays or int(arrays["format"]) not in READABLE:
            raise ValueError("another release made it")
        digests = [digest.decode() for digest in arrays["digests"].tolist()]
        vectors = arrays["vectors"]
        model, reads = str(arrays["model"]), str(arrays["reads"])
        scales = arrays["scales"].astype(np.float64)
        classifier = None
        if "learned_from" in arrays:
            options, weights = tuple(arrays["options"].tolist()), arrays["weights"]
            classifier = OptionClassifier(options, weights, str(arrays["learned_from"]))
    if vectors.dtype != np.int8 or vectors.ndim != 2 or len(vectors) != len(digests) or reads not in ("en", "any"):
        raise ValueError("its parts do not fit together")
    if scales.shape != (len(PAIRINGS), len(LOCALES), 2) or not (scales[..., 1] - scales[..., 0] > 0).all():
        raise ValueError("what its model's similarities are worth does not stand in it")
    if classifier and (weights.dtype != np.float16 or weights.shape != (len(options) + 1, vectors.shape[1] + 1)):
        raise ValueError("what tells options apart does not fit the rest")
    rows = {digest: row for row, digest in enumerate(digests)}
    background = Background({key: Scale(*map(float, scales[at])) for key, at in _SCALES.items()})
    return SemanticIndex(model, reads, rows, vectors, background, classifier)  # type: ignore[arg-type]


def write_index(index: SemanticIndex) -> bytes:
    """The index as a file: NumPy's own format. The same index gives the same bytes."""
    order = sorted(index.rows)
    scales = np.zeros((len(PAIRINGS), len(LOCALES), 2))
    for (pairing, locale), at in _SCALES.items():
        scale = index.background.scale(pairing, locale)
        scales[at] = scale.unrelated, scale.own
    learned: dict[str, NDArray[Any]] = {}
    if index.classifier:
        learned = {
            "options": np.array(index.classifier.options),
            "weights": index.classifier.weights,
            "learned_from": np.array(index.classifier.learned_from),
        }
    out = io.BytesIO()
    np.savez(
        out,
        digests=np.array(order, dtype="S16"),
        vectors=index.steps[[index.rows[digest] for digest in order]],
        model=np.array(index.model),
        reads=np.array(index.reads),
        scales=scales,
        format=np.array(FORMAT),
        allow_pickle=False,
        **learned,
    )
    return out.getvalue()
