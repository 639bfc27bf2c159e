"""One published state of a campaign pack: its files, and everything slow that is made of them once."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from postergen.adapters.content.derived_files import DerivedFiles, files_key, key_of
from postergen.adapters.content.derived_values import Arrays, kept_arrays
from postergen.adapters.content.game_rules import forbidden
from postergen.adapters.content.look_back_files import blocked as blocked_pages
from postergen.adapters.content.pack_files import EDITORIAL, parse_pack
from postergen.adapters.content.sayings_files import kept_sayings
from postergen.adapters.content.semantic_files import UNREADABLE, parse_index
from postergen.adapters.content.variant_codec import variant_to_values
from postergen.copywriting.compliance import LintFinding, Rulebook, Severity
from postergen.copywriting.review import as_finding
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Publication
from postergen.domain.localized import LOCALES
from postergen.domain.stickers import Sticker
from postergen.domain.variant import CopyVariant
from postergen.errors import InvalidContent
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.ranker import DENSE, Ranker
from postergen.ranking.relevance import Backend, Relevance
from postergen.ranking.sayings_table import SayingsTable
from postergen.ranking.search import OptionSearch
from postergen.ranking.semantic import Embedder, OptionMeanings, SemanticIndex, merged
from postergen.ranking.wishes import WishReader
from postergen.rendering.words import dictionary_words

log = logging.getLogger(__name__)

Files = tuple[tuple[str, bytes], ...]  # name and content


@dataclass(frozen=True, eq=False)
class PublishedPack:
    """``base`` are the files of the folder, ``files`` those with what was published over them."""

    base: Mapping[str, bytes]
    files: Mapping[str, bytes]
    campaign: Campaign
    ranker: Ranker
    offers: Ranker | None
    publication: Publication | None


@dataclass(frozen=True)
class PackMaker:
    """How packs are read here: by which rules, with which model, and where what was derived of them is kept."""

    backend: Backend
    rulebook: Rulebook
    embedder: Embedder | None
    pinyin: Pinyin = Pinyin({})
    derived: DerivedFiles | None = None

    def compose(self, base: Mapping[str, bytes], over: Mapping[str, bytes]) -> Campaign:
        """The campaign of a pack with files over it.

        Raises:
            InvalidContent: every mistake, and every text that a rule blocks.
        """
        return _checked(tuple({**base, **over}.items()), self.rulebook, self.derived)

    def make(
        self, base: Mapping[str, bytes], index: SemanticIndex | None, publication: Publication | None
    ) -> PublishedPack:
        """The pack, ready to be ranked; raises as `compose`."""
        over = dict(publication.files) if publication else {}
        campaign = self.compose(base, over)
        if publication is not None and publication.embeddings is not None:
            index = _with_published(index, publication.embeddings)
        # an index made by another model cannot be compared with what this one says of a wish
        fitting = self.embedder if index and self.embedder and self.embedder.name == index.model else None
        files = tuple({**base, **over}.items())
        ranker, offers = _rankers(files, self.rulebook, self.backend, index, fitting, self.pinyin, self.derived)  # type: ignore[arg-type]
        _tell_what_is_stale(ranker, index, self.backend)
        return PublishedPack(base, {**base, **over}, campaign, ranker, offers, publication)


def _with_published(index: SemanticIndex | None, embeddings: bytes) -> SemanticIndex | None:
    """The index with the embeddings of texts that were published over the pack, where this release can read them."""
    try:
        return merged(index, parse_index(embeddings))
    except UNREADABLE as exc:
        log.warning("the embeddings of what was published are not used (%s): texts have none until they are", exc)
        return index


def overlay_files(variants: Sequence[CopyVariant], withdrawn: Sequence[str]) -> Mapping[str, bytes]:
    """The file that stands over a pack's variants (JSON, which is YAML, too)."""
    over = {"variants": [variant_to_values(variant) for variant in variants], "withdrawn": list(withdrawn)}
    return {EDITORIAL: json.dumps(over, ensure_ascii=False, indent=1).encode()}


@lru_cache(maxsize=8)
def _checked(files: Files, rulebook: Rulebook, derived: DerivedFiles | None) -> Campaign:
    """The same files are the same campaign, however often a process opens its library."""
    campaign = parse_pack(dict(files), derived)
    key = files_key(dict(files), rulebook.version)
    if derived is None or derived.get("checks", key) is None:
        _check(campaign, rulebook, dict(files))
        if derived is not None:
            derived.put("checks", key, b"")  # that it is there says all
    return campaign


def _check(campaign: Campaign, rulebook: Rulebook, files: Mapping[str, bytes]) -> None:
    """`InvalidContent` names every text that a rule blocks, and what the law has against a game."""
    texts = [(variant.id, variant.locale, text) for variant in campaign.variants for text in variant.texts()]
    texts += [
        (offer.id, locale, (name, text.in_locale(locale)))
        for offer in campaign.offers
        for locale in LOCALES
        for name, text in (("title", offer.title), ("text", offer.text))
    ]
    stickers = campaign.stickers.all if campaign.stickers else ()
    texts += [(one.id, one.locale, (name, text)) for one in stickers for name, text in said_by(one)]
    blocked = [
        as_finding(replace(found, field=f"{owner} {name}"))
        for owner, locale, (name, text) in texts
        for found in blocking(rulebook, text, locale)
    ]
    blocked += forbidden(files, campaign.games, partial(blocking, rulebook))
    blocked += blocked_pages(files, campaign.look_backs, partial(blocking, rulebook))
    if blocked:
        raise InvalidContent(blocked)


def said_by(sticker: Sticker) -> tuple[tuple[str, str], ...]:
    """What a person reads of a sticker, or finds it by, with the name of its part."""
    return ("text", sticker.text), ("meaning", sticker.meaning)


@lru_cache(maxsize=16_384)
def blocking(rulebook: Rulebook, text: str, locale: str) -> tuple[LintFinding, ...]:
    """What keeps a text from being published. From one publication to the next nearly all texts are the same."""
    return tuple(found for found in rulebook.lint(text, "copy", locale) if found.severity is Severity.BLOCK)


@lru_cache(maxsize=4)
def _rankers(
    files: Files,
    rulebook: Rulebook,
    backend: Backend,
    index: SemanticIndex | None,
    embedder: Any,
    pinyin: Pinyin,
    derived: DerivedFiles | None,
) -> tuple[Ranker, Ranker | None]:
    """The ranker of the copy, and that of the offers where there are any."""
    campaign = _checked(files, rulebook, derived)
    vectors = index.steps.tobytes() if index else b""
    key = files_key({**dict(files), "vectors": vectors}, backend, index.digest if index else "")
    meaning = OptionMeanings(index, campaign, embedder) if index and embedder else None
    reader = WishReader(campaign, pinyin, meaning, partial(_kept_sayings, derived, campaign, pinyin))
    search = OptionSearch(campaign, pinyin, meaning, dictionary_words)
    ranker = _ranker(campaign, backend, index, (reader, search), partial(kept_arrays, derived, "copy-ranks", key))
    offered = tuple(one.as_variant(loc) for one in campaign.offers if not one.retired for loc in LOCALES)
    if not offered:
        return ranker, None
    keep = partial(kept_arrays, derived, "offer-ranks", key)
    return ranker, _ranker(replace(campaign, variants=offered), backend, index, (reader, search), keep)


def _kept_sayings(
    derived: DerivedFiles | None, campaign: Campaign, pinyin: Pinyin, name: str, make: Callable[[], SayingsTable]
) -> SayingsTable:
    return kept_sayings(derived, key_of(campaign.version, pinyin.digest, name), make)


def _ranker(
    campaign: Campaign,
    backend: Backend,
    index: SemanticIndex | None,
    readers: tuple[WishReader, OptionSearch],
    keep: Callable[[Mapping[str, tuple[int, ...]], Callable[[], Arrays]], Arrays],
) -> Ranker:
    """The ranker of this campaign; ``keep`` gives arrays of these shapes as they were worked out before, or now."""

    def work_out() -> Arrays:
        ranker = Ranker(campaign, Relevance(campaign, backend, index))
        return {"relevance": ranker.relevance.matrix, **ranker.alike_in}

    count = {locale: n for locale, n in Counter(variant.locale for variant in campaign.variants).items() if n <= DENSE}
    shapes = {"relevance": (len(campaign.catalogue.options), len(campaign.variants))}
    arrays = keep({**shapes, **{locale: (n, n) for locale, n in count.items()}}, work_out)
    relevance = Relevance(campaign, backend, index, matrix=arrays["relevance"])
    return Ranker(campaign, relevance, {locale: arrays[locale] for locale in count}, *readers)


def _tell_what_is_stale(ranker: Ranker, index: SemanticIndex | None, backend: Backend) -> None:
    name, stale = ranker.campaign.id, ranker.relevance.stale()
    if index is None and backend != "lexical":
        log.warning("%s has no semantic index: copy is ranked by shared words; run: postergen index build", name)
    elif stale:
        remedy = "ranked by words; run: postergen index build"
        log.warning("%d variants of %s are newer than its semantic index, and %s", stale, name, remedy)
