"""Nobody is remembered before they said yes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Phone, code_of, faults, keep, settled
from tests.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def remembering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose operator would like to know visitors again."""
    with serve(tmp_path_factory.mktemp("server"), 1, VISITOR_COOKIE="yes") as url:
        yield url


def test_a_visitor_is_asked_first_and_remembered_only_after_a_yes(phone: Phone, remembering: str) -> None:
    asked = phone()
    asked.goto(remembering)
    assert asked.context.cookies() == []
    assert faults(settled(asked)) == []
    sizes = asked.locator(".answers button").evaluate_all("all => all.map((b) => [b.offsetWidth, b.className])")
    assert sizes[0] == sizes[1], "yes and no are offered alike"
    with asked.expect_response("**/consent"):
        asked.get_by_role("button", name="不用").click()
    asked.reload()
    assert asked.locator("[data-consent]").count() == 0
    assert [cookie["name"] for cookie in asked.context.cookies()] == ["pg_refused"]
    assert asked.context.cookies()[0]["expires"] == -1, "a choice of this session"

    agreeing = phone(scripts=False)
    agreeing.goto(f"{remembering}/?option=wuhan-hot-dry-noodles")
    agreeing.get_by_role("button", name="可以").click()
    assert "option=wuhan-hot-dry-noodles" in agreeing.url
    assert [cookie["name"] for cookie in agreeing.context.cookies()] == ["pg_visitor"]
    agreeing.get_by_role("button", name="拿掉它").click()
    assert [cookie["name"] for cookie in agreeing.context.cookies()] == ["pg_refused"]

    objecting = phone(extra_http_headers={"Sec-GPC": "1"})
    objecting.goto(remembering)
    assert objecting.locator("[data-consent]").count() == 0
    keep_made = phone()
    keep_made.goto(f"{remembering}/?option=wuhan-hot-dry-noodles")
    keep(keep_made)
    assert code_of(keep_made)
    assert {cookie["name"] for cookie in keep_made.context.cookies()} <= {"pg_erase"}
