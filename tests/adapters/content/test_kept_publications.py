"""While the database is away, a pack is served as it was last published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postergen.adapters.content.derived_files import DerivedFiles
from postergen.adapters.content.kept_publications import KeptPublications
from postergen.domain.editorial import AuditEntry, Publication
from postergen.errors import Unavailable

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
ENTRY = AuditEntry(NOON, "ann", "publish", "life", "life", 3, "", "")
MADE = Publication("life", 3, {"variants/editorial.json": '{"withdrawn": ["小"]}'.encode()}, b"\0\xff", ENTRY)


@dataclass
class Store:
    made: Publication | None
    is_away: bool = False

    def latest(self, _campaign: str) -> Publication | None:
        if self.is_away:
            raise Unavailable("the database", "is away")
        return self.made

    def latest_numbers(self) -> Mapping[str, int]:
        return {}


@pytest.mark.parametrize("made", [MADE, None])
def test_what_was_published_is_known_to_the_next_process(tmp_path: Path, made: Publication | None) -> None:
    assert KeptPublications(Store(made), DerivedFiles(tmp_path), "db").latest("life") == made
    assert KeptPublications(Store(None, is_away=True), DerivedFiles(tmp_path), "db").latest("life") == made


def test_the_newest_counts(tmp_path: Path) -> None:
    store = Store(None)
    kept = KeptPublications(store, DerivedFiles(tmp_path), "db")
    kept.latest("life")
    store.made = MADE
    kept.latest("life")
    store.is_away = True
    assert kept.latest("life") == MADE


@pytest.mark.parametrize(("url", "campaign"), [("other", "life"), ("db", "other")])
def test_nothing_is_known_of_others_and_the_log_says_so(
    tmp_path: Path, url: str, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    KeptPublications(Store(MADE), DerivedFiles(tmp_path), "db").latest("life")
    assert KeptPublications(Store(MADE, is_away=True), DerivedFiles(tmp_path), url).latest(campaign) is None
    assert "served as its pack has it" in caplog.text
