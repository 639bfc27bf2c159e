"""A game's file is read as it is written, and one slip in it is one finding at its line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from postergen.adapters.content.pack_files import parse_pack, read_pack_folder
from postergen.config import CONTENT
from postergen.domain.collecting import Collection, EndKind, Leftover, Limits, Way
from postergen.domain.localized import Localized
from postergen.errors import InvalidContent
from tests.adapters.content.test_pack_files_typos import FILES as PACK

SPRING = "games/spring.yaml"
GAME = """\
name: {zh-CN: 三样小日子, en: Three small lives}
about:
  zh-CN: 做海报、打卡、答题、到店，都能得一张卡
  en: A poster, a check-in, an answer or a visit brings a card
who: {zh-CN: 年满十八岁的人, en: Whoever is eighteen}
opens: 2027-01-20 00:00
closes: 2027-02-05 22:00
look: lantern
cards:
  - id: noodles
    name: {zh-CN: 一碗面, en: Noodles}
    options: [hot-noodles]
    variants: {zh-CN: hot-noodles.zh-1, en: hot-noodles.en-1}
    odds: 49.5 %
  - id: fish
    name: {zh-CN: 一条鱼, en: Fish}
    options: [river-fish, hot-noodles]
    variants: {zh-CN: river-fish.zh-1, en: river-fish.en-1}
    odds: 0.5
  - id: sleep
    name: {zh-CN: 多睡会儿, en: Sleep}
    options: [long-sleep]
    variants: {zh-CN: long-sleep.zh-2, en: long-sleep.en-2}
    odds: 1/200
    at_most: 500
ways: [poster, check-in, question, spot]
questions:
  - id: bowl
    asks: {zh-CN: 一碗面几块钱, en: What is a bowl of noodles}
    answers: {zh-CN: [五块, 5], en: [five yuan, 5]}
spots:
  - {id: kiosk, name: {zh-CN: 江边小卖部, en: Kiosk at the river}}
limits: {per_day: 3, in_all: 40}
ending:
  kind: share
  pool: 100000
  unit: {zh-CN: 分钱, en: fen}
  worth: 0.01 CNY
  leftover: first
  most: 2000
organiser:
  name: {zh-CN: 小面馆, en: Noodle shop}
  contact: 027-8888-0000
claim:
  how: {zh-CN: 凭卡册到店领取, en: Show your cards at the shop}
  until: 2027-03-05 24:00
  delivery: {zh-CN: 当面给, en: Handed over}
  forfeit: {zh-CN: 过期不领就归下一次, en: What is not claimed goes into the next game}
"""


def files_with(text: str, name: str = SPRING, **others: str) -> dict[str, bytes]:
    files = {**PACK, name: text, **{f"games/{key}.yaml": other for key, other in others.items()}}
    return {path: source.encode() for path, source in files.items()}


def told(text: str, name: str = SPRING, **others: str) -> list[str]:
    try:
        parse_pack(files_with(text, name, **others))
    except InvalidContent as exc:
        return [str(finding) for finding in exc.findings]
    return []


def spring(text: str = GAME) -> Collection:
    return parse_pack(files_with(text)).game_by_id["spring"]


def test_a_game_is_as_its_file_says() -> None:
    game = spring()
    assert game.opens == datetime(2027, 1, 19, 16, tzinfo=UTC)
    assert game.closes == datetime(2027, 2, 5, 14, tzinfo=UTC)
    assert game.notice.claim_until == datetime(2027, 3, 5, 16, tzinfo=UTC)
    assert game.timezone == "Asia/Shanghai"
    assert [(card.id, card.odds, card.at_most) for card in game.cards] == [
        ("noodles", 495_000, None),
        ("fish", 500_000, None),
        ("sleep", 5_000, 500),
    ]
    assert game.cards[1].options == ("river-fish", "hot-noodles")
    assert game.cards[2].variants == Localized({"zh-CN": "long-sleep.zh-2", "en": "long-sleep.en-2"})
    assert game.ways == tuple(Way)
    assert game.questions[0].answers == ("五块", "5", "five yuan")
    assert game.spots[0].name.in_locale("en") == "Kiosk at the river"
    assert game.limits == Limits(3, 40, 5)
    ending = game.ending
    assert (ending.kind, ending.pool, ending.fen, ending.most) == (EndKind.SHARE, 100_000, 1, 2000)
    assert ending.leftover is Leftover.FIRST
    assert game.organiser.contact == "027-8888-0000"
    assert game.claim.in_locale("en") == "Show your cards at the shop"
    assert game.notice.who == Localized({"zh-CN": "年满十八岁的人", "en": "Whoever is eighteen"})


def test_the_file_in_the_guide_is_one_of_the_shipped_pack() -> None:
    example = (
        (CONTENT / "docs/collecting.md")
        .read_text(encoding="utf-8")
        .partition("three-lives.yaml*:")[2]
        .partition("```yaml\n")[2]
        .partition("```")[0]
    )
    files = {**read_pack_folder(CONTENT / "assets/campaigns/better-life"), "games/lives.yaml": example.encode()}
    game = parse_pack(files).game_by_id["lives"]
    assert [card.id for card in game.cards] == ["noodles", "ferry", "scooter"]


def test_its_file_is_part_of_the_version_and_its_look_one_of_the_campaigns() -> None:
    plain = parse_pack({name: text.encode() for name, text in PACK.items()})
    played = parse_pack(files_with(GAME))
    assert plain.games == ()
    assert played.version != plain.version
    assert parse_pack(files_with(GAME + "# a remark\n")).version != played.version
    assert played.looks == ("ticket", "lantern")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("49.5 %", 495_000),
        ("49.5%", 495_000),
        ("４９.５％", 495_000),
        ("0.495", 495_000),
        ("99/200", 495_000),
        ("99 / 200", 495_000),
        ("0.0001 %", 1),
        ("0.000001", 1),
        ("1/1000000", 1),
    ],
)
def test_odds_are_written_as_people_write_them_and_are_exact(written: str, parts: int) -> None:
    other = f"{1_000_000 - 5_000 - parts}/1000000"
    game = spring(GAME.replace("49.5 %", written).replace("odds: 0.5", f"odds: {other}"))
    assert game.cards[0].odds == parts


@pytest.mark.parametrize(
    ("written", "fen"),
    [("0.01 CNY", 1), ("12 元", 1200), ("12.5元", 1250), ("1 yuan", 100), ("3 RMB", 300), ("nothing", 0)],
)
def test_a_worth_is_in_hundredths_of_a_yuan(written: str, fen: int) -> None:
    assert spring(GAME.replace("worth: 0.01 CNY", f"worth: {written}")).ending.fen == fen


class Slip(NamedTuple):
    """What is written for what, the line of the finding, and a part of what it says."""

    old: str
    new: str
    line: int
    said: str


SLEEP = GAME[GAME.index("  - id: sleep") : GAME.index("ways:")]
QUESTIONS = GAME[GAME.index("questions:") : GAME.index("spots:")]
SPOTS = GAME[GAME.index("spots:") : GAME.index("limits:")]
SHARE = "kind: share\n  pool: 100000"
SLIPS = {
    # odds
    "odds above one": Slip("49.5 %", "49.5", 14, "49.5 is above 1, and all odds together are 1 (is it 49.5 %?)"),
    "odds far above one": Slip("49.5 %", "495 %", 14, "495 % is above 1, and all odds together are 1"),
    "odds of nothing": Slip("49.5 %", "0 %", 14, "is 0: a card that nobody is dealt"),
    "odds below nothing": Slip("49.5 %", "-5 %", 14, "should look like 30 %, 0.3 or 3/10, not '-5 %'"),
    "odds in words": Slip("49.5 %", "half", 14, "should look like 30 %, 0.3 or 3/10, not 'half'"),
    "odds that are yes": Slip("49.5 %", "yes", 14, "should look like"),
    "odds without end": Slip("49.5 %", ".inf", 14, "should look like"),
    "odds of nothing parts": Slip("49.5 %", "1/0", 14, "should look like"),
    "odds that are no millionths": Slip("49.5 %", "1/3", 14, "1/3 is no whole number of millionths: write 33.3333 %"),
    "odds that are too few": Slip("49.5 %", "29.5 %", 9, "add up to 80 %, not 100 % (20 % is missing)"),
    "odds that are too many": Slip("49.5 %", "49.5001 %", 9, "add up to 100.0001 %, not 100 % (0.0001 % is too much)"),
    "no odds": Slip("    odds: 49.5 %\n", "", 10, "cards.0.odds: is missing"),
    # cards
    "two cards": Slip(SLEEP, "", 9, "a game has 3 to 12 cards, not 2"),
    "a card twice": Slip("id: fish", "id: noodles", 15, "the id 'noodles' stands already in item 1 of cards"),
    "an id with a capital": Slip("id: fish", "id: Fish", 15, "cards.1.id"),
    "an id too long": Slip("id: fish", f"id: {'f' * 31}", 15, "at most 30"),
    "no name in a language": Slip(", en: Fish}", "}", 16, "cards.1.name.en"),
    "no option": Slip("[river-fish, hot-noodles]", "[]", 17, "is empty"),
    "an option twice": Slip("[river-fish, hot-noodles]", "[river-fish, river-fish]", 17, "stands twice"),
    "an unknown option": Slip("[river-fish, hot", "[river-fihs, hot", 17, "is it 'river-fish'?"),
    "an unknown text": Slip("zh-CN: river-fish.zh-1", "zh-CN: river-fish.zh-9", 18, "is it 'river-fish.zh-2'?"),
    "a text in another language": Slip("en: river-fish.en-1", "en: river-fish.zh-1", 18, "is written in zh-CN, not in en"),
    "no text in a language": Slip(", en: river-fish.en-1", "", 18, "cards.1.variants.en"),
    "none of a card": Slip("at_most: 500", "at_most: 0", 25, "at least 1"),
    "half a card": Slip("at_most: 500", "at_most: 0.5", 25, "no whole number"),
    "a key misspelt": Slip("at_most: 500", "atmost: 500", 25, "cards.2.atmost"),
    # moments
    "a day without a time": Slip("opens: 2027-01-20 00:00", "opens: 2027-01-20", 6, "says no time of the day"),
    "a day that there is not": Slip("closes: 2027-02-05", "closes: 2027-02-30", 7, "2027-02-30 is no day"),
    "an hour that there is not": Slip("02-05 22:00", "02-05 25:00", 7, "25:00 is no time of the day"),
    "a minute that there is not": Slip("02-05 22:00", "02-05 22:60", 7, "22:60 is no time of the day"),
    "a moment in words": Slip("2027-02-05 22:00", "on the fifth", 7, "should look like 2027-01-20 00:00"),
    "a time zone": Slip("2027-02-05 22:00", "2027-02-05T22:00:00Z", 7, "leave it out"),
    "dates that are reversed": Slip("2027-02-05 22:00", "2027-01-19 22:00", 7, "and opens at 2027-01-20 00:00 only"),
    "claimed before it is won": Slip("2027-03-05 24:00", "2027-02-05 22:00", 46, "is claimed later"),
    # ways
    "a way misspelt": Slip("question, spot]", "qustion, spot]", 26, "is it 'question'?"),
    "a way that there is not": Slip("question, spot]", "purchase, question, spot]", 26, "ways are poster"),
    "a way twice": Slip("question, spot]", "question, spot, poster]", 26, "'poster' stands twice"),
    "no way": Slip("[poster, check-in, question, spot]", "[]", 26, "nothing leads to a card"),
    "no question to answer": Slip(QUESTIONS, "", 26, "'question' is a way, and there are no questions"),
    "no spot to find": Slip(SPOTS, "", 26, "'spot' is a way, and there are no spots"),
    "questions that nobody asks": Slip("check-in, question, spot]", "check-in, spot]", 27, "lead to nothing"),
    "spots that nobody scans": Slip("question, spot]", "question]", 31, "these spots lead to nothing"),
    "a spot without a name": Slip(", name: {zh-CN: 江边小卖部, en: Kiosk at the river}", "", 32, "spots.0.name"),
    "a question without an answer": Slip("[五块, 5]", "[]", 30, "is empty"),
    "an answer that nobody can type": Slip("[五块, 5]", '["！"]', 30, "nobody can type"),
    # limits
    "too few cards in all": Slip("in_all: 40", "in_all: 2", 33, "a set of 3 with 2 cards in all"),
    "too few days": Slip(
        "closes: 2027-02-05 22:00\n", "closes: 2027-01-20 22:00\n", 33, "a set of 3 with 1 a day on 1 days"
    ),
    "no card a day": Slip("per_day: 3", "per_day: 0", 33, "at least 1"),
    # the ending
    "a pool of nothing": Slip("pool: 100000", "pool: 0", 36, "0 is nothing to give"),
    "a pool without end": Slip("pool: 100000", "pool: .inf", 36, "has no end"),
    "an empty pool": Slip("pool: 100000", "pool:", 36, "has no end"),
    "no pool": Slip("  pool: 100000\n", "", 34, "ending.pool"),
    "an ending that there is not": Slip("kind: share", "kind: race", 35, "'race'"),
    "a draw without winners": Slip("kind: share", "kind: draw", 34, "a draw without winners"),
    "more winners than units": Slip(SHARE, "kind: draw\n  winners: 11\n  pool: 10", 36, "11 winners cannot each have"),
    "more winners than sets": Slip(SHARE, "kind: draw\n  winners: 501\n  pool: 10000", 36, "only 500 sets can be"),
    "winners of what is shared": Slip(SHARE, SHARE + "\n  winners: 3", 37, "no number of winners"),
    "more than all for one": Slip("most: 2000", "most: 100001", 40, "nobody can get 100001"),
    "more than all can get": Slip("most: 2000", "most: 199", 40, "promised, and 500 people get 199 each at most"),
    "more than the drawn get": Slip(SHARE, "kind: draw\n  winners: 49\n  pool: 100000", 41, "49 people get 2000 each"),
    "a worth in dollars": Slip("0.01 CNY", "0.01 USD", 38, "should look like 0.01 CNY"),
    "a worth below a fen": Slip("0.01 CNY", "0.001 CNY", 38, "no whole number of fen"),
    "no worth": Slip("  worth: 0.01 CNY\n", "", 34, "ending.worth"),
    # the rest
    "no organiser": Slip("  contact: 027-8888-0000\n", "", 41, "organiser.contact"),
    "a telephone without dashes": Slip("027-8888-0000", "13800000000", 43, "put it in quotes"),
    "no look": Slip("look: lantern\n", "", 1, "look"),
    "an id in the file": Slip("look: lantern\n", "look: lantern\nid: spring\n", 9, "id"),
    "a full-width colon": Slip("look: lantern", "look：lantern", 8, "is not YAML"),
}  # fmt: skip


def test_the_game_is_right_before_anything_is_mistyped() -> None:
    assert told(GAME) == []


@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_is_one_finding_where_it_was_made(slip: str) -> None:
    one = SLIPS[slip]
    assert GAME.count(one.old) == 1
    text = GAME.replace(one.old, one.new)
    if slip == "too few days":
        text = text.replace("per_day: 3", "per_day: 1")
    if slip == "more winners than units":
        text = text.replace("most: 2000", "most: 10")
    found = told(text)
    assert len(found) == 1, found
    assert found[0].startswith(f"{SPRING}:{one.line}: "), found
    assert one.said in found[0]


BAIT = (
    "share",
    "invite",
    "invite-a-friend",
    "follow",
    "subscribe",
    "转发",
    "分享",
    "邀请好友",
    "关注公众号",
    "集赞",
    "助力",
)


@pytest.mark.parametrize("way", BAIT)
def test_nothing_is_given_for_what_advertises_us(way: str) -> None:
    (found,) = told(GAME.replace("check-in, question", f"check-in, {way}, question"))
    assert found.startswith(f"{SPRING}:26: ")
    assert "nothing is given for sharing, inviting or following" in found
    assert "《微信外部链接内容管理规范》" in found


def test_all_mistakes_of_a_file_are_told_at_once_and_once() -> None:
    changes = {
        "opens: 2027-01-20 00:00": "opens: 2027-02-06 00:00",
        "id: fish": "id: noodles",
        "[river-fish, hot-noodles]": "[river-fihs]",
        "en: river-fish.en-1": "en: river-fish.zh-2",
        "1/200": "0 %",
        "at_most: 500": "at_most: none",
        "poster, check-in": "check-in, share",
        QUESTIONS: "",
        "{id: kiosk, name: {zh-CN: 江边小卖部, en: Kiosk at the river}}": "{id: kiosk}",
        "in_all: 40": "in_all: 2",
        "kind: share": "kind: draw",
        "0.01 CNY": "cheap",
        "most: 2000": "most: 200000",
        "  contact: 027-8888-0000\n": "",
        "2027-03-05 24:00": "2027-02-05 20:00",
    }
    text = GAME
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    found = [one.removeprefix(f"{SPRING}:").partition(": ") for one in told(text)]
    lines = {
        7: "opens at 2027-02-06",
        15: "the id 'noodles'",
        17: "is it 'river-fish'?",
        18: "written in zh-CN",
        24: "is 0",
        25: "at_most",
        26: "'share'",
        28: "spots.0.name",
        29: "2 cards in all",
        30: "a draw without winners",
        34: "should look like 0.01 CNY",
        36: "nobody can get 200000",
        37: "organiser.contact",
        41: "is claimed later",
    }
    assert sorted(int(line) for line, _, _ in found) == sorted(lines)
    for line, _, problem in found:
        assert lines[int(line)] in problem


CLOCKS = {  # in which a moment is left out, and comes twice
    "2027-03-28 02:30": "left out in Europe/Berlin",
    "2027-10-31 02:30": "comes twice in Europe/Berlin",
}


@pytest.mark.parametrize("moment", CLOCKS)
def test_a_moment_is_one_of_the_campaigns_clocks(moment: str) -> None:
    text = GAME.replace("2027-02-05 22:00", moment).replace("2027-03-05 24:00", "2027-12-01 00:00")
    files = files_with(text)
    assert parse_pack(files)
    files["campaign.yaml"] += b"timezone: Europe/Berlin\n"
    with pytest.raises(InvalidContent, match=f"{SPRING}:7: .* {CLOCKS[moment]}"):
        parse_pack(files)


@pytest.mark.parametrize("name", ["games/Spring.yaml", "games/spring 2027.yaml", f"games/{'s' * 31}.yaml"])
def test_a_game_is_called_as_its_file(name: str) -> None:
    (found,) = told(GAME, name)
    assert found.startswith(f"{name}: ")
    assert "is no id of a game" in found


def test_a_game_stands_in_one_file() -> None:
    files = files_with(GAME)
    files["games/spring.yml"] = GAME.encode()
    with pytest.raises(InvalidContent, match=r"games/spring\.yml: the game 'spring' stands already in games/spring"):
        parse_pack(files)


def test_several_games_keep_the_order_of_their_names() -> None:
    assert [game.id for game in parse_pack(files_with(GAME, autumn=GAME)).games] == ["autumn", "spring"]


@pytest.mark.parametrize("line", range(GAME.count("\n")))
def test_a_line_that_is_missing_is_told_or_may_be_missing(line: int) -> None:
    lines = GAME.splitlines(keepends=True)
    for changed in ("", lines[line].replace(":", ": {", 1), lines[line].partition(":")[0] + ": 3\n"):
        for one in told("".join((*lines[:line], changed, *lines[line + 1 :]))):
            assert one.startswith(f"{SPRING}:")


@pytest.mark.parametrize("text", ["", "[]", "nothing", "cards: 3", "cards: [3]", "ending: []\nlimits: 4\nways: {}\n"])
def test_what_is_no_game_at_all_is_a_finding_and_no_crash(text: str) -> None:
    assert told(text)
