"""Say where a server listens and what it serves: a block for people, or one line where messages are JSON."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from textwrap import wrap

import click

from postergen import __version__
from postergen.bootstrap import Product
from postergen.domain.campaign import Campaign
from postergen.domain.words import Languages
from postergen.logs import writes_json

LABEL, WIDTH = 11, 96  # characters
log = logging.getLogger("postergen.serve")


@dataclass(frozen=True, slots=True)
class Started:
    """What a server was started with."""

    version: str
    listens: str
    public: str
    campaigns: Mapping[str, str]
    looks: tuple[str, ...]
    languages: tuple[str, ...]
    database: str
    workers: int


def started(product: Product, languages: Languages, host: str, port: int, workers: int) -> Started:
    campaigns = {campaign.id: campaign for campaign in product.library.campaigns()}
    first = product.settings.campaign  # it stands at /
    ordered = sorted(campaigns, key=lambda name: (name != first, name))
    return Started(
        version=__version__,
        listens=f"http://{f'[{host}]' if ':' in host else host}:{port}",
        public=product.settings.public_url,
        campaigns={name: _content(campaigns[name], at="/" if name == first else f"/c/{name}") for name in ordered},
        looks=tuple(sorted(template.id for template in product.library.templates())),
        languages=tuple(languages),
        database=product.engine.url.render_as_string(hide_password=True),
        workers=workers,
    )


def _content(campaign: Campaign, at: str) -> str:
    counts = (len(campaign.catalogue.options), "options"), (len(campaign.variants), "texts")
    return f"{', '.join(f'{count} {what}' for count, what in counts)}, at {at}"


def tell(said: Started) -> None:
    """Say it once, before the first request."""
    if writes_json():
        log.setLevel(logging.INFO)
        log.info("serving", extra={"measured": asdict(said)})
    else:
        click.echo("\n".join(block(said)))


def block(said: Started) -> Iterator[str]:
    """The lines that people read."""
    yield f"postergen {said.version} at {said.listens} (the API: /docs, the studio: /studio/). Ctrl-C stops it."
    if said.public != said.listens:
        yield from _row("public", said.public)
    for name, content in said.campaigns.items():
        yield from _row("campaign", f"{name}: {content}")
    yield from _row("looks", ", ".join(said.looks))
    yield from _row("languages", ", ".join(said.languages))
    yield from _row("database", said.database)
    yield from _row("workers", str(said.workers))


def _row(label: str, text: str) -> Iterator[str]:
    for number, line in enumerate(wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)):
        yield f"  {'' if number else label:{LABEL}}{line}"
