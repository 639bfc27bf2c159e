"""Choose the adapters and wire the product together."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from postergen.adapters.content.derived_files import kept_bytes
from postergen.adapters.content.prompt_files import read_prompts
from postergen.adapters.content.refresher import Refresher
from postergen.adapters.journal.journal_writer import JournalWriter
from postergen.adapters.known_texts import known_texts
from postergen.adapters.readiness import Readiness
from postergen.adapters.remote.draft_shape import read_answer
from postergen.adapters.remote.rate_limits import open_limiter
from postergen.adapters.sql.account_store import Argon2Hasher
from postergen.adapters.sql.battle_counts import SqlBattles
from postergen.adapters.sql.comment_store import SqlComments
from postergen.adapters.sql.counters import SqlCounters
from postergen.adapters.sql.coupons import SqlCoupons
from postergen.adapters.sql.database_file import is_read_only
from postergen.adapters.sql.draw_log import SqlDrawLog
from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.adapters.sql.envelope_table import SqlEnvelopes
from postergen.adapters.sql.friend_counts import SqlFriends
from postergen.adapters.sql.game_figures import SqlGameCounts
from postergen.adapters.sql.game_store import SqlGames
from postergen.adapters.sql.holder_store import SqlHolders
from postergen.adapters.sql.model_ledger import SqlLedger
from postergen.adapters.sql.outcomes import SqlOutcomes
from postergen.adapters.sql.own_posters import SqlOwnPosters
from postergen.adapters.sql.policy_store import SqlPolicies
from postergen.adapters.sql.referral_trees import SqlTrees
from postergen.adapters.sql.salts import DailySalts
from postergen.adapters.sql.schedule_store import SqlSchedules
from postergen.adapters.sql.text_posters import SqlTextPosters
from postergen.adapters.sql.wish_counts import SqlWishes
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.domain.ports import Clock
from postergen.doors import load_accounts, load_keys
from postergen.loading import (
    erasure_log,
    load_battle_card,
    load_chat_model,
    load_derived,
    load_embedder,
    utc_now,
)
from postergen.press import Press, build_press
from postergen.product import Product as Product
from postergen.rendering.sticker import StickerPainter
from postergen.service.accounts import PasswordHasher
from postergen.service.battle_cards import BattleCards
from postergen.service.battle_figures import BattleFigures
from postergen.service.battles import BattleService
from postergen.service.checking_in import CheckInService
from postergen.service.collecting import CollectService
from postergen.service.comments import CommentService
from postergen.service.copy_checks import CopyChecks
from postergen.service.diary_figures import DiaryFigures
from postergen.service.diary_posters import DiaryPosters
from postergen.service.editorial import EditorialService
from postergen.service.friends import FriendService
from postergen.service.game_claims import Claims
from postergen.service.game_desk import GameDesk
from postergen.service.game_figures import GameFigures
from postergen.service.game_views import GameViews
from postergen.service.games import GameService
from postergen.service.generation import GenerationService, Terms
from postergen.service.hide_figures import HideDesk
from postergen.service.hide_views import HideViews
from postergen.service.hiding import HideService
from postergen.service.holders import TOKEN_BYTES, HolderService
from postergen.service.look_back_figures import LookBackFigures
from postergen.service.look_backs import LookBackService
from postergen.service.offers import OfferService
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


def build_product(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    random_below: Callable[[int], int] = secrets.randbelow,
    hasher: Callable[[], PasswordHasher] = Argon2Hasher,
    may_be_away: bool = False,
    only_reads: bool = False,
) -> Product:
    """As `build_press`, with studio and games around it."""
    press = build_press(
        settings, clock=clock, random_below=random_below, may_be_away=may_be_away, only_reads=only_reads
    )
    return wire(press, hasher())


def wire(press: Press, hasher: PasswordHasher) -> Product:
    settings, engine, clock, random_below = press.settings, press.engine, press.clock, press.random_below
    library, kept, renderer, rulebook = press.library, press.kept, press.renderer, press.rulebook
    posters, pictures, addresses = press.posters, press.pictures, press.addresses
    journals, fold_worker, policies = press.journals, press.fold_worker, press.policies
    policy_memory = press.policy_memory
    embedder = load_embedder(settings) if settings.embed_wishes else None
    checks = CopyChecks(library=library, rulebook=rulebook, renderer=renderer, addresses=addresses, embedder=embedder)
    texts = SqlEditorial(engine)
    accounts = load_accounts(settings, engine, clock, hasher)
    people = partial(accounts.names_of, Role.APPROVER) if settings.four_eyes else None
    publishing = PublishingService(store=texts, content=library, checks=checks, clock=clock, people=people)
    schedules = ScheduleService(
        store=SqlSchedules(engine),
        publishing=publishing,
        packs=library,
        clock=clock,
        new_token=lambda: secrets.token_hex(8),
        people=partial(accounts.names_of, Role.APPROVER),
    )
    editorial = EditorialService(store=texts, packs=library, checks=checks, publishing=publishing, clock=clock)
    scans = ScanService(
        library=library,
        posters=kept,
        scans=kept,
        log=kept,
        addresses=addresses,
        clock=clock,
        random_below=random_below,
    )
    counters, trees = SqlCounters(engine), SqlTrees(engine)
    reports = ReportService(library=library, counters=counters, clock=clock)
    readiness = Readiness(engine, library, journals)
    sample_ratio = SampleRatioService(
        library=library, posters=press.store, load=policies.load, policies=policy_memory.serving
    )
    referrals = ReferralService(library=library, trees=trees, clock=clock)
    standings = StandingService(
        library=library, outcomes=SqlOutcomes(engine), texts=known_texts(library.pack_alone, texts.edits), clock=clock
    )
    shares = ShareService(library=library, memory=policy_memory, shelf=SqlPolicies(engine), clock=clock)
    game_store = SqlGames(engine)
    games = GameService(library=library, store=game_store, clock=clock, new_secret=secrets.token_bytes)
    claims = Claims(game_store, posters, clock)
    collecting = CollectService(
        games=games,
        store=game_store,
        claims=claims,
        clock=clock,
        new_secret=secrets.token_bytes,
    )
    hiding = HideService(
        games=games,
        store=game_store,
        envelopes=SqlEnvelopes(engine),
        claims=claims,
        clock=clock,
        lint=rulebook.lint,
        take_in=lambda data: posters.take_in(data),  # a server has a process for that
    )
    game_figures = GameFigures(
        games=games, store=game_store, counts=SqlGameCounts(engine), reports=reports, clock=clock
    )
    stickers = StickerService(
        library=library,
        painter=StickerPainter(renderer.fonts),
        fingerprint=renderer.fingerprint,
        keep=partial(kept_bytes, load_derived(settings), "stickers"),
    )
    battles = BattleService(
        library=library,
        stickers=stickers,
        posters=kept,
        scans=kept,
        log=kept,
        rulebook=rulebook,
        takes=SqlBattles(engine).takes,
        clock=clock,
        random_below=random_below,
    )
    due = (
        ()
        if is_read_only(engine)
        else (schedules.carry_out_due, hiding.return_due, games.close_due, game_figures.count_due)
    )
    return Product(
        settings=settings,
        engine=engine,
        library=library,
        posters=posters,
        pictures=pictures,
        addresses=addresses,
        stickers=stickers,
        battles=battles,
        battle_cards=BattleCards(
            campaigns=library,
            template=load_battle_card(settings, renderer),
            stickers=stickers,
            renderer=renderer,
            addresses=addresses,
        ),
        battle_figures=BattleFigures(campaigns=library, counts=SqlBattles(engine)),
        scans=scans,
        reports=reports,
        referrals=referrals,
        sample_ratio=sample_ratio,
        standings=standings,
        shares=shares,
        wishes=WishService(library=library, counts=SqlWishes(engine)),
        results=ResultService(
            library=library,
            reports=reports,
            counters=counters,
            sample_ratio=sample_ratio,
            referrals=referrals,
            lineages=trees,
            standings=standings,
            clock=clock,
        ),
        text_results=TextResultService(library=library, posters=SqlTextPosters(engine), hours=counters, clock=clock),
        accounts=accounts,
        checks=checks,
        editorial=editorial,
        publishing=publishing,
        schedules=schedules,
        comments=CommentService(store=SqlComments(engine), people=partial(accounts.names_of, Role.WRITER), clock=clock),
        offers=OfferService(
            library=library,
            posters=kept,
            scans=kept,
            fold=fold_worker.fold_all,
            coupons=SqlCoupons(engine),
            clock=clock,
        ),
        friends=FriendService(posters=posters, counts=SqlFriends(engine)),
        games=games,
        collecting=collecting,
        checking_in=CheckInService(
            games=games,
            store=game_store,
            claims=claims,
            posters=DiaryPosters(store=game_store, posters=posters, scans=scans),
            clock=clock,
        ),
        hiding=hiding,
        hide_views=HideViews(
            hiding=hiding, store=game_store, envelopes=SqlEnvelopes(engine), posters=posters, clock=clock
        ),
        game_views=GameViews(
            collecting=collecting, store=game_store, library=library, posters=posters, pictures=pictures, clock=clock
        ),
        hide_desk=HideDesk(
            hiding=hiding,
            store=game_store,
            envelopes=SqlEnvelopes(engine),
            forget_poster=posters.erase,
            log=texts,
            clock=clock,
        ),
        game_figures=game_figures,
        diary_figures=DiaryFigures(figures=game_figures, games=games, store=game_store, reports=reports, clock=clock),
        game_desk=GameDesk(games=games, log=texts, clock=clock),
        holders=HolderService(
            store=SqlHolders(engine, erasure_log(settings).note),
            clock=clock,
            new_token=partial(secrets.token_urlsafe, TOKEN_BYTES),
            secret=game_store.secret,
            forget_poster=posters.erase,
        ),
        look_backs=LookBackService(
            library=library, posters=posters, pictures=pictures, own=SqlOwnPosters(engine), clock=clock
        ),
        look_back_figures=LookBackFigures(library=library, counters=counters, reports=reports, clock=clock),
        generation=GenerationService(
            model=load_chat_model(settings),
            ledger=SqlLedger(engine),
            terms=Terms(settings.model_budget, *settings.model_prices),
            prompts=read_prompts(settings.prompts_dir),
            read_answer=read_answer,
            library=library,
            checks=checks,
            editorial=editorial,
            clock=clock,
            random_below=random_below,
        ),
        personal_data=press.personal_data,
        counters=counters,
        salts=DailySalts(engine, clock),
        fold_worker=fold_worker,
        journals=journals,
        journal_writer=JournalWriter(kept.append),
        refresher=Refresher(readiness.catch_up, policy_memory.refresh, *due),
        check_ready=readiness.check,
        policies=policies,
        what_if=WhatIfService(
            library=library, log=SqlDrawLog(engine), would_be=policies.would_be, load=policies.load, clock=clock
        ),
        policy_memory=policy_memory,
        keys=load_keys(settings, engine, clock),
        limiter=open_limiter(settings.rate_limit_store),
        clock=clock,
    )
