"""Compare the backends of ranking on a judged set, by texts alone and with what the authors said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.domain.campaign import Campaign
from postergen.domain.localized import LOCALES
from postergen.ranking.evaluation import (
    LOOKED_AT,
    Evaluation,
    Judgment,
    Measured,
    Ranking,
    agreement,
    evaluate,
    gain_over,
)
from postergen.ranking.pinyin import Pinyin
from postergen.ranking.ranker import Ranker
from postergen.ranking.relevance import BACKENDS, Backend, Relevance
from postergen.ranking.semantic import Embedder, OptionMeanings, SemanticIndex
from postergen.ranking.wishes import WishReader

BY_TEXT, WITH_TAGS = "alone", "tagged"


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One backend in one locale; ``texts`` says whether the authors' tags played a part."""

    texts: str
    backend: Backend
    locale: str
    evaluation: Evaluation
    over_lexical: Measured


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What was judged, how far the judges agree, and a row for each backend and locale."""

    briefs: int
    pairs: int
    agreement: float
    rows: tuple[EvaluationRow, ...]


def compare_backends(
    campaign: Campaign, judgments: Sequence[Judgment], index: SemanticIndex | None, embedder: Embedder | None
) -> EvaluationReport:
    """Rank every judged brief with every backend; ``embedder`` reads the wishes of those that compare by meaning."""
    meaning = OptionMeanings(index, campaign, embedder) if index and embedder else None
    readers = {one: WishReader(campaign, Pinyin({}), None if one == "lexical" else meaning) for one in BACKENDS}
    rows = []
    for texts in (BY_TEXT, WITH_TAGS):
        rankers = {
            backend: Ranker(
                campaign, Relevance(campaign, backend, index, tagged=texts == WITH_TAGS), reader=readers[backend]
            )
            for backend in BACKENDS
        }
        for locale in LOCALES:
            asked = [judgment for judgment in judgments if judgment.brief.locale == locale]
            rankings = {backend: [_ranking(ranker, j) for j in asked] for backend, ranker in rankers.items()}
            for backend, found in rankings.items():
                over = gain_over(asked, found, rankings["lexical"])
                rows.append(EvaluationRow(texts, backend, locale, evaluate(asked, found), over))
    pairs = sum(len(judgment.grades) for judgment in judgments)
    return EvaluationReport(len(judgments), pairs, agreement(judgments), tuple(rows))


def _ranking(ranker: Ranker, judgment: Judgment) -> Ranking:
    return [ranked.variant.id for ranked in ranker.rank(judgment.brief, LOOKED_AT).variants]
