"""Load one part of the product as the settings say: what is in memory once for all who ask, and where things lie; and
the time.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from postergen.adapters.content.compliance_files import read_rulebook
from postergen.adapters.content.derived_files import DerivedFiles
from postergen.adapters.content.font_files import load_font_book
from postergen.adapters.content.letter_files import read_letters
from postergen.adapters.content.library import Publications
from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.adapters.content.pinyin_files import read_pinyin
from postergen.adapters.content.semantic_files import read_index
from postergen.adapters.content.template_files import parse_template, read_template_folder
from postergen.adapters.content.word_files import read_words
from postergen.adapters.erasure_log import ErasureLog
from postergen.adapters.remote.embeddings import SentenceEmbedder, is_installed
from postergen.adapters.sql.database_file import file_of
from postergen.adapters.tile_store import open_tiles
from postergen.config import CONTENT, Settings, connection_variables
from postergen.copywriting.compliance import Rulebook
from postergen.copywriting.readings import Letters
from postergen.domain.campaign import Campaign
from postergen.domain.policies import Terms
from postergen.domain.variant import CopyVariant
from postergen.domain.words import Languages
from postergen.errors import InvalidContent
from postergen.ranking.pinyin import Pinyin
from postergen.rendering.fonts import FontBook
from postergen.rendering.renderer import Renderer
from postergen.rendering.template import PosterTemplate

if TYPE_CHECKING:
    from postergen.adapters.remote.llm import OpenAiChat
    from postergen.service.evaluation import EvaluationReport


def utc_now() -> datetime:
    """The time, to the second: a poster shows a date, and every store keeps seconds alike."""
    return datetime.now(UTC).replace(microsecond=0)


def load_renderer(settings: Settings) -> Renderer:
    """The renderer of this process: fonts and drawn artwork are the same for every product that is built in it."""
    return _renderer(settings.font_path, cache_dir(settings), os.getpid())


@lru_cache(maxsize=4)
def _renderer(font_path: tuple[Path, ...], cache: Path, _process: int) -> Renderer:
    """A fork shares the fonts, and opens the tiles anew. What a short life drew is kept, too."""
    tiles = open_tiles(cache)
    if tiles is not None:
        atexit.register(tiles.flush)
    return Renderer(_fonts(font_path, _derived(cache)), tiles)


@lru_cache(maxsize=4)
def _fonts(font_path: tuple[Path, ...], derived: DerivedFiles) -> FontBook:
    return load_font_book(CONTENT / "assets/fonts", font_path, derived)


def load_battle_card(settings: Settings, renderer: Renderer) -> PosterTemplate:
    """The card on which a sticker that was sent stands with its code."""
    files = read_template_folder(CONTENT / "templates/battle")
    return parse_template("battle", files, renderer.fonts.families, load_derived(settings))


def load_embedder(settings: Settings) -> SentenceEmbedder | None:
    """The model that reads typed wishes, if it is installed; loaded when the first wish comes."""
    name = settings.semantic_model
    return _embedder(name) if is_installed(name) else None


def open_embedder(settings: Settings) -> SentenceEmbedder:
    """The model, for whoever cannot do without; `Unavailable` when it is not installed."""
    embedder = _embedder(settings.semantic_model)
    embedder.load()
    return embedder


@lru_cache(maxsize=2)
def _embedder(name: str) -> SentenceEmbedder:
    return SentenceEmbedder(name)


def evaluate_backends(settings: Settings, judgments: Path, campaign: str | None) -> EvaluationReport:
    """How well each backend ranks what was judged; with the pack's index, and the model where it is installed."""
    from postergen.adapters.content.judgment_files import read_judgments  # only here: what is judged is seldom asked
    from postergen.service.evaluation import compare_backends

    folder = settings.campaigns_dir / (campaign or settings.campaign)
    pack = check_pack(folder)
    judged = read_judgments(judgments, pack)
    return compare_backends(pack, judged, read_index(folder), load_embedder(settings), load_pinyin())


def load_chat_model(settings: Settings) -> OpenAiChat | None:
    """The model that writes drafts, where one is named."""
    if not settings.model:
        return None
    from postergen.adapters.remote.llm import OpenAiChat  # only here: most have none

    return OpenAiChat(
        model=settings.model,
        api_key=settings.model_key,
        base_url=settings.model_base_url,
        timeout=float(settings.model_timeout),
        environment=connection_variables(),
    )


def load_pinyin() -> Pinyin:
    """How characters are spoken, for wishes that are typed by ear."""
    return read_pinyin(CONTENT / "assets/pinyin")


def load_letters() -> Letters:
    """Which characters stand for which, for texts that hide what they say."""
    return read_letters(CONTENT / "assets/lookalikes", load_pinyin())


@lru_cache(maxsize=1)
def load_words() -> Languages:
    """The words of pages, in every language that has a folder of them."""
    return read_words(CONTENT / "templates/web/words")


def load_rulebook(settings: Settings) -> Rulebook:
    """The rules that come with the product, and the operator's own."""
    paths = (CONTENT / "assets/compliance", *settings.compliance_path)
    return read_rulebook(paths, load_derived(settings), load_letters())


def load_derived(settings: Settings) -> DerivedFiles:
    """What was derived from content by an earlier start."""
    return _derived(cache_dir(settings))


@lru_cache(maxsize=4)
def _derived(cache: Path) -> DerivedFiles:
    return DerivedFiles(cache.absolute() / "content")


def check_pack(folder: Path) -> Campaign:
    """The campaign in this folder; `InvalidContent` lists everything wrong with it."""
    return parse_pack(read_pack_folder(folder))


def load_terms(settings: Settings) -> Mapping[str, Terms]:
    """How each campaign learns, by its id."""
    folders = sorted(path.parent for path in settings.campaigns_dir.glob("*/campaign.yaml"))
    return {folder.name: check_pack(folder).learning for folder in folders}


def load_texts(settings: Settings, campaign: str, publications: Publications) -> Sequence[CopyVariant]:
    """The texts of a campaign with what was published over them; those of the pack where that does not fit any more."""
    base, derived = read_pack_folder(settings.campaigns_dir / campaign), load_derived(settings)
    published = publications.latest(campaign)
    over = dict(published.files) if published else {}
    try:
        return parse_pack({**base, **over}, derived).variants
    except InvalidContent:
        return parse_pack(base, derived).variants


def journal_dir(settings: Settings) -> Path:
    """The folder of journals: where it was set, else beside the SQLite file."""
    return settings.journal_dir or data_dir(settings) / "journal"


def cache_dir(settings: Settings) -> Path:
    """The folder of derived files: where it was set, else beside the SQLite file. It need not be there, or writable."""
    return settings.cache_dir or data_dir(settings) / "cache"


def folders(settings: Settings) -> Mapping[str, Path]:
    """The folders that are written to; ``database`` where that is a file."""
    file = file_of(settings.database_url)
    found = {"journal": journal_dir(settings), "cache": cache_dir(settings)}
    return found if file is None else {**found, "database": file.parent}


def erasure_log(settings: Settings) -> ErasureLog:
    """The list of what was erased: where it was set, else beside the SQLite file."""
    return ErasureLog(settings.erasure_log or data_dir(settings) / "erasures.jsonl")


def data_dir(settings: Settings) -> Path:
    """The folder of the SQLite file, and of what has no other place."""
    return (file_of(settings.database_url) or Path("data/postergen.db")).parent
