"""Whoever hides and finds gets what the rules say, once; nothing is lost, and nobody's place is kept."""

from __future__ import annotations

import io
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from postergen.adapters.sql.envelope_rows import game_hidden
from postergen.bootstrap import Product
from postergen.domain.hide_drafts import Draft
from postergen.domain.places import Place
from postergen.errors import Conflict, Forbidden, InvalidInput, NotFound, Refused
from postergen.games.acts import Kind, bound
from postergen.games.audit import verify
from postergen.games.hand import Refusal
from postergen.games.hide_hand import Seen
from postergen.service.envelope_store import EnvelopeState, Hidden
from postergen.service.game_store import UNITS
from postergen.service.hiding import Found, Proof
from tests.games.hunts import PIER, a_hunt
from tests.games.samples import CLOSES
from tests.service.gaming import CAMPAIGN, Playground
from tests.service.test_games import refused

GAME = "hide"
HERE, ELSEWHERE = Seen(PIER, 20), Seen(Place(31.0, 114.0), 20)
BY_ANSWER = Draft("sentence", "answer", 12, 3, "en", "What rattles on the stove?", "Well done", "the kettle / 水壶")
BY_PLACE = Draft("place", "location", 5, 1, "zh-CN", "轮渡下来的第三级台阶", place=PIER)
BY_CODE = Draft("sentence", "code", 0, 2, "en", "Under the lamp", "Words alone")


def a_photo() -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGB", (900, 600), "red").save(file, "JPEG", exif=exif)
    return file.getvalue()


class Hunting(Playground):
    """The same playground, with a game of hide and find."""

    def hide(self, holder: int, draft: Draft = BY_ANSWER, key: str | None = None) -> Hidden:
        return self.hiding.hide(holder, CAMPAIGN, GAME, draft, key or secrets.token_hex())

    def find(self, holder: int, envelope: Hidden, proof: Proof, key: str | None = None) -> Found:
        return self.hiding.find(holder, CAMPAIGN, GAME, envelope.id, proof, key or secrets.token_hex())

    def code(self, envelope: Hidden) -> Proof:
        return Proof(self.hiding.code_of(CAMPAIGN, GAME, envelope.id))

    def row(self, envelope: Hidden) -> Any:
        with self.product.engine.connect() as connection:
            return connection.execute(select(game_hidden).where(game_hidden.c.id == envelope.id)).one()

    def of_game(self) -> Hidden:
        self.hiding.run(CAMPAIGN, GAME)
        with self.store.table(CAMPAIGN, GAME) as table:
            return table.envelopes.lying(0)[0]

    def out(self) -> int:
        return self.store.dealt(CAMPAIGN, GAME).get(UNITS, 0)

    def units(self, holder: int) -> int | None:
        player = self.store.player(CAMPAIGN, GAME, holder)
        return player.units if player else None


RIGHT, WRONG = Proof("The KETTLE!"), Proof("the cat")


@pytest.fixture
def play(house: Product) -> Hunting:
    return Hunting(house, a_hunt())


def test_an_envelope_is_split_among_its_finders_and_then_gone(play: Hunting) -> None:
    hider, finders = play.holder(), [play.holder() for _ in range(4)]
    hidden = play.hide(hider)
    assert play.out() == 8 + 12  # one of the game lies there, too
    found = [play.find(finder, hidden, RIGHT) for finder in finders[:3]]
    assert sum(one.units for one in found) == 12
    assert min(one.units for one in found) >= 1
    assert [play.units(finder) for finder in finders[:3]] == [one.units for one in found]
    assert found[-1].envelope.state is EnvelopeState.FOUND
    with refused(Refusal.GONE):
        play.find(finders[3], hidden, RIGHT)
    with refused(Refusal.DONE):
        play.find(finders[0], hidden, RIGHT)
    assert play.findings(GAME) == []


def test_an_act_that_comes_again_under_its_key_is_the_same_act(play: Hunting) -> None:
    hider, finder = play.holder(), play.holder()
    hidden = play.hide(hider, key="k")
    assert play.hide(hider, key="k") == hidden
    with pytest.raises(Conflict):
        play.hide(hider, replace(BY_ANSWER, units=13), key="k")
    with pytest.raises(Conflict):
        play.hide(hider, replace(BY_ANSWER, says="Another clue"), key="k")
    found = play.find(finder, hidden, RIGHT, "f")
    assert play.find(finder, hidden, RIGHT, "f") == found
    with pytest.raises(Conflict):
        play.find(finder, play.of_game(), RIGHT, "f")
    with refused(Refusal.WRONG):
        play.find(finder, play.of_game(), WRONG, "w")
    with refused(Refusal.WRONG):
        play.find(finder, play.of_game(), Proof("dumplings"), "w")
    assert play.units(finder) == found.units
    assert play.findings(GAME) == []


def test_it_is_found_by_the_code_that_lies_there(play: Hunting) -> None:
    hidden, other, finder = play.hide(play.holder(), BY_CODE), play.hide(play.holder(), BY_CODE), play.holder()
    for foreign in (Proof("made-up"), Proof(), Proof("密码"), play.code(other)):
        with pytest.raises(NotFound):
            play.find(finder, hidden, foreign)
    found = play.find(finder, hidden, play.code(hidden))
    assert (found.units, found.envelope.words) == (0, "Words alone")
    assert play.units(finder) is None
    assert play.findings(GAME) == []


def test_it_is_found_by_being_near_and_no_place_of_a_finder_is_kept(play: Hunting) -> None:
    hidden, finder = play.hide(play.holder(), BY_PLACE), play.holder()
    with pytest.raises(InvalidInput):
        play.find(finder, hidden, Proof())
    with pytest.raises(InvalidInput):
        play.find(finder, hidden, Proof(seen=Seen(Place(91, 0), 5)))
    with refused(Refusal.COARSE):
        play.find(finder, hidden, Proof(seen=Seen(PIER, 5_000)))
    with refused(Refusal.WRONG):
        play.find(finder, hidden, Proof(seen=ELSEWHERE))
    assert play.find(finder, hidden, Proof(seen=HERE)).units == 5
    assert "31.0" not in "".join(str(line) for line in play.store.record(CAMPAIGN, GAME))
    row = play.row(hidden)
    assert (row.latitude, row.longitude) == (None, None)  # nor that of the envelope, once it is found
    assert play.findings(GAME) == []


def test_tries_that_are_wrong_are_counted_and_end(play: Hunting) -> None:
    hidden, finder = play.hide(play.holder()), play.holder()
    for _ in range(3):
        with refused(Refusal.WRONG):
            play.find(finder, hidden, WRONG)
    with refused(Refusal.WRONG_FULL):
        play.find(finder, hidden, RIGHT)
    play.clock.now += timedelta(hours=13)  # after midnight, and it still lies there
    play.find(finder, hidden, RIGHT)
    assert play.findings(GAME) == []


def test_an_answer_of_ten_megabytes_is_wrong_and_no_more(play: Hunting) -> None:
    hidden, finder = play.hide(play.holder()), play.holder()
    with refused(Refusal.WRONG):
        play.find(finder, hidden, Proof("a" * 10_000_000))


def test_whoever_hid_it_cannot_find_it(play: Hunting) -> None:
    hider = play.holder()
    with refused(Refusal.OWN):
        play.find(hider, play.hide(hider), RIGHT)


def test_days_have_so_many_envelopes_and_so_many_lie_at_once(play: Hunting) -> None:
    hider = play.holder()
    for _ in range(2):
        play.hide(hider)
    with refused(Refusal.DAY_FULL):
        play.hide(hider)
    play.clock.now += timedelta(hours=13)
    with refused(Refusal.LYING_FULL):
        play.hide(hider)
    finder = play.holder()
    three = [play.hide(play.holder(), BY_CODE) for _ in range(3)]
    for hidden in three:
        play.find(finder, hidden, play.code(hidden))
    with refused(Refusal.FOUND_FULL):
        play.find(finder, play.of_game(), Proof("dumplings"))


def test_what_nobody_found_goes_back_after_a_day(play: Hunting) -> None:
    hider, finder = play.holder(), play.holder()
    hidden = play.hide(hider)
    part = play.find(finder, hidden, RIGHT).units
    play.clock.now += timedelta(hours=24)
    play.hiding.return_due()
    play.hiding.return_due()
    assert play.out() == 8 + part
    with refused(Refusal.GONE):
        play.find(play.holder(), hidden, RIGHT)
    row = play.row(hidden)
    assert (row.state, row.answers, row.words) == ("back", "[]", "Well done")
    assert play.findings(GAME) == []


def test_what_is_too_late_goes_back_before_anybody_acts(play: Hunting) -> None:
    hidden = play.hide(play.holder())
    play.clock.now += timedelta(hours=24)
    play.hide(play.holder())  # no timer ran meanwhile
    assert play.row(hidden).state == "back"
    assert play.findings(GAME) == []


def test_a_clock_that_is_set_back_changes_nothing(play: Hunting) -> None:
    hidden = play.hide(play.holder())
    play.clock.now -= timedelta(days=3)
    play.hiding.return_due()
    play.find(play.holder(), hidden, RIGHT)
    moments = [act.at for act, _ in play.store.record(CAMPAIGN, GAME)]
    assert moments == sorted(moments)
    assert play.findings(GAME) == []


def test_a_pool_that_runs_dry_gives_no_more_than_it_has(play: Hunting) -> None:
    play.library.games = (a_hunt(pool=30),)
    play.hide(play.holder(), replace(BY_ANSWER, units=20))
    with refused(Refusal.EMPTY):
        play.hide(play.holder(), replace(BY_ANSWER, units=3))
    play.hide(play.holder(), replace(BY_ANSWER, units=2, finders=2))
    play.hide(play.holder(), BY_CODE)  # words alone are always there
    assert play.out() == 30
    assert play.findings(GAME) == []


def test_a_hider_takes_back_what_nobody_has_found(play: Hunting) -> None:
    hider, other = play.holder(), play.holder()
    hidden = play.hide(hider)
    with pytest.raises(NotFound):
        play.hiding.take_back(other, CAMPAIGN, GAME, hidden.id)
    for _ in range(2):
        play.hiding.take_back(hider, CAMPAIGN, GAME, hidden.id)
    with refused(Refusal.GONE):
        play.find(other, hidden, RIGHT)
    one = play.hide(play.holder(), BY_PLACE)
    play.find(other, one, Proof(seen=HERE))
    with pytest.raises(NotFound):
        play.hiding.take_back(hider, CAMPAIGN, GAME, one.id)
    assert play.findings(GAME) == []


def test_what_should_not_lie_there_is_taken_away_with_its_texts(play: Hunting) -> None:
    hidden = play.hide(play.holder())
    for _ in range(2):
        assert play.hiding.remove(CAMPAIGN, GAME, hidden.id) == ""
    row = play.row(hidden)
    assert (row.says, row.words, row.answers, row.state) == ("", "", "[]", "back")
    assert play.findings(GAME) == []


def test_a_photo_leaves_everything_else_of_its_file_behind_and_goes_with_the_envelope(play: Hunting) -> None:
    hidden = play.hide(play.holder(), replace(BY_ANSWER, clue="photo", says="", photo=a_photo()))
    with Image.open(io.BytesIO(play.row(hidden).photo)) as kept:
        assert not kept.getexif()
        assert kept.size == (480, 480)
    for _ in range(3):
        play.find(play.holder(), hidden, RIGHT)
    assert play.row(hidden).photo is None


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"clue": "riddle"}, "clue"),
        ({"found_by": "luck"}, "found_by"),
        ({"says": " \u200b "}, "says"),
        ({"says": "x" * 61}, "says"),
        ({"says": "加微信领钱 wx123456"}, "says"),
        ({"words": "x" * 201}, "words"),
        ({"answer": "?!"}, "answer"),
        ({"answer": "x" * 61}, "answer"),
        ({"found_by": "location"}, "place"),
        ({"found_by": "location", "place": Place(float("nan"), 0)}, "place"),
        ({"units": 2}, "units"),
        ({"units": 31}, "units"),
        ({"units": -1}, "units"),
        ({"finders": 6}, "finders"),
        ({"finders": 0}, "finders"),
        ({"units": 0, "words": ""}, "words"),
        ({"clue": "photo"}, "photo"),
        ({"photo": b"x"}, "photo"),
        ({"clue": "photo", "photo": b"no picture"}, "avatar"),
    ],
)
def test_what_cannot_be_hidden_is_told_and_nothing_is_kept(play: Hunting, change: dict[str, Any], where: str) -> None:
    with pytest.raises(InvalidInput) as told:
        play.hide(play.holder(), replace(BY_ANSWER, **change))
    assert where in {one.where for one in told.value.findings}
    assert play.out() == 8


def test_a_holder_who_is_erased_leaves_nothing_lying_and_finders_keep_what_they_found(play: Hunting) -> None:
    hider, finder = play.holder(), play.holder()
    hidden, there = play.hide(hider), play.hide(hider, BY_PLACE)
    part = play.find(finder, hidden, RIGHT).units
    told = play.holders.export(hider)["games"][0]["hidden"]
    assert [(one["says"], one["latitude"]) for one in told] == [(BY_ANSWER.says, None), (BY_PLACE.says, PIER.latitude)]
    play.holders.erase(hider)
    assert (play.out(), play.units(finder)) == (8 + part, part)
    for one in (hidden, there):
        row = play.row(one)
        assert (row.says, row.words, row.answers, row.latitude, row.photo) == ("", "", "[]", None, None)
        with refused(Refusal.GONE):
            play.find(play.holder(), one, RIGHT)
    with pytest.raises(Forbidden):
        play.hide(hider)
    play.holders.erase(finder)
    assert play.findings(GAME) == []


def test_when_the_game_closes_everything_goes_back_and_nothing_typed_is_kept(play: Hunting) -> None:
    play.clock.now = CLOSES - timedelta(hours=1)
    finder = play.holder()
    hidden = play.hide(play.holder())
    assert hidden.until == CLOSES
    part = play.find(finder, hidden, RIGHT).units
    play.clock.now = CLOSES
    with refused(Refusal.OVER):
        play.find(play.holder(), hidden, RIGHT)
    assert play.games.close_due() == [GAME]
    assert (play.out(), play.row(hidden).says) == (part, "")
    last, _ = list(play.store.record(CAMPAIGN, GAME))[-1]
    assert (last.kind, last.units) == (Kind.CLOSE, 100 - part)
    assert play.findings(GAME) == []


def test_what_the_game_hides_lies_there_from_the_beginning(play: Hunting) -> None:
    hidden = play.of_game()
    assert (hidden.serial, hidden.player, hidden.until) == (1, 0, CLOSES)
    for _ in range(2):
        play.hiding.run(CAMPAIGN, GAME)
    assert play.out() == 8
    assert play.find(play.holder(), hidden, Proof("饺子！")).units >= 1
    assert play.findings(GAME) == []


def test_a_record_in_which_one_draw_was_changed_is_found_out(play: Hunting) -> None:
    hidden = play.hide(play.holder())
    for _ in range(3):
        play.find(play.holder(), hidden, RIGHT)
    run, record = play.games.run(CAMPAIGN, GAME), list(play.store.record(CAMPAIGN, GAME))
    assert verify(run.rules, run.seed, run.seed_digest, record) == []
    act, digest = record[-1]
    changed = replace(act, units=act.units + 1)
    found = verify(run.rules, run.seed, run.seed_digest, [*record[:-1], (changed, digest)])
    assert {one.where for one in found} == {f"line {act.serial}"}
    rebound = [*record[:-1], (changed, bound(record[-2][1], changed))]
    assert any("the seed gives" in one.problem for one in verify(run.rules, run.seed, run.seed_digest, rebound))


def test_a_game_that_rests_hides_nothing(play: Hunting) -> None:
    hidden = play.hide(play.holder())
    play.games.pause(CAMPAIGN, GAME, paused=True)
    for act in (lambda: play.hide(play.holder()), lambda: play.find(play.holder(), hidden, RIGHT)):
        with refused(Refusal.PAUSED):
            act()


def test_an_envelope_that_is_not_there_is_not_found(play: Hunting) -> None:
    hidden = play.hide(play.holder())._replace(id="0" * 32)
    with pytest.raises(NotFound):
        play.find(play.holder(), hidden, RIGHT)
    with pytest.raises(Refused):
        play.find(play.holder(), play.of_game(), RIGHT)
