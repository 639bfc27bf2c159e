"""Texts against each other: what the page says of them is what is known, and no more."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from postergen.domain.accounts import Role
from postergen.domain.policies import Arm, Kind
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.domain.words import Words
from postergen.loading import load_words
from postergen.ranking.policy import FIXED_VERSION
from postergen.ranking.shares import Belief, Known, Share
from postergen.ranking.together import Together
from postergen.service.shares import Explained, Shares
from postergen.service.standings import Compared
from postergen.tracking.intervals import Rate
from postergen.tracking.pairs import duel, duels_with_first
from postergen.tracking.posteriors import common_prior
from postergen.tracking.standing import LOOKS, Standings, best_of, needed, stand
from postergen.web.app import create_app
from postergen.web.studio.results.changes import change_figure
from postergen.web.studio.results.contests import standing_figure
from postergen.web.studio.results.duels import Gaps, duel_figure, duel_verdict
from postergen.web.studio.results.figures import Figure
from postergen.web.studio.results.ridges import Ridges
from postergen.web.studio.results.shares import Whys, share_figure
from tests.conftest import NOON
from tests.products import product_for, settings_for
from tests.web.studio.conftest import PASSWORD, enter_as
from tests.web.studio.month import NAME, NOODLES, live_a_month

TEXTS = {
    f"v{i}": CopyVariant(f"v{i}", "en", Hook.THEME, Tone.WARM, Fits(), name, "", "scan")
    for i, name in enumerate(("Noodles", "Steam", "Sesame", "Bowl", *(f"Text {n}" for n in range(20))))
}
LANGUAGES = ("en", "zh-CN")


def said(lang: str) -> Words:
    return load_words()[lang].pages["studio/results"]


def look(*counts: tuple[float, float]) -> Standings:
    names = zip(TEXTS.values(), counts, strict=False)
    arms = [Arm(v.id, v.revision, "en", *pair, 0.0) for v, pair in names]
    return stand(arms, common_prior(arms))


def compared(now: Standings, then: Standings | None = None, gone: tuple[CopyVariant, ...] = ()) -> Compared:
    """The same on each day, and otherwise a week ago."""
    week_ago = now if then is None else then
    there = frozenset((row.arm.variant, row.arm.revision) for row in week_ago.rows)
    best = best_of([now] * LOOKS)
    midnight = NOON.replace(hour=0)
    return Compared(midnight, (now,) * LOOKS, best, None if best else needed(now), week_ago, there, gone)


def explained(text: CopyVariant, earned: float, known: Known | None = None) -> Explained:
    of = known.belief if known else None
    rate = None if of is None else Rate(of.value if isinstance(of, Together) else of.a / (of.a + of.b), 0.05, 0.15)
    return Explained(text, 0.5, Share(earned, 0.001, 0.004), known, rate)


def shares(*rows: Explained, **how: object) -> Shares:
    usual = Shares("beta-1", Kind.BETA, "", NOON, False, False, 0.05, 0.001, rows)
    return replace(usual, **how)  # type: ignore[arg-type]


def text_of(figure: Figure) -> str:
    return " ".join(figure.sentences)


SEEN = Known(200, 20, Belief(0.08, 80, 26.4, 253.6))
UNSEEN = Known(0, 0, Belief(0.08, 80, 6.4, 73.6))
FEW = (look((700, 90), (600, 60), (150, 12), (40, 2)), look((300, 30), (250, 40)))


def test_a_hill_and_its_best_guess_stand_on_the_scale_that_is_written_above() -> None:
    figure = standing_figure(compared(FEW[0]), "", said("en"), TEXTS)
    picture = figure.picture
    assert isinstance(picture, Ridges)
    ticks = {float(label): at for at, label in picture.axis.ticks}
    low, high = min(ticks), max(ticks)
    assert (ticks[low], ticks[high]) == (0, 100)
    for row, standing in zip(picture.rows, FEW[0].rows, strict=True):
        value = 100 * (standing.rate.value or 0)
        assert row.at == pytest.approx(100 * (value - low) / (high - low), abs=0.01)
        points = [tuple(map(float, point.split())) for point in re.split("[ML]", row.whole.strip("MZ"))]
        assert {points[0][1], points[-1][1]} == {100}
        top = min(points, key=lambda point: point[1])
        assert top[1] == pytest.approx(0, abs=1)
        assert top[0] == pytest.approx(10 * row.at, abs=50)  # a little left of the mean
        sure = [float(point.split()[0]) for point in re.split("[ML]", row.sure.strip("MZ"))]
        assert min(sure) < 10 * row.at < max(sure)
    assert [bool(row.edge) for row in picture.rows] == [False, True, True, True]
    assert [row.is_young for row in picture.rows] == [False, False, False, True]


def test_more_posters_make_a_narrower_hill() -> None:
    picture = standing_figure(compared(look((5000, 500), (200, 20))), "", said("en"), TEXTS).picture
    assert isinstance(picture, Ridges)
    spread = {row.posters: [float(x) for x in re.findall(r"[ML]([\d.]+) ", row.sure)] for row in picture.rows}
    assert 3 * (max(spread[5000]) - min(spread[5000])) < max(spread[200]) - min(spread[200])


@pytest.mark.parametrize("counts", [((300, 30),), ((300, 300), (200, 199)), ((100_000, 10), (100_000, 12))])
def test_hills_are_drawn_whatever_the_shares(counts: tuple[tuple[float, float], ...]) -> None:
    picture = standing_figure(compared(look(*counts)), "", said("en"), TEXTS).picture
    assert isinstance(picture, Ridges)
    assert len(picture.axis.ticks) >= 2
    for row in picture.rows:
        assert "nan" not in row.whole + row.sure + row.edge
        assert 0 <= row.at <= 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pair_is_told_or_cannot_be_told_in_so_many_words(lang: str) -> None:
    r, now = said(lang), look((2000, 240), (1800, 120), (700, 80), (40, 2))
    looks, ids = (
        [now] * LOOKS,
        [(row.variant.id, row.variant.revision) for row in map(explained, TEXTS.values(), [0.0] * 4)],
    )
    told = {}
    for name, (i, j) in {"better": (1, 0), "open": (0, 2), "young": (0, 3)}.items():
        found = duel(looks, ids[i], ids[j])
        assert found is not None
        told[name] = duel_verdict(found, r, TEXTS)
    assert told["better"].is_told
    assert told["better"].headline == r["pair_told"].format(better="Noodles", other="Steam")
    assert "−" in told["better"].reasons[0]  # the first that was asked for is the worse one
    assert told["open"].headline == r["pair_cannot"].format(first="Noodles", second="Sesame")
    assert len(told["open"].reasons) == 2
    assert told["young"].headline == r["too_young"]


def test_each_text_lies_left_of_nothing_when_it_brings_less_than_the_first() -> None:
    now = look((2000, 240), (1800, 120), (700, 80))
    found = duels_with_first([now] * LOOKS)
    picture = duel_figure(compared(now), found, None, "", said("en"), TEXTS).picture
    assert isinstance(picture, Gaps)
    gaps = {row.name: row for row in picture.rows}
    assert gaps["Steam"].high < 50
    assert gaps["Steam"].says == "brings fewer"
    assert gaps["Sesame"].low < 50 < gaps["Sesame"].high
    assert gaps["Sesame"].says == "cannot tell apart"
    assert [at for at, label in picture.ticks if label == "0"] == [50]
    assert min(row.low for row in picture.rows) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("how", "key"),
    [
        ({"made_at": None, "kind": Kind.FIXED, "version": FIXED_VERSION}, "shares_fixed"),
        *(({"made_at": None, "note": n}, f"policy_{n}") for n in ("missing", "stale", "unreadable", "rolled-back")),
        ({"is_pinned": True}, "shares_pinned"),
        ({"is_late": True}, "shares_late"),
        ({"made_at": NOON - timedelta(days=1)}, "shares_behind"),
        ({"kind": Kind.LOGISTIC}, "shares_together"),
    ],
)
def test_the_state_of_the_policy_is_said_and_nothing_else(lang: str, how: Mapping[str, object], key: str) -> None:
    r = said(lang)
    states = ["shares_fixed", "shares_pinned", "shares_late", "shares_behind", "shares_together"]
    states += [f"policy_{note}" for note in ("missing", "stale", "unreadable", "rolled-back")]
    found = share_figure(shares(explained(TEXTS["v0"], 0.9), **how), compared(FEW[0]), r, TEXTS)
    assert [state for state in states if r[state] in found.sentences] == [key]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_why_a_text_gets_its_share_is_told_from_what_was_expected_seen_and_both(lang: str) -> None:
    r = said(lang)
    rows = [explained(TEXTS["v0"], 0.9, SEEN), explained(TEXTS["v1"], 0.002, UNSEEN), explained(TEXTS["v2"], 0.0, SEEN)]
    figure = share_figure(shares(*rows), compared(FEW[0]), r, TEXTS)
    picture = figure.picture
    assert isinstance(picture, Whys)
    first, unseen, least = picture.first
    assert first.reasons[:2] == (
        r["why_expected"].format(expected="8.0"),
        r["why_seen"].format(rewarded="20", posters="200", seen="10"),
    )
    assert first.reasons[3] == r["why_earned"].format(earned="90%", even="0.5%")
    assert unseen.reasons[1:] == (r["why_unseen"], r["why_little"].format(earned="0.2%", even="0.5%"))
    assert least.reasons[-1] == r["why_least"].format(even="0.5%")
    tried = share_figure(shares(explained(TEXTS["v1"], 0.9, UNSEEN)), compared(FEW[0]), r, TEXTS).picture
    assert isinstance(tried, Whys)
    assert tried.first[0].reasons[-1] == r["why_tried"].format(earned="90%", even="0.5%")
    assert first.beliefs is not None
    assert unseen.beliefs is not None
    assert first.beliefs.expected < first.beliefs.at < (first.beliefs.seen or 0)
    assert unseen.beliefs.seen is None
    assert r["shares_strength"].format(strength=80) in figure.notes
    assert picture.without == r["shares_without"].format(names=r["quoted"].format(name="Bowl"))
    assert sum(float(str(cell)) for cell in figure.table.rows[0][-4:-1]) == figure.table.rows[0][-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_texts_learn_together_each_is_shown_with_what_those_like_it_let_expect(lang: str) -> None:
    r = said(lang)
    belief = Together(0.06, 0.08, 0.05, 0.11)
    rows = [explained(TEXTS["v0"], 0.9, replace(SEEN, belief=belief)), explained(TEXTS["v1"], 0.08)]
    figure = share_figure(shares(*rows, kind=Kind.LOGISTIC), compared(FEW[0]), r, TEXTS)
    picture = figure.picture
    assert isinstance(picture, Whys)
    together, fixed = picture.first
    assert together.reasons[:3] == (
        r["why_alike"].format(expected="6.0"),
        r["why_seen"].format(rewarded="20", posters="200", seen="10"),
        r["why_both"].format(value="8.0", low="5.0", high="15"),
    )
    assert together.beliefs is not None
    assert together.beliefs.low < together.beliefs.expected < together.beliefs.at < together.beliefs.high
    assert fixed.beliefs is None
    assert picture.expected == r["key_alike"]
    assert not any(r["shares_strength"].partition("{")[0] in note for note in figure.notes)
    assert figure.table.rows[0][4:11] == (0.06, None, 200, 20, 0.08, 0.05, 0.15)


def test_of_many_texts_some_wait_behind_a_summary() -> None:
    rows = [explained(text, 0.02, SEEN) for text in TEXTS.values()]
    picture = share_figure(shares(*rows), compared(FEW[0]), said("en"), TEXTS).picture
    assert isinstance(picture, Whys)
    assert (len(picture.first), len(picture.others)) == (8, len(TEXTS) - 8)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_changed_is_said_in_words(lang: str) -> None:
    r = said(lang)
    rows = [explained(TEXTS["v0"], 0.715), explained(TEXTS["v1"], 0.195), explained(TEXTS["v2"], 0.05)]
    before = {(text.id, text.revision): share for text, share in zip(TEXTS.values(), (0.2, 0.75), strict=False)}
    old = replace(TEXTS["v9"], headline="Gone by now")
    figure = change_figure(compared(*FEW, (old,)), shares(*rows), before, r, TEXTS)
    told = text_of(figure)
    assert r["changes_other"].partition("{")[0] in told
    assert r["changes_up"].format(name="Noodles", before="20%", now="72%") in told
    assert r["changes_down"].format(name="Steam", before="75%", now="20%") in told
    assert r["changes_gone"].format(names=r["quoted"].format(name="Gone by now")) in told
    assert r["changes_new"].partition("{")[0] in told
    kinds = {row[0]: row[3] for row in figure.table.rows}
    assert kinds == {
        "Noodles": "",
        "Steam": "",
        "Sesame": r["change_new"],
        "Bowl": r["change_new"],
        "Gone by now": r["change_gone"],
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_week_in_which_little_happened_says_so(lang: str) -> None:
    r, row = said(lang), explained(TEXTS["v0"], 0.5)
    same = {(row.variant.id, row.variant.revision): row.share.whole}
    figure = change_figure(compared(FEW[0]), shares(row), same, r, TEXTS)
    assert r["changes_flat"].format(points=3) in figure.sentences
    assert r["changes_still"].partition("{")[0] in text_of(figure)
    assert figure.kind == ""
    first = change_figure(compared(FEW[0], look()), shares(row), {}, r, TEXTS)
    assert first.sentences == (r["changes_young"],)
    young = change_figure(compared(look((40, 2), (30, 3))), shares(row), {}, r, TEXTS)
    assert r["changes_too_young"] in young.sentences
    since = change_figure(compared(FEW[0], look((40, 2), (30, 3))), shares(row), {}, r, TEXTS)
    assert r["changes_first"].partition("{")[0] in text_of(since)


# the page


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A writer after a month in which two texts of each language had nearly all posters, and a policy was made."""
    product = product_for(settings_for(tmp_path_factory.mktemp("texts")))
    live_a_month(product, NOON, posters=700, texts=2)
    product.accounts.create("ann", PASSWORD, Role.WRITER)
    assert product.policies.update(NAME, "ann").serves
    product.policy_memory.refresh()
    client = create_app(product).test_client()
    assert enter_as(client, "ann").status_code == 303
    yield client
    product.close()


ASKED = f"option={NOODLES}&locale=zh-CN"
ONE, OTHER = f"{NOODLES}.zh-2", f"{NOODLES}.zh-3"


def read(client: FlaskClient, query: str, lang: str = "en") -> str:
    answer = client.get(f"/studio/results/variants?{query}", headers={"Accept-Language": lang})
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_an_option_has_every_answer_with_its_table(ann: FlaskClient, lang: str) -> None:
    page = read(ann, ASKED, lang)
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    ids = [re.search(r"figure-([\w-]+)\"", figure)[1] for figure in figures]  # type: ignore[index]
    assert ids == ["standing", "pairs", "shares", "changes", "compared"]
    for figure, name in zip(figures, ids, strict=True):
        assert re.search(r"<figcaption><p>\S", figure)
        assert f"/studio/results/variants/{name}.csv?" in figure
        for picture in re.findall(r"<svg[^>]*>", figure):
            named = 'aria-hidden="true"' in picture or re.search(r'role="img" aria-label="[^"]', picture)
            assert named or "viewBox=" in picture or "overflow=" in picture  # within another
    assert "style=" not in page


def test_two_texts_are_compared_by_their_names_and_in_the_csv(ann: FlaskClient) -> None:
    page = read(ann, f"{ASKED}&pair={OTHER}&pair={ONE}")
    assert page.count('class="verdict of-pair') == 1
    assert re.search(rf'<option value="{OTHER}" selected>', page)
    answer = ann.get(f"/studio/results/variants/pairs.csv?{ASKED}&pair={OTHER}&pair={ONE}")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert (rows[0]["first"], rows[0]["second"]) in [
        (rows[1]["first"], rows[1]["second"]),
        (rows[1]["second"], rows[1]["first"]),
    ]
    assert float(rows[0]["low"]) < float(rows[0]["difference"]) < float(rows[0]["high"])


@pytest.mark.parametrize("pair", [f"pair={ONE}", f"pair={ONE}&pair={ONE}", "pair=a&pair=b"])
def test_what_is_no_pair_is_asked_for_again(ann: FlaskClient, pair: str) -> None:
    assert "Choose two different texts." in read(ann, f"{ASKED}&{pair}")


def test_shares_of_the_page_sum_to_all_posters(ann: FlaskClient) -> None:
    answer = ann.get(f"/studio/results/variants/shares.csv?{ASKED}")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert sum(float(row["share"]) for row in rows) == pytest.approx(1, abs=1e-4)
    assert all(float(row["low"]) <= float(row["estimate"]) <= float(row["high"]) for row in rows)


def test_with_a_period_without_posters_the_texts_are_compared_all_the_same(ann: FlaskClient) -> None:
    assert "figure-standing" in read(ann, f"{ASKED}&from=2020-01-01&to=2020-01-02")
