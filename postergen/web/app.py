"""Make the Flask application."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable
from mimetypes import add_type
from pathlib import Path
from random import sample
from threading import Thread
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from postergen.adapters.artwork_process import svg_to_png_beside
from postergen.adapters.avatar_process import AvatarProcess
from postergen.adapters.sql.database import on_error
from postergen.bootstrap import Product, build_product
from postergen.config import CONTENT, Settings
from postergen.domain.addresses import path_of
from postergen.domain.localized import DEFAULT_LOCALE
from postergen.domain.rate_limits import RateLimit
from postergen.domain.words import Languages
from postergen.loading import folders, load_renderer, load_words
from postergen.logs import configure_logging
from postergen.machine import trim_memory
from postergen.press import read_a_wish
from postergen.service.picture_memory import PictureMemory
from postergen.web.api import api
from postergen.web.api_docs import api_docs
from postergen.web.battle_api import battle_api
from postergen.web.battles import battles
from postergen.web.campaign import campaign_pages
from postergen.web.client_address import ClientAddress
from postergen.web.consent import consent
from postergen.web.cors import share_with_campaign_pages
from postergen.web.editorial import editorial
from postergen.web.event_routes import event_routes
from postergen.web.game_api import game_api
from postergen.web.games import games
from postergen.web.headers import secure
from postergen.web.health import health
from postergen.web.keys import caller_may, guard
from postergen.web.links import links
from postergen.web.logs import about_request, log_requests
from postergen.web.look_back_api import look_back_api
from postergen.web.look_backs import look_backs
from postergen.web.metrics import Metrics, measure
from postergen.web.mounting import Mounted
from postergen.web.offers import offers
from postergen.web.pages import capitalised, phrases
from postergen.web.policy_routes import policy_routes
from postergen.web.problems import register_problems
from postergen.web.rate_limits import RateLimits, limit, unlimited_scope_of
from postergen.web.readings import Readings
from postergen.web.signed import signed
from postergen.web.statistics import statistics
from postergen.web.stickers import stickers
from postergen.web.studio.frame import in_words
from postergen.web.studio.navigation import SECTIONS, STUDIO

PUBLIC = (
    api,
    stickers,
    battles,
    battle_api,
    event_routes,
    statistics,
    policy_routes,
    links,
    campaign_pages,
    offers,
    games,
    game_api,
    look_backs,
    look_back_api,
    editorial,
    consent,
    signed,
    api_docs,
    health,
)

FORM_BYTES = 65_536  # of all that is typed and ticked in a form without files
# Of each field beside files. Werkzeug counts what it has read ahead of a file as well, 64 KB at a time: with less room
# than twice that it refuses photos.
FIELD_BYTES = 4 * FORM_BYTES
add_type("text/plain", ".ts")  # or a table of types that knows films alone calls them so
CATALOGUE = "/studio/catalogue/"
TRIMMED = 30.0  # seconds between two times that a server process gives back the memory that it has free


class _App(Flask):
    """Flask without asking of each function at each request whether it is a coroutine: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(built: Product, languages: Languages | None = None) -> Flask:
    """The application over a product that is already wired; its pages speak our languages unless told others."""
    app = _App(
        "postergen",
        template_folder=str(CONTENT / "templates/web"),
        static_folder=str(CONTENT / "assets/static"),
        root_path=str(Path(__file__).parent),
    )
    app.config["MAX_CONTENT_LENGTH"] = built.settings.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = FIELD_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["postergen"] = built
    app.extensions["postergen.languages"] = languages or load_words()
    app.extensions["postergen-pictures"] = PictureMemory(built.journals.erasures.read)
    app.extensions["postergen.sections"] = SECTIONS
    app.jinja_env.filters["phrases"] = phrases
    app.jinja_env.filters["capitalised"] = capitalised
    app.jinja_env.filters["in_words"] = in_words
    for blueprint in (*PUBLIC, *STUDIO):
        app.register_blueprint(blueprint)
    register_problems(app)
    _add_middleware(app, built)
    return app


def app_from_environment() -> Flask:
    """What each process of `postergen serve` calls; another one folds what they append."""
    settings = Settings.from_environment()
    configure_logging(settings.log, about_request)
    built = build_product(settings, may_be_away=True)
    built.posters.take_in = built.pictures.take_in = AvatarProcess()
    load_renderer(settings).draw_artwork_by(svg_to_png_beside)
    built.start_beside()
    atexit.register(built.close)
    Thread(target=_beside_requests, args=(built,), name="beside requests", daemon=True).start()
    return create_app(built)


def _beside_requests(built: Product) -> None:
    _warm_up(built)
    while True:  # what large posters took would stay with this process: a tenth of all that it has, as measured
        time.sleep(TRIMMED)
        trim_memory()


def _warm_up(built: Product) -> None:
    """Do beside the first requests what takes seconds: draw every look that no earlier start drew, then read wishes
    and searches."""
    for campaign in built.library.campaigns():
        for template in sample(campaign.templates, len(campaign.templates)):  # workers begin with different ones
            built.pictures.thumbnail(campaign.id, template, DEFAULT_LOCALE)
    read_a_wish(built.library, built.posters)


def _bound_forms() -> None:
    """A form without files is of what people type and tick; the studio alone takes whole files of a pack in one,
    or an item with lists of what people say.
    """
    if request.path.startswith(CATALOGUE):
        request.max_form_memory_size = request.max_content_length
    elif request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = FORM_BYTES


def _refuse_nul() -> None:
    """Whatever is looked up in the database by name: no name has a NUL, and PostgreSQL cannot even look for one."""
    if not request.path.startswith(("/studio", "/api/v1/edits/")) and not any(
        part in request.path for part in ("/games", "/look-back")
    ):
        return
    asked = (request.path, *(value for values in request.args.listvalues() for value in values))
    if any("\0" in value for value in asked):
        raise BadRequest("the address holds a NUL character")


def _add_middleware(app: Flask, built: Product) -> None:
    """What stands before and after every view. Flask runs what is done after a view in reverse order."""
    settings = built.settings
    counters = Metrics(
        Readings(built.journals.backlog, built.journals.set_aside, built.policy_memory.standings, folders(settings))
    )
    built.scans.on_drop = counters.dropped
    built.fold_worker.watch = counters.folding
    on_error(built.engine, counters.folding.database_failed)
    built.journal_writer.on_commit = counters.committed
    measure(app, counters)
    log_requests(app)
    secure(app, settings.public_url)
    share_with_campaign_pages(app, built.library)
    app.before_request(_bound_forms)
    app.before_request(_refuse_nul)
    guard(app, built.keys, keys_required=settings.api_keys_required)
    limits = {door: RateLimit(count, seconds) for door, count, seconds in settings.rate_limits}
    limit(app, RateLimits(built.limiter, limits), is_exempt=lambda name: caller_may(unlimited_scope_of(name)))
    app.wsgi_app = ClientAddress(app.wsgi_app)  # type: ignore[method-assign]
    if mount := path_of(settings.public_url):
        app.wsgi_app = Mounted(app.wsgi_app, mount)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
