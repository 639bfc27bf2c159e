"""The product: all that an entry point may use, and how it begins and ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from postergen.adapters.content.library import FileLibrary
from postergen.adapters.content.refresher import Refresher
from postergen.adapters.journal.fold_worker import FoldWorker
from postergen.adapters.journal.journal_directory import JournalDirectory
from postergen.adapters.journal.journal_writer import JournalWriter
from postergen.adapters.policy_memory import PolicyMemory
from postergen.adapters.sql import database
from postergen.adapters.sql.counters import SqlCounters
from postergen.adapters.sql.database_file import is_read_only
from postergen.adapters.sql.personal_data import SqlPersonalData
from postergen.adapters.sql.salts import DailySalts
from postergen.config import Settings
from postergen.domain.ports import Clock
from postergen.domain.rate_limits import RateLimiter
from postergen.service.accounts import AccountService
from postergen.service.battle_cards import BattleCards
from postergen.service.battle_figures import BattleFigures
from postergen.service.battles import BattleService
from postergen.service.checking_in import CheckInService
from postergen.service.collecting import CollectService
from postergen.service.comments import CommentService
from postergen.service.contents import Addresses
from postergen.service.copy_checks import CopyChecks
from postergen.service.diary_figures import DiaryFigures
from postergen.service.editorial import EditorialService
from postergen.service.friends import FriendService
from postergen.service.game_desk import GameDesk
from postergen.service.game_figures import GameFigures
from postergen.service.game_views import GameViews
from postergen.service.games import GameService
from postergen.service.generation import GenerationService
from postergen.service.hide_figures import HideDesk
from postergen.service.hide_views import HideViews
from postergen.service.hiding import HideService
from postergen.service.holders import HolderService
from postergen.service.keys import KeyService
from postergen.service.look_back_figures import LookBackFigures
from postergen.service.look_backs import LookBackService
from postergen.service.offers import OfferService
from postergen.service.pictures import PictureService
from postergen.service.policies import PolicyService
from postergen.service.posters import PosterService
from postergen.service.publishing import PublishingService
from postergen.service.referrals import ReferralService
from postergen.service.reports import ReportService
from postergen.service.results import ResultService
from postergen.service.sample_ratio import SampleRatioService
from postergen.service.scans import ScanService
from postergen.service.schedules import ScheduleService
from postergen.service.shares import ShareService
from postergen.service.standings import StandingService
from postergen.service.stickers import StickerService
from postergen.service.text_results import TextResultService
from postergen.service.what_if import WhatIfService
from postergen.service.wishes import WishService

log = logging.getLogger(__name__)

FOLD_IN_BULK = 5.0  # seconds between two looks: a few hundred posters of one process, and more would cost no less each


@dataclass(frozen=True)
class Product:
    """The use cases, ready for an entry point."""

    settings: Settings
    engine: database.Engine
    library: FileLibrary
    posters: PosterService
    pictures: PictureService
    addresses: Addresses
    stickers: StickerService
    battles: BattleService
    battle_cards: BattleCards
    battle_figures: BattleFigures
    scans: ScanService
    reports: ReportService
    referrals: ReferralService
    sample_ratio: SampleRatioService
    standings: StandingService
    shares: ShareService
    wishes: WishService
    results: ResultService
    text_results: TextResultService
    accounts: AccountService
    checks: CopyChecks
    offers: OfferService
    friends: FriendService
    games: GameService
    collecting: CollectService
    checking_in: CheckInService
    hiding: HideService
    hide_views: HideViews
    hide_desk: HideDesk
    game_views: GameViews
    game_figures: GameFigures
    diary_figures: DiaryFigures
    game_desk: GameDesk
    holders: HolderService
    look_backs: LookBackService
    look_back_figures: LookBackFigures
    editorial: EditorialService
    publishing: PublishingService
    schedules: ScheduleService
    comments: CommentService
    generation: GenerationService
    personal_data: SqlPersonalData
    counters: SqlCounters
    salts: DailySalts
    fold_worker: FoldWorker
    journals: JournalDirectory
    journal_writer: JournalWriter
    refresher: Refresher
    check_ready: Callable[[], None]
    policies: PolicyService
    what_if: WhatIfService
    policy_memory: PolicyMemory
    keys: KeyService
    limiter: RateLimiter
    clock: Clock

    def start(self) -> None:
        """Fold events, and take up what is published, in the background from now on."""
        self.fold_worker.start()
        self.refresher.start()

    def start_in_bulk(self) -> None:
        """As `start`, for whoever issues posters by the thousand: they are folded many at once, some seconds later."""
        self.fold_worker.start(FOLD_IN_BULK)
        self.refresher.start()

    def start_beside(self) -> None:
        """As `start`, beside a process that folds (`fold_machine`)."""
        self.fold_worker.start_beside()
        self.refresher.start()

    def take_in(self, *, uncounted: bool = False) -> None:
        """Fold what waits on this machine, and count posters that wait for that if asked to; where the database can
        only be read, say what is not in it.
        """
        if not is_read_only(self.engine):
            self.fold_worker.fold_now()
            if uncounted:
                self.fold_worker.count_waiting()
        elif self.journals.paths():
            log.warning("what waits in the journals of %s is not counted: nothing can be written", self.journals.folder)

    def close(self) -> None:
        """Fold what is left and let go of the journal."""
        self.refresher.stop()
        if not is_read_only(self.engine):
            self.fold_worker.close()
