"""Say what China's law on promotions asks of a game that the game does not say, or does not allow.

《规范促销行为暂行规定》 (Order No. 32 of the State Administration for Market Regulation, in force since 1 December
2020). Cards come by chance, so what is given for a set of them is the prize of a draw (抽奖式有奖销售, Art. 11),
whether it is shared or drawn; and so is what is in an envelope, which chance splits among its finders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from postergen.domain.collecting import Collection, Ending, EndKind, Leftover
from postergen.domain.games import Game
from postergen.domain.hiding import Hunt
from postergen.domain.localized import LOCALES, Localized
from postergen.errors import Finding

LAW = "《规范促销行为暂行规定》"
GREATEST = 50_000 * 100  # fen; Art. 17, and of goods and services what they cost on the market: Art. 18

# What Art. 13 wants to be published before a game begins, where the file has it, and how to say it.
Published = tuple[str, Callable[[Any], object], str]
OF_ALL: tuple[Published, ...] = (
    ("about", lambda game: game.about, "what the game is, and how one takes part (参与方式)"),
    ("who", lambda game: game.notice.who, "who may take part (参与条件)"),
    ("claim/until", lambda game: game.notice.claim_until, "until when what was won is claimed (兑奖时间)"),
    ("claim/how", lambda game: game.claim, "where and how it is claimed, and on which conditions (兑奖条件、兑奖方式)"),
    ("claim/delivery", lambda game: game.notice.delivery, "how it comes to whoever won it (奖品交付方式)"),
    ("claim/forfeit", lambda game: game.notice.forfeit, "when it is lost (弃奖条件)"),
    ("organiser/name", lambda game: game.organiser.name, "who gives the game (主办方)"),
    ("organiser/contact", lambda game: game.organiser.contact, "how the organiser is reached (联系方式)"),
)
PUBLISHED: tuple[Published, ...] = (
    *OF_ALL,
    ("ending/unit", lambda game: game.ending.unit, "what is given (奖品品名)"),
)
PUBLISHED_OF_HUNT: tuple[Published, ...] = (*OF_ALL, ("unit", lambda game: game.unit, "what is given (奖品品名)"))
_VOUCHER = {
    "zh-CN": re.compile("券|积分|点数|礼品卡|储值|兑换|代金"),
    "en": re.compile(r"\b(?:coupons?|vouchers?|points?|credits?|gift cards?)\b", re.IGNORECASE),
}
_MONEY = {
    "zh-CN": re.compile("(?:元|块|钱|人民币|现金|红包|话费)$"),
    "en": re.compile(r"\b(?:yuan|rmb|cny|fen|jiao|cash|money|red packets?)$", re.IGNORECASE),
}


def unlawful(game: Collection) -> Iterator[Finding]:
    """All that stands against a collection; ``where`` is the place in the game's file, such as ``claim/until``."""
    ending = game.ending
    yield from _unpublished(game, PUBLISHED)
    yield from _too_great(
        greatest_prize(ending), ending.fen, "ending/most" if ending.most is not None else "ending/pool", "most"
    )
    yield from _unnamed(ending.unit, ending.fen, game.notice.voucher, "ending/")


def unlawful_hunt(game: Hunt) -> Iterator[Finding]:
    """The same of hide and find: an envelope is a draw of its own, and one finder may get nearly all of it."""
    yield from _unpublished(game, PUBLISHED_OF_HUNT)
    yield from _too_great(game.limits.units, game.fen, "limits/units", "units")
    for i, envelope in enumerate(game.envelopes):
        yield from _too_great(envelope.units - envelope.finders + 1, game.fen, f"envelopes/{i}/units", "units")
    yield from _unnamed(game.unit, game.fen, game.notice.voucher, "")


def greatest_prize(ending: Ending) -> int:
    """What one person can get at most, in units."""
    most = ending.pool if ending.most is None else ending.most
    if ending.kind is EndKind.SHARE:
        return min(ending.pool, most)  # nobody else may have a set
    part, left = divmod(ending.pool, ending.winners)
    return min(part + (left > 0 and ending.leftover is Leftover.FIRST), most)


def _unpublished(game: Game, published: Iterable[Published]) -> Iterator[Finding]:
    for where, value, what in published:
        if not _is_said(value(game)):
            problem = f"does not say {what}, which is published beforehand: {LAW}, Art. 13"
            yield Finding(where, problem, kind="law_published")


def _too_great(units: int, fen: int, where: str, key: str) -> Iterator[Finding]:
    """Args:
    units: the most that one person can get.
    key: by which the file makes it less.
    """
    if units * fen <= GREATEST:
        return
    figure = f"{_yuan(units * fen)} yuan ({units:,} of {_yuan(fen)} yuan each)"
    problem = f"one person may get {figure}, and the greatest prize is {_yuan(GREATEST)} yuan: {LAW}, Art. 17"
    fit = GREATEST // fen
    told = (("yuan", _yuan(units * fen)), ("most", _yuan(GREATEST)))
    yield Finding(where, problem, f"{key}: {fit}" if fit else "a unit of less worth", "law_too_great", told)


def _unnamed(unit: Localized, fen: int, voucher: Localized | None, part: str) -> Iterator[Finding]:
    """What vouchers and money have to say beside. ``part`` is where the file has the unit."""
    if _names(_VOUCHER, unit) and not _is_said(voucher):
        problem = f"does not say how {_shown(unit)} are used, where, until when and within which limits"
        remedy = "voucher: {zh-CN: ..., en: ...}"
        yield Finding(f"{part}voucher", f"{problem}: {LAW}, Art. 14", remedy, "law_voucher")
    if _names(_MONEY, unit) and not fen:
        problem = f"{_shown(unit)} is money, and has a worth that is published: {LAW}, Art. 13"
        yield Finding(f"{part}worth", problem, "worth: 0.01 CNY", "law_money")


def _is_said(value: object) -> bool:
    if isinstance(value, Localized):
        return all(value.in_locale(locale).strip() for locale in LOCALES)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _names(words: dict[str, re.Pattern[str]], text: Localized) -> bool:
    return any(words[locale].search(text.in_locale(locale)) for locale in LOCALES)


def _shown(text: Localized) -> str:
    return f"{text.in_locale('zh-CN')!r} ({text.in_locale('en')})"


def _yuan(fen: int) -> str:
    yuan = Decimal(fen) / 100
    return f"{yuan:,.0f}" if fen % 100 == 0 else f"{yuan:,.2f}"
