"""Compare the backends of ranking on a judged set, by texts alone and with what the authors said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.ranking.evaluation import (
    LOOKED_AT,
    Answer,
    Evaluation,
    Half,
    Judgment,
    Measured,
    agreement,
    disputed,
    evaluate,
    gain_over,
)
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import BACKENDS, Backend, Relevance
from postergen.ranking.semantic import Embedder, OptionMeanings, SemanticIndex
from postergen.ranking.wishes import WishReader

BY_TEXT, WITH_TAGS = "alone", "tagged"
OPTIONS, WISHES = "options", "wishes"


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One backend on briefs of one kind, half and locale; ``texts`` says whether the authors' tags played a part.
    Wishes are ranked through options, so with tags alone.
    """

    asked: str
    half: Half
    texts: str
    backend: Backend
    locale: str
    evaluation: Evaluation
    over_lexical: Measured


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What was judged, how far the judges agree and where they do not, and a row for each group and backend."""

    briefs: int
    pairs: int
    agreement: float | None
    disputed: tuple[tuple[str, str, tuple[int, ...]], ...]
    rows: tuple[EvaluationRow, ...]


def compare_backends(
    campaign: Campaign,
    judgments: Sequence[Judgment],
    index: SemanticIndex | None,
    embedder: Embedder | None,
    pinyin: Pinyin,
) -> EvaluationReport:
    """Rank every judged brief with every backend; typed wishes are read by the model in those that compare meaning."""
    meaning = OptionMeanings(index, campaign, embedder) if index and embedder else None
    readers = {one: WishReader(campaign, pinyin, None if one == "lexical" else meaning) for one in BACKENDS}
    rankers = {
        texts: {
            one: Ranker(campaign, Relevance(campaign, one, index, tagged=texts == WITH_TAGS), reader=readers[one])
            for one in BACKENDS
        }
        for texts in (BY_TEXT, WITH_TAGS)
    }
    rows = tuple(row for group in _groups(judgments) for row in _rows(*group, rankers))
    pairs = sum(len(judgment.grades) for judgment in judgments)
    return EvaluationReport(len(judgments), pairs, agreement(judgments), tuple(disputed(judgments)), rows)


def _groups(judgments: Sequence[Judgment]) -> Iterator[tuple[str, Half, str, Sequence[Judgment]]]:
    halves: Sequence[Half] = ("", "tuning", "aside")
    for asked in (OPTIONS, WISHES):
        for half in halves:
            for locale in LOCALES:
                mine = [one for one in judgments if (one.half, one.brief.locale) == (half, locale)]
                mine = [one for one in mine if bool(one.brief.options) == (asked == OPTIONS)]
                if mine:
                    yield asked, half, locale, mine


def _rows(
    asked: str,
    half: Half,
    locale: str,
    judgments: Sequence[Judgment],
    rankers: Mapping[str, Mapping[Backend, Ranker]],
) -> Iterator[EvaluationRow]:
    for texts, by_backend in rankers.items():
        if asked == WISHES and texts == BY_TEXT:
            continue
        answers = {backend: [_answer(ranker, one) for one in judgments] for backend, ranker in by_backend.items()}
        for backend, found in answers.items():
            over = gain_over(judgments, found, answers["lexical"])
            yield EvaluationRow(asked, half, texts, backend, locale, evaluate(judgments, found), over)


def _answer(ranker: Ranker, judgment: Judgment) -> Answer:
    found = ranker.rank(judgment.brief, LOOKED_AT)
    claims = bool(judgment.brief.options) or found.reading is None or found.reading.is_sure
    return Answer([ranked.variant.id for ranked in found.variants], claims)
