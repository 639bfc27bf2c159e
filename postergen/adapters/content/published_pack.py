"""One published state of a campaign pack: its files, and everything slow that is made of them once."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from postergen.adapters.content.pack_files import EDITORIAL, parse_pack
from postergen.adapters.content.semantic_files import parse_index
from postergen.adapters.content.variant_codec import variant_to_values
from postergen.copywriting.compliance import Rulebook, Severity
from postergen.copywriting.review import as_finding
from postergen.domain.campaign import Campaign
from postergen.domain.editorial import Publication
from postergen.domain.localized import LOCALES
from postergen.domain.variant import CopyVariant
from postergen.errors import InvalidContent
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import Backend, Relevance
from postergen.ranking.semantic import Embedder, SemanticIndex, merged

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
    """How packs are read here: by which rules, with which model."""

    backend: Backend
    rulebook: Rulebook
    embedder: Embedder | None

    def compose(self, base: Mapping[str, bytes], over: Mapping[str, bytes]) -> Campaign:
        """The campaign of a pack with files over it.

        Raises:
            InvalidContent: every mistake, and every text that a rule blocks.
        """
        return _parsed(tuple({**base, **over}.items()), self.rulebook)

    def make(
        self, base: Mapping[str, bytes], index: SemanticIndex | None, publication: Publication | None
    ) -> PublishedPack:
        """The pack, ready to be ranked; raises as `compose`."""
        over = dict(publication.files) if publication else {}
        campaign = self.compose(base, over)
        if publication is not None and publication.embeddings is not None:
            index = merged(index, parse_index(publication.embeddings))
        # an index made by another model cannot be compared with what this one says of a wish
        fitting = self.embedder if index and self.embedder and self.embedder.name == index.model else None
        ranker, offers = _rankers(tuple({**base, **over}.items()), self.rulebook, self.backend, index, fitting)  # type: ignore[arg-type]
        _tell_what_is_stale(ranker, index, self.backend)
        return PublishedPack(base, {**base, **over}, campaign, ranker, offers, publication)


def overlay_files(variants: Sequence[CopyVariant], withdrawn: Sequence[str]) -> Mapping[str, bytes]:
    """The file that stands over a pack's variants (JSON, which is YAML, too)."""
    over = {"variants": [variant_to_values(variant) for variant in variants], "withdrawn": list(withdrawn)}
    return {EDITORIAL: json.dumps(over, ensure_ascii=False, indent=1).encode()}


@lru_cache(maxsize=16)
def _parsed(files: Files, rulebook: Rulebook) -> Campaign:
    """The same files are the same campaign, however often a process opens its library."""
    campaign = parse_pack(dict(files))
    texts = [(variant.id, variant.locale, text) for variant in campaign.variants for text in variant.texts()]
    texts += [
        (offer.id, locale, (name, text.in_locale(locale)))
        for offer in campaign.offers
        for locale in LOCALES
        for name, text in (("title", offer.title), ("text", offer.text))
    ]
    blocked = [
        as_finding(replace(found, field=f"{owner} {found.field}"))
        for owner, locale, (name, text) in texts
        for found in rulebook.lint(text, "copy", locale, name)
        if found.severity is Severity.BLOCK
    ]
    if blocked:
        raise InvalidContent(blocked)
    return campaign


@lru_cache(maxsize=8)
def _rankers(
    files: Files, rulebook: Rulebook, backend: Backend, index: SemanticIndex | None, embedder: Any
) -> tuple[Ranker, Ranker | None]:
    """The ranker of the copy, and that of the offers where there are any."""
    campaign = _parsed(files, rulebook)
    ranker = Ranker(campaign, Relevance(campaign, backend, index, embedder))
    if not campaign.offers:
        return ranker, None
    offered = tuple(offer.as_variant(locale) for offer in campaign.offers for locale in LOCALES)
    with_offers = replace(campaign, variants=offered)
    return ranker, Ranker(with_offers, Relevance(with_offers, backend, index, embedder))


def _tell_what_is_stale(ranker: Ranker, index: SemanticIndex | None, backend: Backend) -> None:
    name, stale = ranker.campaign.id, ranker.relevance.stale()
    if index is None and backend != "lexical":
        log.warning("%s has no semantic index: copy is ranked by shared words; run: postergen index build", name)
    elif stale:
        remedy = "ranked by words; run: postergen index build"
        log.warning("%d variants of %s are newer than its semantic index, and %s", stale, name, remedy)
