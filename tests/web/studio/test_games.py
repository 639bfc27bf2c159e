"""Games in the studio: everybody sees what came of them, and who may decide does so, noted."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from postergen.adapters.sql.game_store import SqlGames
from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from postergen.domain.collecting import Collection
from postergen.web.studio.games import views
from tests.products import NOON
from tests.service.gaming import CAMPAIGN, Playground
from tests.web.studio.conftest import SignIn
from tests.web.studio.editing import send
from tests.web.studio.playing import lively_rules, play_a_while, show_cards

DAY = timedelta(days=1)
RUNNING = lively_rules("running", NOON - 4 * DAY, NOON + 9 * DAY)
ENDED = lively_rules("ended", NOON - 9 * DAY, NOON - DAY)
AT = "/studio/games/{}"


def begin(product: Product, rules: Collection, **more: int) -> None:
    clock = product.posters._clock
    play_a_while(product, rules, players=8, days=4, **more)
    product.posters._clock = clock


@pytest.fixture
def running(product: Product) -> str:
    begin(product, RUNNING)
    return AT.format(RUNNING.id)


@pytest.fixture
def ended(product: Product) -> str:
    begin(product, ENDED)
    return AT.format(ENDED.id)


def told(client: FlaskClient, path: str, lang: str = "en") -> str:
    answer = client.get(f"{path}?lang={lang}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def table(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_campaign_without_games_says_where_they_come_from(sign_in: SignIn) -> None:
    assert "Make one in the catalogue" in told(sign_in(Role.WRITER), "/studio/games")


def test_all_games_are_listed_with_what_came_of_them(sign_in: SignIn, running: str, ended: str) -> None:
    writer = sign_in(Role.WRITER)
    page = told(writer, "/studio/games")
    assert "running" in page
    assert "over, not closed" in page
    assert "2026-05-28 12:00 – 2026-06-10 12:00" in page  # of the campaign's clocks
    assert "没结算" in told(writer, "/studio/games", "zh-CN")


@pytest.mark.parametrize(("lang", "says"), [("en", "Nobody has been dealt a card yet."), ("zh-CN", "还没有人领到牌。")])
def test_a_game_that_nobody_played_says_so_and_shows_no_empty_figure(
    lang: str, says: str, sign_in: SignIn, product: Product
) -> None:
    Playground(product, RUNNING).games.run(CAMPAIGN, RUNNING.id)
    page = told(sign_in(Role.WRITER), AT.format(RUNNING.id), lang)
    assert says in page
    assert "Chi-squared" not in page


def test_a_writer_sees_a_game_and_decides_nothing(sign_in: SignIn, running: str) -> None:
    writer = sign_in(Role.WRITER)
    page = told(writer, running)
    assert "Every line follows from the seed and the rules." in page
    assert "Pause the game" not in page
    assert send(writer, running, decision="pause-game").status_code == 403
    assert writer.get(f"{running}/spots").status_code == 403
    assert writer.get(AT.format("none")).status_code == 404


def test_the_seed_is_secret_until_a_game_is_closed(sign_in: SignIn, ended: str, product: Product) -> None:
    seed = SqlGames(product.engine).run(CAMPAIGN, ENDED.id)
    assert seed is not None
    approver = sign_in(Role.APPROVER)
    assert seed.seed.hex() not in approver.get(ended).text
    assert approver.get(f"{ended}/payouts.csv").status_code == 409
    assert send(approver, ended, decision="close-game").status_code == 303
    page = told(approver, ended)
    assert seed.seed.hex() in page
    assert "Paid" in page
    payouts = table(approver, f"{ended}/payouts.csv")
    assert sum(int(row["units"]) for row in payouts) in (0, ENDED.ending.pool)


def test_a_decision_is_noted_with_who_and_why(sign_in: SignIn, running: str) -> None:
    approver = sign_in(Role.APPROVER)
    answer = send(approver, running, decision="pause-game", why="the printer is out of paper")
    assert answer.headers["Location"].endswith("done=pause-game")
    assert "paused" in told(approver, running)
    assert send(approver, running, decision="resume-game").status_code == 303
    log = told(approver, "/studio/audit")
    assert "paused a game" in log
    assert "the printer is out of paper" in log
    assert "resumed a game" in log


def test_what_the_rules_forbid_is_told_on_the_page(sign_in: SignIn, running: str, ended: str) -> None:
    approver = sign_in(Role.APPROVER)
    early = send(approver, running, decision="close-game", lang="en")
    assert early.status_code == 409
    assert "Its time is not over yet." in early.text
    assert send(approver, running, decision="burn").status_code == 404
    assert approver.post(running, data={"decision": "pause-game"}).status_code == 403  # without the session's token


def test_the_record_is_a_table_with_every_line(sign_in: SignIn, running: str, product: Product) -> None:
    rows = table(sign_in(Role.WRITER), f"{running}/record.csv")
    kept = list(SqlGames(product.engine).record(CAMPAIGN, RUNNING.id))
    assert [row["digest"] for row in rows] == [digest for _, digest in kept]
    assert {row["kind"] for row in rows} >= {"deal", "wrong"}


@pytest.mark.parametrize("figure", ["players", "deals", "odds", "ways", "passed", "brought"])
def test_each_figure_is_a_table(figure: str, sign_in: SignIn, running: str, product: Product) -> None:
    show_cards(product, RUNNING, posters=9)
    rows = table(sign_in(Role.WRITER), f"{running}/{figure}.csv")
    assert rows
    if figure == "brought":
        assert sum(int(row["posters"]) for row in rows) == 9
    if figure == "odds":
        assert [row["id"] for row in rows] == [card.id for card in RUNNING.cards]
    assert sign_in(Role.WRITER).get(f"{running}/none.csv").status_code == 404


def test_a_long_record_is_played_again_when_somebody_asks(
    sign_in: SignIn, running: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "VERIFIED_UNASKED", 1)
    writer = sign_in(Role.WRITER)
    page = told(writer, running)
    assert "Play the record again" in page
    assert "Every line follows" not in page
    assert "Every line follows" in send(writer, f"{running}/verify", lang="en").text


def test_a_record_that_was_changed_is_told_by_its_lines(sign_in: SignIn, running: str, product: Product) -> None:
    with product.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE game_act SET card = CASE card WHEN 'ticket' THEN 'noodles' ELSE 'ticket' END WHERE serial = 1"
        )
    page = told(sign_in(Role.WRITER), running)
    assert "do not follow from the seed" in page
    assert "line 1" in page


def test_odds_that_were_not_kept_are_told_before_anything_is_paid(
    sign_in: SignIn, running: str, product: Product
) -> None:
    assert "Look at this before" not in told(sign_in(Role.WRITER), running)
    with product.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE game_count SET count = count * 90 WHERE card = 'noodles'")
    page = told(sign_in(Role.WRITER), running)
    assert "Look at this before anything is paid." in page
    assert "Not as promised." in page


def test_a_spot_is_printed_in_both_languages_with_a_code_that_counts(sign_in: SignIn, running: str) -> None:
    approver = sign_in(Role.APPROVER)
    page = approver.get(f"{running}/spots").text
    assert page.count('<article class="spot"') == len(RUNNING.spots)
    for words in ("江汉关码头", "Customs House pier", "扫一扫，领一张牌", "Scan, and get a card"):
        assert words in page
    address = re.search(r'href="https://life.example.com(/c/[^"]+/at/s0/[^"]+)"', page)
    assert address is not None
    assert approver.get(address[1]).status_code == 200
