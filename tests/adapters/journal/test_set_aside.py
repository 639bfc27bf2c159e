"""What no table can hold is set aside without the person in it, and not for ever."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from postergen.adapters.journal.event_codec import decode_event, encode_event
from postergen.adapters.journal.set_aside import KEEP_DAYS, without_person, write_rejected
from postergen.bootstrap import Product
from postergen.config import Settings
from postergen.domain.events import PosterIssued
from postergen.domain.poster import Brief
from tests.adapters.events import poster, scan

NAME = "Zephyrine"
# What says who somebody is, and what stays, as it does after an erasure.
PERSONAL = {
    "nickname": NAME,
    "wish": f"to meet {NAME}",
    "wish_means": "to-be-met",
    "avatar": "photo-digest",
    "fields": (("days", f"{NAME} 7"),),
}
STAYS = {"campaign", "options", "locale", "template", "format", "place", "site", "occasion", "channel", "personalised"}


def of_a_person() -> PosterIssued:
    plain = poster(1, maker="c-maker-key", key="own:key-of-a-caller", avatar=b"picture")
    brief = replace(plain.poster.brief, **PERSONAL)
    digests = {"request_digest": "request-digest", "erase_digest": "erase-digest"}
    return replace(plain, poster=replace(plain.poster, brief=brief), **digests)


def test_every_part_of_a_brief_stays_or_goes() -> None:
    assert set(Brief.__slots__) == PERSONAL.keys() | STAYS, "say above whether it belongs to a person"


def test_an_event_keeps_its_shape_and_loses_its_person() -> None:
    whole = of_a_person()
    kept, removed = without_person(encode_event(whole))
    left = decode_event(kept)
    assert isinstance(left, PosterIssued)
    assert (left.poster.code, left.poster.choice, left.poster.lineage) == (
        whole.poster.code,
        whole.poster.choice,
        whole.poster.lineage,
    )
    for text in (
        NAME,
        "c-maker-key",
        "key-of-a-caller",
        "photo-digest",
        "request-digest",
        "erase-digest",
        "cGljdHVyZQ",
    ):
        assert text not in kept
    assert NAME in removed
    hit = encode_event(scan(1, poster(2), visitor="c-visitor"))
    assert "c-visitor" not in without_person(hit)[0]


@pytest.mark.parametrize("payload", [NAME, f'["{NAME}"]', f'"{NAME}"', "[" * 100_000 + NAME])
def test_of_what_is_no_event_at_all_nothing_is_kept(payload: str) -> None:
    assert without_person(payload) == ("", [])


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, journal_dir=tmp_path / "journal")


def test_no_name_is_in_the_file_or_the_log(product: Product, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = encode_event(of_a_person()).replace('"options":["one","two"]', '"options":null')
    product.journals.append([poster(2)])
    with closing(sqlite3.connect(product.journals.own().path)) as connection, connection:
        connection.execute("INSERT INTO event (subject, payload, written_at) VALUES ('x', ?, 0)", (broken,))
    product.fold_worker.fold_now()
    (file,) = (tmp_path / "journal").glob("*.rejected.jsonl")
    text = file.read_text(encoding="utf-8")
    assert poster(1).poster.code in text
    assert NAME not in text + caplog.text
    assert "cannot be folded" in caplog.text


def test_a_reason_that_quotes_the_person_is_told_without(tmp_path: Path) -> None:
    quoting = f"no such name: {NAME}\nDETAIL: failing row contains ({NAME}, x)"
    said = write_rejected(tmp_path / "a.rejected.jsonl", 1, encode_event(of_a_person()), quoting)
    assert said == "no such name: …"
    assert NAME not in (tmp_path / "a.rejected.jsonl").read_text(encoding="utf-8")


def test_what_was_set_aside_goes_after_a_while(product: Product, tmp_path: Path) -> None:
    folder, family = tmp_path / "journal", product.journals.own().name.partition("-")[0]
    old, young, foreign = (
        folder / f"{name}.rejected.jsonl" for name in (f"{family}-1-a", f"{family}-1-b", "other-1-a")
    )
    damaged, log = folder / f"{family}-1-c.damaged", folder / f"{family}-1-c.damaged-wal"
    for path in (old, young, foreign, damaged, log):
        path.write_text(NAME)
        if path != young:
            os.utime(path, (time.time() - (KEEP_DAYS + 1) * 86_400,) * 2)
    assert product.journals.forget_old() == 3
    assert [path.exists() for path in (old, young, foreign, damaged, log)] == [False, True, True, False, False]
