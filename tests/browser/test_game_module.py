"""Two people play a game on a page of one's own, with the client for pages."""

from __future__ import annotations

from collections.abc import Iterator
from shutil import copytree

import pytest

from postergen.config import CONTENT
from tests.arcade import GAME, with_games
from tests.browser.conftest import Phone
from tests.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose campaign has a game that is open."""
    packs = tmp_path_factory.mktemp("packs")
    copytree(CONTENT / "assets/campaigns/better-life", packs / "better-life")
    with_games(packs)
    with serve(tmp_path_factory.mktemp("server"), 1, CAMPAIGNS_DIR=str(packs)) as server:
        yield server


def test_two_people_play_a_game_on_a_page(phone: Phone, home: str) -> None:
    page = phone(refused=True)
    page.goto(f"{home}/docs")
    told = page.evaluate(GAME_MODULE, [f"{home}/static/client/v1.js", GAME])
    assert told["state"] == "open"
    assert told["dealt"] == told["again"]
    assert (told["taken"], told["mine"], told["theirs"]) == (told["dealt"], 0, 1)
    assert told["shown"].startswith("BT")
    assert (told["refused"]["code"], told["refused"]["reason"]) == ("refused-by-the-rules", "not-whole")
    assert told["refused"]["texts"]["zh-CN"] == "还差一张。"


GAME_MODULE = """async ([address, game]) => {
    const { Postergen } = await import(address);
    const life = new Postergen({ campaign: "better-life" });
    const { state } = (await life.games()).games.find(({ id }) => id === game);
    const [me, friend] = [(await life.newHolder()).token, (await life.newHolder()).token];
    const dealt = await life.deal(game, { way: "check-in" }, me, { key: "today" });
    const again = await life.deal(game, { way: "check-in" }, me, { key: "today" });
    const offer = await life.give(game, { serial: dealt.serial }, me);
    await life.takeBack(game, offer.id, me);
    const gift = await life.give(game, { serial: dealt.serial }, me);
    await life.offered(game, gift.id);
    const taken = await life.take(game, gift.id, friend);
    const shown = await life.card(game, taken.serial, friend, { locale: "en" });
    const refused = await life.layDown(game, friend).catch((error) => error);
    const mine = (await life.hand(game, me)).cards.length;
    const theirs = (await life.holder(friend)).games[0].cards.length;
    await life.forgetHolder(friend);
    await life.game(game);
    return { state, dealt: dealt.serial, again: again.serial, taken: taken.serial, shown: shown.code, mine, theirs,
        refused: { ...refused } };
}"""
