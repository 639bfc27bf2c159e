"""The list of what was erased is whole, whoever writes it and whatever dies over it."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from postergen.adapters.erasure_log import Erased, Erasure, ErasureLog, account_id, latest, read_erasures
from postergen.domain.codes import new_code
from postergen.errors import InvalidInput

AT = datetime(2026, 6, 1, 4, tzinfo=UTC)


def person(number: int) -> Erasure:
    return Erasure(Erased.PERSON, new_code("BT", lambda _: number), AT + timedelta(seconds=number))


def test_what_is_noted_is_read_in_its_order(tmp_path: Path) -> None:
    log = ErasureLog(tmp_path / "some/where/erasures.jsonl")
    assert log.note([])
    assert not log.path.exists()
    noted = [person(1), Erasure(Erased.KEY, "k1", AT), Erasure(Erased.CLOSED, account_id("ann", AT), AT)]
    assert log.note(noted[:1])
    assert log.note(noted[1:])
    assert read_erasures(log.path) == noted


def test_many_processes_write_whole_lines(tmp_path: Path) -> None:
    log = ErasureLog(tmp_path / "erasures.jsonl")
    writers = [get_context("fork").Process(target=_write, args=(log, place)) for place in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {one.id for one in read_erasures(log.path)} == {person(number).id for number in range(80)}


def _write(log: ErasureLog, place: int) -> None:
    for number in range(20):
        log.note([person(20 * place + number)])


def test_a_line_over_which_somebody_died_spoils_no_other(tmp_path: Path) -> None:
    log = ErasureLog(tmp_path / "erasures.jsonl")
    log.note([person(1)])
    with log.path.open("a") as file:
        file.write('{"what":"pers')
    log.note([person(2)])
    with pytest.raises(InvalidInput, match=r"erasures.jsonl:2: is neither an erasure nor the code of a poster"):
        read_erasures(log.path)
    assert log.complete([person(1), person(2), person(3)]) == 1
    assert log.path.read_text().count("\n") == 4


def test_what_it_lacks_is_added_once(tmp_path: Path) -> None:
    log = ErasureLog(tmp_path / "erasures.jsonl")
    closed = Erasure(Erased.CLOSED, account_id("ann", AT), AT)
    opened = replace(closed, what=Erased.OPENED)
    log.note([closed, opened])
    assert log.complete([person(1), closed]) == 2, "it was closed again"
    assert log.complete([person(1), closed]) == 0
    assert latest(read_erasures(log.path))["account", closed.id].what is Erased.CLOSED


def test_where_nothing_can_be_written_an_erasure_counts_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    log = ErasureLog(tmp_path / "file/erasures.jsonl")
    with caplog.at_level(logging.ERROR):
        assert not log.note([person(1)])
        assert log.complete([person(1)]) == 0
    assert "a restored backup would bring it back" in caplog.text


def test_a_list_of_codes_is_a_log_too(tmp_path: Path) -> None:
    (tmp_path / "codes").write_text(f"\ufeff{person(1).id.lower()}\n\n{person(2).id}\n", encoding="utf-8")
    assert [(one.what, one.id) for one in read_erasures(tmp_path / "codes")] == [
        (Erased.PERSON, person(1).id),
        (Erased.PERSON, person(2).id),
    ]
