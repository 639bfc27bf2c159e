"""Events as they come from a server, with as little to say as a test needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from postergen.domain.events import Converted, PosterIssued, ScanConfirmed, ScanRecorded
from postergen.domain.policies import Slice
from postergen.domain.poster import Brief, Choice, Lineage, Poster
from postergen.domain.scan import Classification, Scan, ScanClass
from tests.conftest import NOON

HUMAN = Classification(ScanClass.HUMAN, "", "2")
BOT = Classification(ScanClass.BOT, "no user agent", "2")


def code(number: int) -> str:
    return f"BT{number:013d}"


def poster(
    number: int = 1,
    *,
    parent: PosterIssued | None = None,
    scan: str | None = None,
    at: datetime = NOON,
    variant: str = "a.zh-1",
    revision: str = "r1",
    key: str | None = None,
    maker: str = "",
    channel: str = "wechat",
    avatar: bytes | None = None,
) -> PosterIssued:
    lineage = Lineage(None, None, code(number), 0)
    if parent is not None:
        before = parent.poster.lineage
        lineage = Lineage(scan, parent.id, before.root, before.generation + 1)
    brief = Brief(
        "better-life",
        ("one", "two"),
        "zh-CN",
        "ticket",
        nickname="小明 👍🏽",
        place="hubei/wuhan",
        channel=channel,
        avatar="0" * 64 if avatar else None,
        fields=(("streak", 3),),
    )
    choice = Choice(variant, revision, "p1", 0.125, Slice.HELD, 0.62)
    made = Poster(code(number), brief, choice, "c1", "t1", lineage, at)
    parent_at = parent.poster.created_at if parent else None
    return PosterIssued(made, key, "digest", avatar, maker, ("food", "home"), parent_at, "e" * 64)


def scan(
    number: int,
    of: PosterIssued,
    *,
    minutes: float = 0,
    found: Classification = HUMAN,
    visitor: str = "",
) -> ScanRecorded:
    return ScanRecorded(Scan(f"{number:020x}", of.id, found, NOON + timedelta(minutes=minutes), visitor))


def confirmation(of: ScanRecorded) -> ScanConfirmed:
    return ScanConfirmed(of.id, of.scan.occurred_at + timedelta(seconds=2))


def conversion(of: ScanRecorded, key: str = "order-1", **more: object) -> Converted:
    return Converted(key, of.id, "order", of.scan.occurred_at + timedelta(minutes=5), **more)  # type: ignore[arg-type]
