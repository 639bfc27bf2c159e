"""Games and look backs in the studio for everybody: axe-core, narrow phones, both languages, light and dark, and paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from postergen.bootstrap import build_product
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.domain.localized import LOCALES
from tests.browser.conftest import Phone, faults, sign_in
from tests.products import cache_dir
from tests.servers import serve
from tests.web.studio.conftest import PASSWORD
from tests.web.studio.playing import lively_rules, midnight, play_a_while, show_cards

pytestmark = [pytest.mark.browser, pytest.mark.long]

RUNNING, ENDED = (
    lively_rules("running", midnight(-9), midnight(12)),
    lively_rules("ended", midnight(-30), midnight(-19)),
)
PAGES = (
    *("games", "games/running", "games/ended", "games/running/spots"),
    *("look-backs", "look-backs/small-days"),
    *("games/hidden-beans", "games/one-small-thing"),  # those that ship
)
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a game that runs and one that is over, which it closes by itself; and an approver."""
    folder = tmp_path_factory.mktemp("studio")
    product = build_product(
        Settings(database_url=f"sqlite:///{folder}/server.db", embed_wishes=False, cache_dir=cache_dir())
    )
    for rules in (RUNNING, ENDED):
        play_a_while(product, rules, players=16, days=6)
    product.posters._clock = product.clock
    show_cards(product, RUNNING)
    product.games.close_due()
    product.accounts.create("ann", PASSWORD, Role.APPROVER)
    product.close()
    product.engine.dispose()
    with serve(folder, workers=1) as url:
        yield url


@pytest.mark.parametrize("lang", LOCALES)
def test_no_page_of_games_has_a_serious_fault(phone: Phone, studio: str, lang: str) -> None:
    page = sign_in(phone(1280, 900, locale=lang), studio, "/studio/games")
    wrong: dict[str, list[str]] = {}
    for path in PAGES:
        page.goto(f"{studio}/studio/{path}")
        for summary in page.locator("summary").all():
            summary.click()
        wrong[path] = faults(page)
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize("lang", LOCALES)
def test_nothing_reaches_beyond_a_narrow_phone(phone: Phone, studio: str, lang: str) -> None:
    page = sign_in(phone(320, 700, locale=lang), studio, "/studio/games")
    for path in PAGES:
        page.goto(f"{studio}/studio/{path}")
        assert not page.evaluate(SIDEWAYS), path


def test_a_game_is_paused_and_goes_on_without_a_script(phone: Phone, studio: str) -> None:
    page = sign_in(phone(375, 760, locale="en", scripts=False), studio, "/studio/games/running")
    for asked, sure, done in (
        ("Pause…", "Pause the game", "The game is paused. Its page says so."),
        ("Resume…", "Resume the game", "The game goes on."),
    ):
        page.locator("summary", has_text=asked).click()
        page.get_by_role("button", name=sure).click()
        expect(page.get_by_role("status").first).to_have_text(done)


def test_each_spot_is_a_sheet_of_its_own_on_paper(phone: Phone, studio: str) -> None:
    page = sign_in(phone(1280, 900, locale="en", has_touch=False), studio, "/studio/games/running/spots")
    page.emulate_media(media="print")
    assert page.locator("header.bar-top").is_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == len(RUNNING.spots)
