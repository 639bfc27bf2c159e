"""What is so just now is read when somebody asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from postergen import __version__
from postergen.bootstrap import Product
from postergen.loading import folders
from postergen.machine import Room, room_of
from postergen.web import readings
from postergen.web.metrics import Metrics
from postergen.web.readings import Readings
from tests.products import settings_for
from tests.web.test_metrics import value


def told(read: Readings) -> str:
    return Metrics(read).exposition().decode()


def test_what_runs_is_told() -> None:
    assert value(told(Readings()), "postergen_build_info", version=__version__) == 1


def test_the_journal_is_measured_when_somebody_asks() -> None:
    text = told(Readings(lambda: (7, 1.5)))
    assert value(text, "postergen_journal_events") == 7
    assert value(text, "postergen_journal_oldest_seconds") == 1.5
    assert "postergen_journal_events" not in told(Readings())


def test_what_waits_for_a_person_is_told_by_kind(product: Product) -> None:
    product.journals.append([])
    folder, family = product.journals.folder, product.journals.paths()[0].name.partition("-")[0]
    (folder / f"{family}-1-a.damaged").write_bytes(b"1234")
    (folder / f"{family}-1-a.damaged-wal").write_bytes(b"12")
    (folder / "other-1-a.damaged").write_bytes(b"that of another database")
    text = told(Readings(set_aside=product.journals.set_aside))
    assert (value(text, "postergen_set_aside_files", kind="damaged"), value(text, "postergen_set_aside_bytes")) == (
        1,
        6,
    )
    assert 'postergen_set_aside_files{kind="rejected"} 0.0' in text


def test_the_room_of_every_folder_that_is_written_to_is_told(tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path, database_url=f"sqlite:///{tmp_path}/data/p.db", journal_dir=tmp_path / "not" / "yet"
    )
    text = told(Readings(folders=folders(settings)))
    for folder in ("journal", "cache", "database"):
        free = value(text, "postergen_disk_free_bytes", folder=folder)
        assert 0 < free <= value(text, "postergen_disk_size_bytes", folder=folder)
    assert "database" not in folders(settings_for(tmp_path, database_url="postgresql://here/there"))


def test_a_folder_whose_disk_cannot_be_asked_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(folder: Path) -> Room:
        if folder == tmp_path:
            raise OSError("stale file handle")
        return room_of(folder)

    monkeypatch.setattr(readings, "room_of", ask)
    text = told(Readings(folders={"cache": tmp_path, "journal": Path("/")}))
    assert 'postergen_disk_free_bytes{folder="journal"}' in text
    assert 'folder="cache"' not in text


def test_what_draws_is_measured_by_campaign_with_why_relevance_does() -> None:
    served = [("a", "", 60.0), ("b", "stale", 9e5), ("c", "unreadable", None)]
    text = told(Readings(policies=lambda: served))
    assert value(text, "postergen_policy_age_seconds", campaign="a") == 60
    assert value(text, "postergen_policy_degraded", campaign="a", reason="") == 0
    assert value(text, "postergen_policy_degraded", campaign="b", reason="stale") == 1
    assert value(text, "postergen_policy_degraded", campaign="c", reason="unreadable") == 1
    assert 'postergen_policy_age_seconds{campaign="c"}' not in text
