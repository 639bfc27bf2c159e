"""A writer's line goes through the studio, and onto the next poster."""

from __future__ import annotations

from flask.testing import FlaskClient

from postergen.bootstrap import Product
from postergen.domain.accounts import Role
from tests.web.studio.conftest import SignIn
from tests.web.studio.editing import CAMPAIGN, NOODLES, send, state_of

NAME = f"{NOODLES}.zh-1"
NEW = "从楼下走到公交站，碗就见了底"


def test_a_line_is_written_approved_and_published(sign_in: SignIn, product: Product, client: FlaskClient) -> None:
    writer, approver = sign_in(Role.WRITER), sign_in(Role.APPROVER)
    now = product.library.campaign(CAMPAIGN).variant_by_id[NAME]
    assert now.headline in writer.get(f"/studio/edit/{NAME}").text
    typed = {
        "headline": NEW,
        "body": now.body,
        "call_to_action": now.call_to_action,
        "gloss": now.gloss,
        "hook": now.hook.value,
        "tone": now.tone.value,
        "options": [NOODLES],
        "locale": now.locale,
        "based_on": "0",
    }
    assert send(writer, f"/studio/edit/{NAME}", **typed).status_code == 303
    assert state_of(product, NAME) == "checked"
    assert NEW in approver.get("/studio/drafts").text
    assert send(approver, f"/studio/drafts/{NAME}/1/approve", seen="checked").status_code == 303
    assert send(approver, "/studio/publish").status_code == 303
    assert state_of(product, NAME) == "live"
    ranked = client.post("/api/v1/rank", json={"options": [NOODLES], "locale": "zh-CN", "count": 40}).get_json()
    headlines = {found["variant"]["headline"] for found in ranked["candidates"]}
    assert NEW in headlines
    assert now.headline not in headlines
