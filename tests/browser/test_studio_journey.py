"""From a stranger's pick to a copywriter's number, and from a writer's line to the next stranger's poster."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.doors import open_accounts
from tests.browser.conftest import Phone, code_of, keep, pick, posted, sign_in
from tests.servers import serve, wait_until
from tests.web.studio.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.long]

NAME = "wuhan-hot-dry-noodles.zh-1"
NEW = "从楼下走到公交站，碗就见了底"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a writer and an approver."""
    folder: Path = tmp_path_factory.mktemp("house")
    accounts = open_accounts(Settings(database_url=f"sqlite:///{folder}/server.db"))
    accounts.create("ann", PASSWORD, Role.WRITER)
    accounts.create("bob", PASSWORD, Role.APPROVER)
    with serve(folder, 2, RATE_LIMITS="off", EMBED_WISHES="no") as url:
        yield url


def trees(page: Page, house: str) -> str:
    """Root, posters and depth of each tree, as CSV."""
    return page.request.get(f"{house}/studio/results/tree/trees.csv").text()


def test_a_poster_and_its_child_stand_in_the_studios_tree(phone: Phone, house: str) -> None:
    person = phone()
    person.goto(house)
    pick(person, "热干面")
    keep(person)
    code = code_of(person)
    friend = phone()
    friend.goto(f"{house}/S/{code}")
    pick(friend, "体检")
    keep(friend)

    writer = sign_in(phone(1280, 900), house, "/studio/results/tree")
    wait_until(lambda: f"{code},2," in trees(writer, house), "a poster and its child are folded")
    writer.reload()
    expect(writer.locator("main svg").first).to_be_visible()


def test_a_line_goes_from_a_writer_over_an_approver_to_the_next_poster(phone: Phone, house: str) -> None:
    writer = sign_in(phone(1280, 900), house, f"/studio/edit/{NAME}")
    writer.fill("#headline", NEW)
    writer.get_by_role("button", name="存为草稿").click()
    expect(writer.locator("body")).to_contain_text(NEW)
    writer.goto(f"{house}/studio/drafts")
    expect(writer.locator("[data-card]")).to_have_count(1)
    expect(writer.locator("[data-card]").get_by_role("button", name="通过")).to_have_count(0)

    approver = sign_in(phone(1280, 900), house, "/studio/drafts", "bob")
    approver.locator("[data-card]").first.focus()
    approver.keyboard.press("a")
    expect(approver.locator("[data-card]")).to_have_count(0)
    approver.goto(f"{house}/studio/publish")
    expect(approver.locator("main")).to_contain_text(NEW)
    approver.locator("button[name=when][value=now]").click()
    expect(approver.get_by_role("status").first).to_be_visible()

    # each worker looks for publications by itself: in the end nobody draws the old line any more
    numbers = count()
    drawn: deque[str] = deque(maxlen=20)

    def all_are_new() -> bool:
        brief = {"options": ["wuhan-hot-dry-noodles"], "nickname": f"n{next(numbers)}"}
        made = posted(approver, f"{house}/api/v1/posters", brief)["variant"]
        if made["id"] == NAME:
            drawn.append(made["headline"])
        return list(drawn) == [NEW] * 20

    wait_until(all_are_new, "twenty posters in a row have the new line")
