"""Edits and publications on SQLite and PostgreSQL: all or nothing, and what rows of before say in columns."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import yaml
from sqlalchemy import Connection, Engine, column, table, text

from postergen.adapters.content.variant_codec import variant_to_json
from postergen.adapters.sql import database
from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.adapters.sql.schema import Moment
from postergen.config import CONTENT
from postergen.domain.editorial import (
    Act,
    Action,
    AuditEntry,
    Change,
    Edit,
    Origin,
    Publication,
    State,
    Why,
    WhyCode,
)
from postergen.domain.variant import CopyVariant, Fits, Hook, Tone
from postergen.errors import Outdated
from tests.products import NOON
from tests.stores import KINDS, empty_database

BOB = Act("bob", NOON, Why("too long for a receipt", WhyCode.LONG))


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with empty_database(request.param, tmp_path) as url:
        engine = database.open_database(url)
        database.upgrade(engine)
        yield engine
        engine.dispose()


def variant(name: str) -> CopyVariant:
    return CopyVariant(name, "en", Hook.THEME, Tone.WARM, Fits(options=("noodles",)), name, "Slowly.", "Scan")


def edit(name: str, number: int = 1, state: State = State.APPROVED) -> Edit:
    return Edit("c", variant(name), number, state, Origin("ann", NOON, "m", "p"))


def publication(number: int) -> Publication:
    entry = AuditEntry(NOON, "bob", "publish", "c", "c", number, "", "v1", Why("now"))
    return Publication("c", number, {"a.yaml": b"a"}, None, entry)


def published(one: Edit, number: int) -> Change:
    return Change(one, replace(one, state=State.LIVE, why=BOB.why, published_in=number, replaces=0))


def test_what_is_recorded_comes_back(engine: Engine) -> None:
    store, one = SqlEditorial(engine), edit("a")
    store.record(added=[one], entries=[BOB.entry(Action.WRITE, one, None, one.state)])
    assert store.edits("c") == [one]
    change = published(one, 1)
    entry = BOB.entry(Action.PUBLISH, one, one.state, State.LIVE)
    store.record(changes=[change], entries=[entry, publication(1).entry], publication=publication(1))
    assert store.edits("c", states=[State.LIVE]) == [change.after]
    assert store.audit("c")[:2] == [publication(1).entry, entry]
    latest = store.latest("c")
    assert latest is not None
    assert (latest.number, latest.files, latest.entry.why) == (1, {"a.yaml": b"a"}, Why("now"))


def test_who_approved_is_known_however_much_was_done_since(engine: Engine) -> None:
    store, one, another = SqlEditorial(engine), edit("a", 1), edit("a", 2, State.REJECTED)
    store.record(
        added=[one, another],
        entries=[
            Act("ann", NOON).entry(Action.APPROVE, another, State.CHECKED, State.APPROVED),
            BOB.entry(Action.APPROVE, one, State.CHECKED, State.APPROVED),
            *[Act("cat", NOON).entry(Action.WRITE, one, None, State.DRAFT)] * 300,
        ],
    )
    assert store.approvers(one.campaign) == {("a", 1): "bob"}


def test_every_action_that_pages_have_words_for_fits_into_the_log(engine: Engine) -> None:
    words = yaml.safe_load((CONTENT / "templates/web/words/en/studio/audit.yaml").read_text(encoding="utf-8"))
    actions = [name.removeprefix("log_") for name in words if name.startswith("log_")]
    store = SqlEditorial(engine)
    store.record(entries=[AuditEntry(NOON, "ann", action, "c", "ann", 0, "", "") for action in actions])
    assert [entry.action for entry in reversed(store.audit("c", "ann"))] == actions


def test_nothing_is_recorded_when_one_part_is_outdated(engine: Engine) -> None:
    store, one, other = SqlEditorial(engine), edit("a"), edit("b")
    store.record(added=[one, other], entries=[BOB.entry(Action.WRITE, one, None, one.state)])
    store.record(entries=[publication(1).entry], publication=publication(1))
    before = (store.edits("c"), store.audit("c"), store.latest("c"))
    entries = [BOB.entry(Action.PUBLISH, one, one.state, State.LIVE)]
    seen_otherwise = published(replace(other, state=State.CHECKED), 2)
    with pytest.raises(Outdated, match="'b' was changed meanwhile: it is approved"):
        store.record(changes=[published(one, 2), seen_otherwise], entries=entries, publication=publication(2))
    with pytest.raises(Outdated, match="variant 'b'"):
        store.record(changes=[published(one, 2)], added=[edit("b")], entries=entries, publication=publication(2))
    with pytest.raises(Outdated, match="campaign 'c'"):
        store.record(changes=[published(one, 1)], added=[edit("b", 2)], entries=entries, publication=publication(1))
    with pytest.raises(Outdated, match="it is gone"):
        store.record(changes=[published(edit("nobody"), 2)], entries=entries)
    assert (store.edits("c"), store.audit("c"), store.latest("c")) == before


def test_of_many_that_publish_at_once_one_does(engine: Engine) -> None:
    store, texts = SqlEditorial(engine), [edit(name) for name in "abcd"]
    store.record(added=texts, entries=[BOB.entry(Action.WRITE, one, None, one.state) for one in texts])
    together = Barrier(4)

    def publish(turn: int) -> bool:
        changes = [published(one, 1) for one in (texts[turn:] + texts[:turn])]  # nobody in the same order
        together.wait()
        try:
            store.record(changes=changes, entries=[publication(1).entry], publication=publication(1))
        except Outdated:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(publish, range(4))) == [False, False, False, True]
    assert {one.state for one in store.edits("c")} == {State.LIVE}
    assert [entry.action for entry in store.audit("c")].count("publish") == 1


# The audit log of before, as the studio wrote it: minutes after noon, who, action, subject, number, before, after, why.
LOG = (
    (1, "bob", "approve", "new", 1, "checked", "approved", ""),
    (1, "bob", "publish", "new", 1, "approved", "live", "first"),
    (1, "bob", "publish", "a", 1, "approved", "live", "first"),
    (1, "bob", "publish", "c", 1, "", "v1", "first"),
    (1, "bob", "approve", "a", 2, "checked", "approved", ""),  # the same person in the same second
    (2, "ann", "publish", "c", 2, "", "v2", "themes.yaml"),
    (3, "bob", "publish", "a", 3, "approved", "live", ""),
    (3, "bob", "retire", "a", 2, "approved", "retired", "edit 3 took its place"),
    (3, "bob", "retire", "a", 1, "live", "retired", "edit 3 took its place"),
    (3, "bob", "publish", "c", 3, "", "v3", ""),
    (4, "pack", "write", "b", 0, "", "live", "as the pack has it"),
    (4, "ann", "pause", "b", 0, "live", "paused", "撤回第 3 次发布"),
    (4, "ann", "publish", "c", 4, "", "v4", "publication 3 undone"),
    (5, "bob", "publish", "b", 1, "approved", "live", ""),
    (5, "bob", "retire", "b", 0, "paused", "retired", "edit 1 took its place"),
    (5, "bob", "publish", "c", 5, "", "v5", ""),
    (6, "ann", "reject", "a", 4, "checked", "rejected", "太泛; 哪碗面都能用"),
    (7, "ann", "reject", "a", 5, "checked", "rejected", "not our voice"),
    (8, "ann", "reject", "a", 6, "checked", "rejected", "taken back"),
    (9, "ann", "reject", "a", 7, "approved", "rejected", "撤回了刚才的决定"),
    (10, "ann", "reject", "a", 8, "checked", "rejected", "edit 3 took its place, I think"),
)
OF_EDIT = "campaign, variant, number, revision, content, state, why, who, model, prompt, created_at"
OF_AUDIT = "at, who, action, campaign, subject, number, before, after, why"


def fill_as_before(engine: Engine) -> None:
    """The rows that the studio would have written up to this log, by the columns of revision 0007."""
    last = {(row[3], row[4]): row for row in LOG if row[3] != "c"}
    with engine.begin() as connection:
        for minute, who, action, subject, number, before, after, why in LOG:
            values = (NOON + timedelta(minutes=minute), who, action, "c", subject, number, before, after, why)
            insert(connection, "audit", OF_AUDIT, values)
            if subject == "c":
                row = ("c", number, b"PK\x05\x06" + bytes(18), who, why, NOON + timedelta(minutes=minute))
                insert(connection, "publication", "campaign, number, files, who, why, published_at", row)
        for (name, number), row in last.items():
            content = variant_to_json(variant(name))
            insert(connection, "edit", OF_EDIT, ("c", name, number, "r", content, row[6], row[7], "ann", "", "", NOON))


def insert(connection: Connection, name: str, columns: str, values: tuple[object, ...]) -> None:
    names = columns.split(", ")
    moments = {"at", "created_at", "published_at"}
    into = table(name, *(column(one, Moment() if one in moments else None) for one in names))
    connection.execute(into.insert().values(dict(zip(names, values, strict=True))))


def test_rows_of_before_say_in_columns_what_they_said_in_sentences(engine: Engine) -> None:
    database.downgrade(engine, "0007")
    fill_as_before(engine)
    database.upgrade(engine)
    store = SqlEditorial(engine)
    found = {(e.variant.id, e.number): (e.published_in, e.replaces, e.why) for e in store.edits("c")}
    replaced = {n: Why(code=WhyCode.REPLACED, number=n) for n in (1, 3)}
    assert found == {
        ("new", 1): (1, 0, Why("first")),  # 0 is the pack's, if it has one
        ("a", 1): (1, 0, replaced[3]),
        ("a", 2): (None, None, replaced[3]),
        ("a", 3): (3, 1, Why()),
        ("b", 0): (None, None, replaced[1]),
        ("b", 1): (5, None, Why()),
        ("a", 4): (None, None, Why("哪碗面都能用", WhyCode.GENERAL)),
        ("a", 5): (None, None, Why(code=WhyCode.VOICE)),
        ("a", 6): (None, None, Why(code=WhyCode.TAKEN_BACK)),
        ("a", 7): (None, None, Why(code=WhyCode.DECISION_UNDONE)),
        ("a", 8): (None, None, Why("edit 3 took its place, I think")),
    }
    undone = Why(code=WhyCode.PUBLICATION_UNDONE, number=3)
    log = {(e.action, e.subject, e.number): e.why for e in store.audit("c")}
    assert log["pause", "b", 0] == log["publish", "c", 4] == undone
    assert log["write", "b", 0] == Why(code=WhyCode.AS_THE_PACK_HAS_IT)
    assert log["publish", "c", 2] == Why("themes.yaml")


def test_sentences_come_back_on_the_way_down(engine: Engine) -> None:
    database.downgrade(engine, "0007")
    fill_as_before(engine)
    database.upgrade(engine)
    database.downgrade(engine, "0007")
    with engine.connect() as connection:
        said = [row.why for row in connection.execute(text("SELECT why FROM audit ORDER BY id"))]
    english = {
        "撤回第 3 次发布": "publication 3 undone",
        "太泛; 哪碗面都能用": "too general; 哪碗面都能用",
        "撤回了刚才的决定": "the decision was taken back",
    }
    assert said == [english.get(row[-1], row[-1]) for row in LOG]
