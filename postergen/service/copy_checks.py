"""Look at a text as a careful editor would: its length, the law, how it sits on posters, and who said it before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import regex

from postergen.copywriting.compliance import LintFinding, Rulebook, Severity
from postergen.copywriting.duplicates import NearDuplicate, near_duplicates
from postergen.domain.campaign import Campaign
from postergen.domain.lengths import TEXT_LIMITS
from postergen.domain.localized import LOCALES, Localized
from postergen.domain.variant import ANY_WISH, NICKNAME, CopyVariant
from postergen.errors import Finding
from postergen.ranking.semantic import Embedder, Vectors, variant_text
from postergen.rendering.renderer import Renderer
from postergen.service.contents import Addresses, poster_content
from postergen.service.library import Library
from postergen.service.specimens import chosen, ordinary, specimen_poster

_PLACEHOLDER = regex.compile(r"\{[^{}]*\}")


Checked = Sequence[tuple[str, tuple[LintFinding, ...]]]  # what is said of each text, by its id


@dataclass(frozen=True, slots=True)
class QuickCheck:
    """What can be said of a text while it is written, and the texts that say nearly the same."""

    findings: tuple[LintFinding, ...]
    duplicates: tuple[NearDuplicate, ...]


class CopyChecks:
    """Checks variants of campaigns. Safe to share between threads."""

    def __init__(
        self,
        *,
        library: Library,
        rulebook: Rulebook,
        renderer: Renderer,
        addresses: Addresses,
        embedder: Embedder | None,
    ) -> None:
        self.rulebook = rulebook
        self._library, self._renderer, self._addresses, self._embedder = library, renderer, addresses, embedder

    def references(self, campaign: Campaign, variant: CopyVariant) -> list[Finding]:
        """What a variant names that the campaign does not have."""
        known: dict[str, Collection[str]] = {
            "options": campaign.catalogue.option_by_id,
            "themes": campaign.catalogue.theme_by_id,
            "occasions": campaign.occasion_by_id,
            "places": campaign.catalogue.place_by_id,
            "wishes": (ANY_WISH,),
        }
        findings = [
            Finding(
                f"fits/{kind}",
                f"{name!r} is not in {campaign.id}",
                "GET /api/v1/catalogue and `postergen options` list them all",
            )
            for kind, names in known.items()
            for name in getattr(variant.fits, kind)
            if name not in names
        ]
        if not any(getattr(variant.fits, kind) for kind in known):
            findings.append(Finding("fits", "it fits nothing", "name an option, theme, occasion or place, or any wish"))
        return findings

    def check(
        self, campaign: Campaign, variant: CopyVariant, library: Sequence[CopyVariant] | None = None
    ) -> tuple[LintFinding, ...]:
        """Everything there is to say about a text, the gravest first.

        Args:
            library: what it is compared with; the campaign's own variants when left out.
        """
        found = self._alone(variant)
        if not any(f.severity is Severity.BLOCK for f in found):
            found += self._fit(campaign, variant)
        others = [v for v in (campaign.variants if library is None else library) if v.id != variant.id]
        pairs = near_duplicates([variant], others, self._vectors(campaign, variant), self._same_meaning(campaign))
        return _by_severity([*found, *map(_duplicate, repeat(variant), pairs)])

    def quick_check(self, variant: CopyVariant, library: Sequence[CopyVariant]) -> QuickCheck:
        """What takes a few milliseconds: no looks, and no meaning; likeness by letters, in one language."""
        others = [other for other in library if other.id != variant.id and other.locale == variant.locale]
        pairs = near_duplicates([variant], others) if variant.headline.strip() else []
        return QuickCheck(_by_severity(self._alone(variant)), tuple(pairs))

    def check_all(self, campaign: Campaign, variants: Sequence[CopyVariant], *, with_looks: bool) -> Checked:
        """As above for many, compared with one another too. Setting a text on every look takes about a second."""
        fresh = {variant.id for variant in variants}
        library = [variant for variant in campaign.variants if variant.id not in fresh]
        pairs: dict[str, list[NearDuplicate]] = defaultdict(list)
        for pair in near_duplicates(variants, library, self._known_vectors(campaign), self._same_meaning(campaign)):
            pairs[pair.variant].append(pair)
        checked = []
        for variant in variants:
            found = [*self._alone(variant), *map(_duplicate, repeat(variant), pairs[variant.id])]
            if with_looks:
                found += self._fit(campaign, variant)
            checked.append((variant.id, _by_severity(found)))
        return checked

    def _alone(self, variant: CopyVariant) -> list[LintFinding]:
        """What can be said without looks and other texts."""
        return [*self._lengths(variant), *self._placeholders(variant), *self.lint(variant)]

    def lint(self, variant: CopyVariant) -> list[LintFinding]:
        """What the rules say."""
        return [
            found for name, text in variant.texts() for found in self.rulebook.lint(text, "copy", variant.locale, name)
        ]

    @staticmethod
    def _lengths(variant: CopyVariant) -> Iterator[LintFinding]:
        for name, text in variant.texts():
            limit = TEXT_LIMITS[name][variant.locale]
            if len(text) > limit:
                yield _finding("text.length", name, text, limit, length=len(text), limit=limit)
            elif not text.strip():
                yield _finding("text.empty", name, text)

    @staticmethod
    def _placeholders(variant: CopyVariant) -> Iterator[LintFinding]:
        for name, text in variant.texts():
            for match in _PLACEHOLDER.finditer(text):
                if match.group() != NICKNAME:
                    yield _finding("text.placeholder", name, text, match.start(), placeholder=NICKNAME)

    def _fit(self, campaign: Campaign, variant: CopyVariant) -> Iterator[LintFinding]:
        """Set the text on every look of the campaign, in every format, as an ordinary poster has it."""
        brief = ordinary(campaign, variant, campaign.templates[0])
        poster = specimen_poster(campaign, brief, chosen(variant))
        content = poster_content(poster, campaign, self._addresses, variant=variant)
        empty = replace(content, headline="一", body="一", call_to_action="一")
        glossary = campaign.glossary[variant.locale] | variant.marked_passages
        looks = {template.id: template for template in self._library.templates()}
        for name in campaign.templates:
            for format_name in looks[name].formats:
                layout = self._renderer.lay_out(looks[name], format_name, content, glossary=glossary)
                lost = {warning.element for warning in layout.warnings()}
                if lost:
                    before = self._renderer.lay_out(looks[name], format_name, empty, glossary=glossary)
                    lost -= {warning.element for warning in before.warnings()}
                for element in sorted(lost):
                    yield _finding("text.fit", element, variant.headline, look=name, format=format_name)

    def _vectors(self, campaign: Campaign, variant: CopyVariant) -> dict[str, Vectors]:
        """The embeddings of the library, and of the text itself when the model that made them is at hand."""
        semantic = self._library.ranker(campaign.id).relevance.semantic
        if semantic is None or self._embedder is None or self._embedder.name != semantic.index.model:
            return {}
        (own,) = self._embedder.embed("document", [variant_text(variant, semantic.index.reads)])
        return self._known_vectors(campaign) | {variant.id: own}

    def _same_meaning(self, campaign: Campaign) -> dict[str, float]:
        """The cosine from which texts say nearly the same, by locale."""
        semantic = self._library.ranker(campaign.id).relevance.semantic
        return {locale: semantic.same_meaning(locale) for locale in LOCALES} if semantic else {}

    def _known_vectors(self, campaign: Campaign) -> dict[str, Vectors]:
        ranker = self._library.ranker(campaign.id)
        semantic = ranker.relevance.semantic
        if semantic is None:
            return {}
        found = zip(ranker.campaign.variants, semantic.vectors, semantic.known, strict=True)
        return {variant.id: vector for variant, vector, is_known in found if is_known}


def _by_severity(found: Sequence[LintFinding]) -> tuple[LintFinding, ...]:
    return tuple(sorted(found, key=lambda f: list(Severity).index(f.severity)))


def _duplicate(variant: CopyVariant, pair: NearDuplicate) -> LintFinding:
    return _finding("copy.duplicate", "headline", variant.headline, other=pair.other, likeness=pair.likeness)


# rule: severity, problem and remedy, in Chinese and English
_MESSAGES: dict[str, tuple[Severity, tuple[str, str], tuple[str, str]]] = {
    "text.length": (
        Severity.BLOCK,
        ("有 {length} 个字，最多 {limit} 个", "has {length} characters, at most {limit}"),
        ("删短一点", "shorten it"),
    ),
    "text.empty": (Severity.BLOCK, ("是空的", "is empty"), ("写上", "write it")),
    "text.placeholder": (
        Severity.BLOCK,
        ("没有这样的占位符", "there is no such placeholder"),
        ("只有 {placeholder}", "only {placeholder} is one"),
    ),
    "text.fit": (
        Severity.BLOCK,
        ("在 {look} 的 {format} 版式里放不下，或有字体没有的字", "does not fit {look} in {format}, or no font has it"),
        ("删短一点，或换掉少见的字", "shorten it, or leave out rare characters"),
    ),
    "copy.duplicate": (
        Severity.REVIEW,
        ("和 {other} 太像（{likeness:.2f}）", "is too much like {other} ({likeness:.2f})"),
        ("换一个角度写", "find another angle"),
    ),
}


def _finding(rule: str, field: str, text: str, start: int = 0, **values: object) -> LintFinding:
    severity, problem, remedy = _MESSAGES[rule]
    said, mend = (
        Localized({locale: words.format(**values) for locale, words in zip(LOCALES, pair, strict=True)})
        for pair in (problem, remedy)
    )
    return LintFinding(rule, severity, field, start, len(text), text[start:], said, mend)
