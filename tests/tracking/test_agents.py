"""Every real-world agent of the table is told for what it is: people in strange apps, fetchers, crawlers, tools."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import regex

from postergen.domain.scan import ScanClass
from postergen.tracking import agents
from postergen.tracking.classify import Hit, classify

CHINESE = "Chinese apps and browsers"


class Row(NamedTuple):
    """One line of the table, with the section it stands in."""

    scan_class: str
    app: str
    agent: str
    section: str


def read_table() -> list[Row]:
    rows, section = [], ""
    for line in Path(__file__).with_name("user_agents.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = line.partition("section: ")[2]
        else:
            scan_class, app, agent = line.split("\t")
            rows.append(Row(scan_class, app, agent, section))
    return rows


ROWS = read_table()
PEOPLE = [row for row in ROWS if row.scan_class == ScanClass.HUMAN]
FETCHERS = [row for row in ROWS if row.scan_class == ScanClass.PREVIEW]
MACHINES = [row for row in ROWS if row.scan_class == ScanClass.BOT]


def named(row: Row) -> str:
    return row.app


def class_of(agent: str) -> ScanClass:
    return classify(Hit("GET", {"user-agent": agent})).scan_class


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_an_agent_is_told_for_what_it_is(row: Row) -> None:
    found = classify(Hit("GET", {"user-agent": row.agent}))
    assert found.scan_class == row.scan_class, found.reason


def test_the_table_is_large_and_mostly_about_the_apps_that_scan_chinese_posters() -> None:
    assert len(ROWS) >= 120
    assert sum(row.section == CHINESE for row in PEOPLE) >= 60
    assert len({(row.section, row.app) for row in ROWS}) == len(ROWS)
    assert len({row.agent for row in ROWS}) == len(ROWS)


def test_every_agent_is_short_enough_to_be_read_whole() -> None:
    assert max(len(row.agent) for row in ROWS) <= agents.LONGEST_AGENT


@pytest.mark.parametrize(
    "crawler", ["Baiduspider/2.0", "Sogou web spider/4.0", "360Spider", "YisouSpider", "Bytespider", "PetalBot"]
)
def test_a_crawler_that_borrows_a_person_s_agent_is_a_crawler(crawler: str) -> None:
    borrowed = [f"{row.agent[:400]} (compatible; {crawler})" for row in PEOPLE]
    assert [agent for agent in borrowed if class_of(agent) is not ScanClass.BOT] == []


# Words that other lists of crawlers hold, or held, and that people's apps carry.
@pytest.mark.parametrize(
    "word",
    [
        "MicroMessenger", "Sogou", "baidu", "Baidu;", "NewsArticle", "aweme", "AlipayClient", "QQBrowser", "GoogleApp",
        "GSA/", "HuaweiBrowser", "BiliApp", "wxwork", "DingTalk/", "[Cc][Uu][Bb][Oo][Tt]", "Futureve", "UCBrowser",
    ],
)  # fmt: skip
def test_people_stay_people_when_a_list_takes_up_the_name_of_their_app(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry = [row for row in PEOPLE if re.search(word, row.agent)]
    assert carry
    monkeypatch.setattr(
        agents, "first_listed", lambda agent: (found[0] if (found := re.search(word, agent)) else "", False)
    )
    # past the cache, which holds what the real list says
    assert [row.app for row in carry if agents.signs.__wrapped__(row.agent).crawler] == []


@pytest.mark.parametrize("row", MACHINES, ids=named)
def test_a_machine_s_reason_names_what_gave_it_away(row: Row) -> None:
    reason = classify(Hit("GET", {"user-agent": row.agent})).reason
    kind, _, name = reason.partition(": ")
    assert reason == "no user agent" or (
        kind in {"crawler", "developer tool", "no browser", "address"} and name.lower() in row.agent.lower()
    )


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "crawler: Googlebot"),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", "crawler: Baiduspider"),
        ("facebookexternalhit/1.1;line-poker/1.0", "preview: facebookexternalhit/1.1;line-poker"),
        ("WhatsApp/2.23.20.0 A", "preview: WhatsApp"),
        ("http.rb/5.1.1 (Mastodon/4.2.10; +https://mastodon.social/)", "preview: Mastodon"),
    ],
)
def test_a_reason_is_a_name_that_an_operator_knows(agent: str, reason: str) -> None:
    assert classify(Hit("GET", {"user-agent": agent})).reason == reason


@pytest.mark.parametrize(
    ("patterns", "rows"),
    [
        (agents.PEOPLE, PEOPLE),
        (agents.DEVICES, PEOPLE),
        (agents.FETCHERS, FETCHERS),
        (agents.WORKSHOPS, MACHINES),
        (agents.MACHINES, MACHINES),
    ],
    ids=["people", "devices", "fetchers", "workshops", "machines"],
)
def test_every_pattern_has_an_agent_in_the_table(patterns: tuple[str, ...], rows: list[Row]) -> None:
    without = [p for p in patterns if not any(regex.search(p, row.agent, regex.I) for row in rows)]
    assert without == []


@pytest.mark.parametrize("model", ["XBot Junior", "Slackbot", "Butterfly", "Sogou web spider"])
def test_a_phone_s_model_makes_a_machine_of_nobody_and_a_person_of_no_program(model: str) -> None:
    browser = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.104 Mobile Safari/537.36"
    for device in (model, f"{model} Build/NRD90M", f"en-us; {model} Build/NRD90M; wv"):
        inside = f"(Linux; Android 9; {device})"
        assert not agents.signs(f"Mozilla/5.0 {inside} {browser}").crawler
        assert class_of(f"Mozilla/5.0 {inside} {browser} (compatible; PetalBot)") is ScanClass.BOT
        assert class_of(f"SomeTool/1.0 {inside}") is not ScanClass.HUMAN
    assert class_of(f"Mozilla/5.0 (Linux; Android 9; {model.replace(' ', '')}bot/2.1) {browser}") is not ScanClass.HUMAN


def test_the_listed_android_build_of_oppo_and_xiaomi_phones_does_not_make_a_machine_of_them() -> None:
    assert sum("AP3A.240617.008" in row.agent for row in PEOPLE) >= 5
