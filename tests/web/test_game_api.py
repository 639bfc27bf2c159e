"""A campaign's own app plays a game from beginning to end, and nobody gets what is another's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from postergen.bootstrap import Product
from postergen.games.acts import read_line
from postergen.games.audit import verify
from postergen.web.app import create_app
from tests.arcade import CARDS, GAME, HIDE, OVER, with_games
from tests.products import NOON, product_for, settings_for, small_pack
from tests.web.test_api import problem
from tests.web.test_keys import bearer

HOME = f"/api/v1/games/{GAME}"
RIGHT = {"way": "question", "subject": "cold-water", "proof": " THREE! "}
WRONG = {**RIGHT, "proof": "seven"}
BRIEF = {"options": ["wuhan-hot-dry-noodles"], "locale": "en"}


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Arcade:
    """A server with two games, one of them over, at a time that can be set."""

    product: Product
    clock: Clock
    client: FlaskClient
    key: str

    def newcomer(self) -> Person:
        made = self.client.post("/api/v1/holders")
        assert made.status_code == 201
        return Person(self, {"Postergen-Holder": made.get_json()["token"]})

    def customer(self, name: str) -> Person:
        """Somebody whom the shop's own system knows."""
        return Person(self, {"Postergen-Subject": name, **bearer(self.key)})


@dataclass
class Person:
    """Somebody who plays, by the headers that name them."""

    arcade: Arcade
    headers: dict[str, str]
    acts: int = field(default=0)

    def get(self, path: str) -> TestResponse:
        return self.arcade.client.get(path, headers=self.headers)

    def delete(self, path: str) -> TestResponse:
        return self.arcade.client.delete(path, headers=self.headers)

    def post(self, path: str, body: object = None, key: str = "") -> TestResponse:
        self.acts += 1
        sent = {"json": body} if body is not None else {}
        headers = {**self.headers, "Idempotency-Key": key or f"act-{self.acts}"}
        return self.arcade.client.post(path, headers=headers, **sent)  # type: ignore[arg-type]

    def deal(self, key: str = "", **claim: str) -> TestResponse:
        return self.post(f"{HOME}/deals", claim, key)

    def poster(self) -> dict[str, str]:
        made = self.arcade.client.post("/api/v1/posters", json=BRIEF).get_json()
        return {"way": "poster", "subject": made["code"], "proof": made["erase_token"]}

    def hand(self) -> dict[str, Any]:
        told = self.get(f"{HOME}/hand")
        assert told.status_code == 200, told.text
        hand: dict[str, Any] = told.get_json()
        return hand

    def held(self) -> list[str]:
        return [one["card"] for one in self.hand()["cards"] if one["state"] == "held"]

    def collect(self) -> None:
        """One of each, and one more."""
        while set(held := self.held()) != set(CARDS) or len(held) == len(CARDS):
            assert self.deal(**self.poster()).status_code == 201

    def twice(self) -> dict[str, Any]:
        """A card that they have twice."""
        seen = set[str]()
        for one in self.hand()["cards"]:
            if one["card"] in seen:
                return dict(one)
            seen.add(one["card"])
        raise AssertionError("nothing twice")

    def first(self) -> dict[str, Any]:
        return dict(self.deal(way="check-in").get_json())

    def offer(self, serial: int, **wanted: str) -> dict[str, Any]:
        made = self.post(f"{HOME}/offers", {"serial": serial, **wanted})
        assert made.status_code == 201, made.text
        return dict(made.get_json())

    def take(self, link: str, key: str = "") -> TestResponse:
        return self.post(f"{HOME}/offers/{link}/take", key=key)


def refused(answer: TestResponse, reason: str) -> None:
    said = problem(answer, 409, "refused-by-the-rules")
    assert said["code"] == reason
    assert set(said["texts"]) == {"zh-CN", "en"}
    assert said["detail"] == said["texts"]["en"]
    assert "{" not in "".join(said["texts"].values())


def mistaken(answer: TestResponse, *headers: str) -> None:
    said = problem(answer, 422, "invalid-request")
    assert [one["pointer"] for one in said["errors"]] == [f"#/{name}" for name in headers]
    assert all(one["remedy"] for one in said["errors"])


@pytest.fixture
def arcade(tmp_path: Path) -> Iterator[Arcade]:
    clock = Clock()
    settings = settings_for(tmp_path, campaigns_dir=with_games(small_pack(tmp_path / "packs")), rate_limits=())
    product = product_for(settings, clock=clock)
    product.games.close_due()
    _, key = product.keys.create("the shop's app", ["games"])
    yield Arcade(product, clock, create_app(product).test_client(), key)
    product.close()


def test_three_play_from_beginning_to_end(arcade: Arcade) -> None:
    ann, bob, customer = arcade.newcomer(), arcade.newcomer(), arcade.customer("customer 4711")
    told = arcade.client.get("/api/v1/games").get_json()
    assert {game["id"]: game["state"] for game in told["games"]} == {GAME: "open", OVER: "closed", HIDE: "open"}
    before = arcade.client.get(HOME).get_json()
    assert sum(card["odds"] for card in before["collect"]["cards"]) == pytest.approx(1)
    assert before["seed"] is None

    ann.first()
    for player in (ann, customer):
        player.collect()
    gift = ann.offer(ann.twice()["serial"])
    assert bob.take(gift["id"]).get_json()["card"] == gift["card"]
    swap = bob.offer(gift["serial"], wants=customer.twice()["card"])
    assert customer.take(swap["id"]).get_json()["serial"] == gift["serial"]
    assert bob.held() == [swap["wants"]]
    assert arcade.client.get(f"{HOME}/offers/{swap['id']}").get_json()["state"] == "taken"
    for player in (ann, customer):
        assert player.post(f"{HOME}/sets").status_code == 201
        assert player.hand()["set"]["is_laid"]
    refused(bob.post(f"{HOME}/sets"), "not-whole")
    refused(arcade.client.get(f"{HOME}/record"), "going-on")

    arcade.clock.now = datetime.fromisoformat(before["closes"])
    arcade.product.games.close_due()
    after = arcade.client.get(HOME).get_json()
    assert (after["state"], after["seed_digest"]) == ("closed", before["seed_digest"])
    pool = after["collect"]["ending"]["pool"]
    assert [player.hand()["units"] for player in (ann, customer, bob)] == [pool - pool // 2, pool // 2, None]
    head, *lines = map(json.loads, arcade.client.get(f"{HOME}/record").text.splitlines())
    assert head["seed"] == after["seed"]
    rules = arcade.product.games.run("better-life", GAME).rules
    acts = [(read_line(line), line["digest"]) for line in lines]
    assert verify(rules, bytes.fromhex(head["seed"]), before["seed_digest"], acts) == []


def test_an_act_that_is_repeated_under_its_key_is_done_once_and_has_the_same_answer(arcade: Arcade) -> None:
    ann, bob = arcade.newcomer(), arcade.newcomer()
    dealt = [ann.deal("k1", way="check-in").get_json() for _ in range(2)]
    offered = [ann.post(f"{HOME}/offers", {"serial": dealt[0]["serial"]}, "k2").get_json() for _ in range(2)]
    taken = [bob.take(offered[0]["id"], "k3").get_json() for _ in range(2)]
    assert (dealt[0], offered[0], taken[0]) == (dealt[1], offered[1], taken[1])
    assert (len(ann.hand()["cards"]), bob.held()) == (0, [dealt[0]["card"]])
    ann.collect()
    assert ann.post(f"{HOME}/sets", key="k4").get_json() == ann.post(f"{HOME}/sets", key="k4").get_json()


def test_a_key_is_of_one_act(arcade: Arcade) -> None:
    ann, bob = arcade.newcomer(), arcade.newcomer()
    mine, theirs = ann.deal("k", way="check-in").get_json(), bob.first()
    problem(ann.deal("k", **RIGHT), 422, "idempotency-key-reused")
    problem(ann.post(f"{HOME}/sets", key="k"), 422, "idempotency-key-reused")
    problem(ann.take(bob.offer(theirs["serial"])["id"], "k"), 422, "idempotency-key-reused")
    more = ann.deal(**RIGHT).get_json()
    ann.post(f"{HOME}/offers", {"serial": mine["serial"]}, "o")
    problem(ann.post(f"{HOME}/offers", {"serial": more["serial"]}, "o"), 422, "idempotency-key-reused")


def test_an_act_without_a_key_is_told_so(arcade: Arcade) -> None:
    ann = arcade.newcomer()
    for path, body in (
        (f"{HOME}/deals", {"way": "check-in"}),
        (f"{HOME}/offers", {"serial": 1}),
        (f"{HOME}/sets", None),
    ):
        mistaken(arcade.client.post(path, json=body, headers=ann.headers), "Idempotency-Key")
        mistaken(ann.post(path, body, "x" * 129), "Idempotency-Key")
    mistaken(arcade.client.post(f"{HOME}/offers/x/take", headers=ann.headers), "Idempotency-Key")
    assert ann.held() == []


def test_the_hand_says_what_can_be_done_and_why_not(arcade: Arcade) -> None:
    ann = arcade.newcomer()
    ways = {(one["way"], one["subject"]): one["why_not"] for one in ann.hand()["chances"]}
    assert set(ways.values()) == {None}
    assert ("question", "cold-water") in ways
    ann.first()
    for _ in range(2):
        refused(ann.deal(**WRONG), "wrong")
    refused(ann.deal(**RIGHT), "wrong-full")
    hand = ann.hand()
    ways = {(one["way"], one["subject"]): one["why_not"] and one["why_not"]["code"] for one in hand["chances"]}
    assert (ways["check-in", ""], ways["question", "cold-water"], ways["poster", ""]) == ("done", "wrong-full", None)
    assert (hand["day"]["dealt"], hand["day"]["wrong"], hand["day"]["left"]) == (1, 2, 149)
    assert hand["set"]["why_not"]["texts"]["en"] == "A card of the set is missing."
    arcade.product.games.pause("better-life", GAME, paused=True)
    assert {one["why_not"]["code"] for one in ann.hand()["chances"]} == {"paused"}
    assert arcade.client.get(HOME).get_json()["state"] == "paused"


def test_a_card_is_dealt_for_what_was_proved(arcade: Arcade) -> None:
    ann, thief = arcade.newcomer(), arcade.newcomer()
    poster, spot = ann.poster(), {"way": "spot", "subject": "station-exit"}
    problem(thief.deal(**{**poster, "proof": "guessed"}), 403, "forbidden")
    problem(thief.deal(**{**poster, "proof": ""}), 403, "forbidden")
    assert ann.deal(**poster).status_code == 201
    refused(ann.deal(**poster), "done")
    problem(ann.deal(**spot, proof="made-up"), 404, "not-found")
    token = arcade.product.collecting.spot_token("better-life", GAME, "station-exit")
    assert ann.deal(**spot, proof=token).status_code == 201
    refused(ann.deal(way="share"), "no-way")
    mistaken(ann.deal(**{**RIGHT, "proof": "x" * 401}), "proof")
    mistaken(ann.post(f"{HOME}/offers", {"serial": 2**63}), "serial")
    problem(ann.deal(way="question", subject="none", proof="x"), 404, "not-found")


def test_an_answer_of_ten_megabytes_is_too_large(arcade: Arcade) -> None:
    problem(arcade.newcomer().deal(**{**RIGHT, "proof": "x" * 10_000_000}), 413, "body-too-large")


def test_the_poster_of_a_card_is_for_whoever_holds_it(arcade: Arcade) -> None:
    ann, bob = arcade.newcomer(), arcade.newcomer()
    serial = ann.first()["serial"]
    shown = ann.get(f"{HOME}/cards/{serial}?locale=en").get_json()
    assert ann.hand()["cards"][0]["code"] == shown["code"]
    assert ann.get(f"{HOME}/cards/{serial}?locale=zh-CN").get_json() == shown
    poster = arcade.product.posters.get(shown["code"])
    assert (poster.brief.template, poster.brief.locale) == ("matchbox", "en")
    problem(bob.get(f"{HOME}/cards/{serial}"), 404, "not-found")
    problem(ann.get(f"{HOME}/cards/{10**30}"), 404, "not-found")
    mistaken(ann.get(f"{HOME}/cards/{serial}?locale=fr"), "locale")


def test_a_link_is_used_once_and_by_another(arcade: Arcade) -> None:
    ann, bob, carl = (arcade.newcomer() for _ in range(3))
    serial = ann.first()["serial"]
    refused(bob.post(f"{HOME}/offers", {"serial": serial}), "not-held")
    link = ann.offer(serial)["id"]
    refused(ann.post(f"{HOME}/offers", {"serial": serial}), "not-held")
    refused(ann.take(link), "own")
    problem(bob.delete(f"{HOME}/offers/{link}"), 404, "not-found")
    assert bob.take(link).status_code == 200
    refused(carl.take(link), "gone")
    refused(ann.delete(f"{HOME}/offers/{link}"), "gone")
    refused(ann.post(f"{HOME}/offers", {"serial": serial}), "not-held")  # she gave it away
    problem(carl.take("f" * 32), 404, "not-found")
    problem(arcade.client.get(f"{HOME}/offers/{'f' * 32}"), 404, "not-found")
    problem(arcade.client.get(f"/api/v1/games/{OVER}/offers/{link}"), 404, "not-found")


def test_an_offer_is_taken_back(arcade: Arcade) -> None:
    ann, bob = arcade.newcomer(), arcade.newcomer()
    card = ann.first()
    link = ann.offer(card["serial"])["id"]
    assert [one["id"] for one in ann.hand()["offers"]] == [link]
    assert [ann.delete(f"{HOME}/offers/{link}").status_code for _ in range(2)] == [204, 204]
    assert (ann.held(), ann.hand()["offers"]) == ([card["card"]], [])
    refused(bob.take(link), "gone")


def test_a_swap_takes_what_it_wants_or_nothing(arcade: Arcade) -> None:
    ann, bob = arcade.newcomer(), arcade.newcomer()
    mine, theirs = ann.first(), bob.first()
    problem(ann.post(f"{HOME}/offers", {"serial": mine["serial"], "wants": "sun"}), 404, "not-found")
    other = next(card for card in CARDS if card != theirs["card"])
    link = ann.offer(mine["serial"], wants=other)["id"]
    refused(bob.take(link), "not-held")
    assert ann.delete(f"{HOME}/offers/{link}").status_code == 204
    link = ann.offer(mine["serial"], wants=theirs["card"])["id"]
    assert bob.post(f"{HOME}/offers", {"serial": theirs["serial"]}).status_code == 201
    refused(bob.take(link), "not-held")  # what stands behind a link is not in the hand


def test_who_is_erased_in_the_middle_of_a_swap_gives_and_gets_nothing(arcade: Arcade) -> None:
    ann, bob, carl = (arcade.newcomer() for _ in range(3))
    mine, theirs = ann.first(), bob.first()
    link = ann.offer(mine["serial"], wants=theirs["card"])["id"]
    exported = ann.get("/api/v1/holder").get_json()
    assert [act["way"] for act in exported["games"][0]["acts"]] == ["check-in"]
    assert ann.delete("/api/v1/holder").status_code == 204
    refused(bob.take(link), "gone")
    assert bob.held() == [theirs["card"]]
    for answer in (ann.get("/api/v1/holder"), ann.get(f"{HOME}/hand"), ann.delete("/api/v1/holder"), ann.deal(**RIGHT)):
        problem(answer, 403, "forbidden")
    link = carl.offer(carl.first()["serial"])["id"]
    assert bob.delete("/api/v1/holder").status_code == 204
    problem(bob.take(link), 403, "forbidden")
    assert arcade.client.get(f"{HOME}/offers/{link}").get_json()["state"] == "open"


def test_a_closed_game_deals_nothing_and_shows_everything(arcade: Arcade) -> None:
    ann, over = arcade.newcomer(), f"/api/v1/games/{OVER}"
    refused(ann.post(f"{over}/deals", {"way": "check-in"}), "over")
    refused(ann.post(f"{over}/sets"), "over")
    assert {one["why_not"]["code"] for one in ann.get(f"{over}/hand").get_json()["chances"]} == {"over"}
    record = arcade.client.get(f"{over}/record")
    assert (record.mimetype, json.loads(record.text.splitlines()[-1])["kind"]) == ("application/jsonl", "close")


def test_who_plays_is_named_by_one_header(arcade: Arcade) -> None:
    ann, nobody = arcade.newcomer(), Person(arcade, {})
    both = Person(arcade, {**ann.headers, **arcade.customer("a").headers})
    for person in (nobody, both):
        for answer in (person.get(f"{HOME}/hand"), person.deal(way="check-in"), person.get("/api/v1/holder")):
            mistaken(answer, "Postergen-Holder")
    for token in ("", "made-up", "é"):
        problem(Person(arcade, {"Postergen-Holder": token}).get(f"{HOME}/hand"), 403, "forbidden")


def test_a_customer_is_named_by_a_program_with_the_scope(arcade: Arcade) -> None:
    customer = arcade.customer("4711")
    card = customer.first()["card"]
    assert arcade.customer("4711").held() == [card]
    assert arcade.customer("4712").held() == []
    problem(Person(arcade, {"Postergen-Subject": "4711"}).get(f"{HOME}/hand"), 401, "key-needed")
    _, other = arcade.product.keys.create("statistics", ["stats"])
    problem(Person(arcade, {"Postergen-Subject": "4711", **bearer(other)}).get(f"{HOME}/hand"), 403, "forbidden")
    for name in ("", "x" * 201):
        assert arcade.customer(name).get(f"{HOME}/hand").status_code == 422
    assert customer.delete("/api/v1/holder").status_code == 204
    assert arcade.customer("4711").held() == []


@pytest.mark.parametrize(
    "path", ["/api/v1/games/none", "/api/v1/games/none/hand", f"{HOME}?campaign=none", f"{HOME}/hand?campaign=none"]
)
def test_what_is_not_there_is_not_found(arcade: Arcade, path: str) -> None:
    problem(arcade.newcomer().get(path), 404, "not-found")


def test_a_way_to_a_game_that_is_not_there_is_not_found(arcade: Arcade) -> None:
    problem(arcade.newcomer().post("/api/v1/games/none/deals", {"way": "share"}), 404, "not-found")


def test_what_no_database_can_look_for_is_a_mistake(arcade: Arcade) -> None:
    problem(arcade.newcomer().get("/api/v1/games/a%00b/hand"), 400, "malformed-request")
    problem(arcade.client.get(f"{HOME}/offers/%00"), 400, "malformed-request")
    assert arcade.client.get("/c/better-life/games/a%00b").status_code == 400


def test_nobody_makes_a_million_people_or_tries(arcade: Arcade) -> None:
    ann = arcade.newcomer()
    settings = replace(arcade.product.settings, rate_limits=(("games", 2, 60), ("holders", 1, 3600)))
    app = create_app(replace(arcade.product, settings=settings))
    limited = replace(arcade, client=app.test_client())
    assert [limited.client.post("/api/v1/holders").status_code for _ in range(2)] == [201, 429]
    page = f"/c/better-life/games/{GAME}"
    assert app.test_client().post(f"{page}/join").status_code == 429  # on the page, too
    tries = [replace(ann, arcade=limited).deal(**WRONG).status_code for _ in range(3)]
    assert tries[-1] == 429
    assert app.test_client().post(f"{page}/deal", data={"way": "check-in"}).status_code == 429
    known = replace(arcade.customer("a"), arcade=limited)
    assert [known.deal(**known.poster()).status_code for _ in range(4)] == [201] * 4
    assert limited.client.post("/api/v1/holders", headers=bearer(arcade.key)).status_code == 201


def test_three_hide_and_find_through_the_api_alone(arcade: Arcade) -> None:
    ann, bob, customer = arcade.newcomer(), arcade.newcomer(), arcade.customer("customer 4711")
    hunt, here = f"/api/v1/games/{HIDE}", {"latitude": 30.5785, "longitude": 114.2898, "accuracy": 12}
    told = arcade.client.get(hunt).get_json()
    assert [one["state"] for one in told["hide"]["envelopes"]] == ["lying"] * 3
    asked = {"found_by": "location", "clue": "place", "says": "The third step of the pier", "locale": "en"}
    made = ann.post(f"{hunt}/envelopes", {**asked, "units": 9, "finders": 2, "place": here}, "hide")
    assert made.status_code == 201
    mine = made.get_json()
    assert "latitude" not in made.text
    find = f"{hunt}/envelopes/{mine['id']}/find"
    away = bob.post(find, {"location": {**here, "latitude": 31}}, "far")
    assert (away.status_code, away.get_json()["code"]) == (409, "wrong")
    coarse = bob.post(find, {"location": {**here, "accuracy": 4_000}}, "coarse")
    assert coarse.get_json()["code"] == "coarse"
    assert bob.post(find, {}, "nothing").status_code == 422
    assert bob.post(find, {"location": {**here, "latitude": 91}}, "nowhere").status_code == 422
    parts = [person.post(find, {"location": here}, "there").get_json()["units"] for person in (bob, customer)]
    assert sum(parts) == 9
    assert min(parts) >= 1
    assert arcade.newcomer().post(find, {"location": here}, "late").get_json()["code"] == "gone"
    stored = ann.get("/api/v1/holder").get_json()["games"][0]["hidden"][0]
    assert (stored["latitude"], stored["says"]) == (None, asked["says"])
    assert ann.get(f"{hunt}/envelopes").get_json()["hidden"][0]["state"] == "found"
    assert bob.get(f"{hunt}/envelopes").get_json()["units"] == parts[0]
    broken = ann.post(f"{hunt}/envelopes", {**asked, "units": 900, "finders": 90, "place": here}, "much")
    assert broken.status_code == 422
    assert {one["pointer"] for one in broken.get_json()["errors"]} == {"#/units", "#/finders"}
    run = arcade.product.games.run("better-life", HIDE)
    record = arcade.product.games.record("better-life", HIDE)
    assert verify(run.rules, run.seed, run.seed_digest, record) == []
