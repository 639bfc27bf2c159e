"""Keep the database: fold what happened into it, make policies, do its chores, bring its tables up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

from postergen.adapters.content.kept_publications import KeptPublications
from postergen.adapters.journal.fold_worker import FoldWatch, FoldWorker
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.sql import database
from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.adapters.sql.fold import EventFold
from postergen.adapters.sql.journal_marks import BETWEEN_SLICES
from postergen.adapters.sql.outcomes import SqlOutcomes
from postergen.adapters.sql.personal_data import SqlPersonalData
from postergen.adapters.sql.policy_store import SqlPolicies
from postergen.adapters.sql.vacuum import leftovers_in, vacuum
from postergen.config import Settings
from postergen.domain.policies import Kind
from postergen.domain.policies import Terms as LearningTerms
from postergen.domain.ports import Clock
from postergen.loading import (
    erasure_log,
    journal_dir,
    load_derived,
    load_terms,
    load_texts,
    utc_now,
)
from postergen.service.policies import PolicyService
from postergen.service.regressions import Texts, logistic_fit


class Watch(FoldWatch, Protocol):
    """Is told how folding goes, and of errors of its database."""

    def database_failed(self, error: str) -> None: ...


def fold_machine(settings: Settings, is_over: Callable[[], bool], watch: Watch | None = None) -> None:
    """Fold what all server processes of this machine append, and do their chores, until it is over."""
    engine = database.open_database(settings.database_url)
    journals = JournalDirectory(journal_dir(settings), settings.database_url, room=settings.journal_room)
    publications = KeptPublications(SqlEditorial(engine), load_derived(settings), settings.database_url)
    policies = policies_of(
        engine, utc_now, cache(lambda: load_terms(settings)), lambda name: load_texts(settings, name, publications)
    )
    worker = fold_worker_of(settings, engine, journals, SqlPersonalData(engine), utc_now, policies)
    if watch is not None:
        worker.watch = watch
        database.on_error(engine, watch.database_failed)
    worker.fold_machine(is_over)
    engine.dispose()


def fold_worker_of(
    settings: Settings,
    engine: database.Engine,
    journals: JournalDirectory,
    personal_data: SqlPersonalData,
    clock: Clock,
    policies: PolicyService,
) -> FoldWorker:
    keep = {"keep_scans": settings.keep_scans, "keep_avatars": settings.keep_avatars}

    def tidy() -> None:
        from postergen.adapters.sql.erasure_rows import SqlErasures  # only here: it knows every table, for chores

        personal_data.prune(clock(), **keep)
        journals.forget_old()
        erasure_log(settings).complete(SqlErasures(engine, clock).known())

    update_due = policies.update_due if settings.policy_updates else tuple
    return FoldWorker(journals, EventFold(engine, clock), tidy, update_due)


def policies_of(
    engine: database.Engine, clock: Clock, terms: Callable[[], Mapping[str, LearningTerms]], texts: Texts
) -> PolicyService:
    return PolicyService(
        outcomes=SqlOutcomes(engine),
        store=SqlPolicies(engine),
        terms=terms,
        clock=clock,
        fits={Kind.LOGISTIC: logistic_fit(texts)},
    )


def vacuum_database(settings: Settings) -> None:
    """Make the file of the database anew, see `vacuum`."""
    engine = database.open_database(settings.database_url)
    database.upgrade(engine)
    vacuum(engine)


def upgrade_database(settings: Settings) -> tuple[int, int]:
    """Bring the tables up to date, and count the posters that they did not count; returns how many those were, and
    the bytes of a file that is to be made anew (`vacuum_database`).
    """
    engine = database.open_database(settings.database_url)
    database.upgrade(engine)
    fold, total = EventFold(engine, utc_now), 0
    while found := fold.catch_up():
        total += found
        time.sleep(BETWEEN_SLICES)
    return total, leftovers_in(engine)
