"""Wire what makes posters and records them: all that is needed where there is neither studio nor game.

A command that makes one poster is ready in two thirds of the time without the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from postergen.adapters.content.derived_files import kept_bytes
from postergen.adapters.content.kept_publications import KeptPublications
from postergen.adapters.content.library import FileLibrary
from postergen.adapters.content.published_pack import PackMaker
from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.journal.journalled_store import JournalledStore
from postergen.adapters.policy_memory import PolicyMemory
from postergen.adapters.readiness import is_upgraded
from postergen.adapters.sql import database
from postergen.adapters.sql.database_file import is_read_only
from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.adapters.sql.personal_data import SqlPersonalData
from postergen.adapters.sql.policy_store import SqlPolicies
from postergen.adapters.sql.poster_store import SqlStore
from postergen.config import Settings
from postergen.copywriting.compliance import Rulebook
from postergen.domain.briefs import BriefRequest
from postergen.domain.localized import LOCALES
from postergen.domain.ports import Clock
from postergen.errors import PostergenError
from postergen.loading import (
    erasure_log,
    journal_dir,
    load_derived,
    load_embedder,
    load_pinyin,
    load_renderer,
    load_rulebook,
    utc_now,
)
from postergen.rendering.renderer import Renderer
from postergen.service.contents import Addresses
from postergen.service.orders import Order
from postergen.service.pictures import PictureService
from postergen.service.policies import PolicyService
from postergen.service.posters import PosterService
from postergen.upkeep import fold_worker_of, policies_of


@dataclass(frozen=True)
class Press:
    """What makes posters, draws them and records both."""

    settings: Settings
    engine: database.Engine
    store: SqlStore
    renderer: Renderer
    library: FileLibrary
    rulebook: Rulebook
    personal_data: SqlPersonalData
    journals: JournalDirectory
    kept: JournalledStore
    fold_worker: FoldWorker
    policies: PolicyService
    policy_memory: PolicyMemory
    posters: PosterService
    pictures: PictureService
    addresses: Addresses
    clock: Clock
    random_below: Callable[[int], int]

    def close(self) -> None:
        """Fold what is left and let go of the journal."""
        if not is_read_only(self.engine):
            self.fold_worker.close()


def build_press(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    random_below: Callable[[int], int] = secrets.randbelow,
    may_be_away: bool = False,
    only_reads: bool = False,
) -> Press:
    """Open the database, bring it up to date, load and publish the content. One that may be away while it does not
    answer is caught up with once the product is started. Who only reads can do so in a folder that cannot be written.

    Raises:
        InvalidSettings, InvalidContent: with every finding.
        Unavailable: the database does not answer.
    """
    engine = database.open_database(settings.database_url, only_reads=only_reads)
    is_there = is_upgraded(engine, may_be_away=may_be_away)
    store = SqlStore(engine, clock)
    renderer = load_renderer(settings)
    library = load_library(settings, renderer, store)
    if is_there and not is_read_only(engine):
        library.publish()
    press = wire_press(settings, engine, store, renderer, library, clock, random_below)
    if is_there:
        press.policy_memory.refresh()
    return press


def read_a_wish(library: FileLibrary, posters: PosterService) -> None:
    """Read a wish and a search in every language of each campaign: all that this takes is in memory from then on. What
    cannot be read, by the rules of an operator or without a database, is told to whoever asks for it.
    """
    for campaign in library.campaigns():
        for locale in LOCALES:
            with suppress(PostergenError):
                posters.rank(Order(campaign.id, BriefRequest((), locale, wish="a dog")))
                posters.search(campaign.id, "a dog", locale)


def load_library(settings: Settings, renderer: Renderer, store: SqlStore) -> FileLibrary:
    return FileLibrary(
        settings.campaigns_dir,
        settings.templates_dir,
        figures_dir=settings.figures_dir,
        families=renderer.fonts.families,
        archive=store,
        maker=PackMaker(
            backend=settings.relevance,
            rulebook=load_rulebook(settings),
            embedder=load_embedder(settings) if settings.embed_wishes else None,
            pinyin=load_pinyin(),
            derived=load_derived(settings),
        ),
        publications=KeptPublications(SqlEditorial(store.engine), load_derived(settings), settings.database_url),
    )


def wire_press(
    settings: Settings,
    engine: database.Engine,
    store: SqlStore,
    renderer: Renderer,
    library: FileLibrary,
    clock: Clock,
    random_below: Callable[[int], int],
) -> Press:
    journals = JournalDirectory(journal_dir(settings), settings.database_url, room=settings.journal_room)
    personal_data = SqlPersonalData(engine)
    policies = policies_of(
        engine,
        clock,
        lambda: {one.id: one.learning for one in library.campaigns()},
        lambda campaign: library.campaign(campaign).variants,
    )
    policy_memory = PolicyMemory(SqlPolicies(engine), library.campaign, clock)
    fold_worker = fold_worker_of(settings, engine, journals, personal_data, clock, policies)
    kept = JournalledStore(journals, store, fold_worker.wake, fold_worker.fold_now, erasure_log(settings).note)
    rulebook = load_rulebook(settings)
    posters = PosterService(
        library=library,
        log=kept,
        posters=kept,
        scans=kept,
        clock=clock,
        random_below=random_below,
        rulebook=rulebook,
        policies=policy_memory.serving,
        policy_note=policy_memory.note,
    )
    addresses = Addresses(settings.public_url)
    return Press(
        settings=settings,
        engine=engine,
        store=store,
        renderer=renderer,
        library=library,
        rulebook=rulebook,
        personal_data=personal_data,
        journals=journals,
        kept=kept,
        fold_worker=fold_worker,
        policies=policies,
        policy_memory=policy_memory,
        posters=posters,
        pictures=PictureService(
            library=library,
            avatars=kept,
            specimens=posters,
            renderer=renderer,
            addresses=addresses,
            keep=partial(kept_bytes, load_derived(settings), "thumbnails"),
        ),
        addresses=addresses,
        clock=clock,
        random_below=random_below,
    )
