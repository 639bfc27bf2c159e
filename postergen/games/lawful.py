"""Say what China's law on promotions asks of a game that the game does not say, or does not allow.

《规范促销行为暂行规定》 (Order No. 32 of the State Administration for Market Regulation, in force since 1 December
2020). Cards come by chance, so what is given for a set of them is the prize of a draw (抽奖式有奖销售, Art. 11),
whether it is shared or drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from postergen.domain.collecting import Collection, Ending, EndKind, Leftover
from postergen.domain.localized import LOCALES, Localized
from postergen.errors import Finding

LAW = "《规范促销行为暂行规定》"
GREATEST = 50_000 * 100  # fen; Art. 17, and of goods and services what they cost on the market: Art. 18

# What Art. 13 wants to be published before a game begins, where the file has it, and how to say it.
PUBLISHED: tuple[tuple[str, Callable[[Collection], object], str], ...] = (
    ("about", lambda game: game.about, "what the game is, and how one takes part (参与方式)"),
    ("who", lambda game: game.notice.who, "who may take part (参与条件)"),
    ("ending/unit", lambda game: game.ending.unit, "what is given (奖品品名)"),
    ("claim/until", lambda game: game.notice.claim_until, "until when what was won is claimed (兑奖时间)"),
    ("claim/how", lambda game: game.claim, "where and how it is claimed, and on which conditions (兑奖条件、兑奖方式)"),
    ("claim/delivery", lambda game: game.notice.delivery, "how it comes to whoever won it (奖品交付方式)"),
    ("claim/forfeit", lambda game: game.notice.forfeit, "when it is lost (弃奖条件)"),
    ("organiser/name", lambda game: game.organiser.name, "who gives the game (主办方)"),
    ("organiser/contact", lambda game: game.organiser.contact, "how the organiser is reached (联系方式)"),
)
_VOUCHER = {
    "zh-CN": re.compile("券|积分|点数|礼品卡|储值|兑换|代金"),
    "en": re.compile(r"\b(?:coupons?|vouchers?|points?|credits?|gift cards?)\b", re.IGNORECASE),
}
_MONEY = {
    "zh-CN": re.compile("(?:元|块|钱|人民币|现金|红包|话费)$"),
    "en": re.compile(r"\b(?:yuan|rmb|cny|fen|jiao|cash|money|red packets?)$", re.IGNORECASE),
}


def unlawful(game: Collection) -> Iterator[Finding]:
    """All that stands against it; ``where`` is the place in the game's file, such as ``claim/until``."""
    yield from _unpublished(game)
    yield from _too_great(game.ending)
    if _names(_VOUCHER, game.ending.unit) and not _is_said(game.notice.voucher):
        problem = f"does not say how {_shown(game.ending.unit)} are used, where, until when and within which limits"
        remedy = "voucher: {zh-CN: ..., en: ...}"
        yield Finding("ending/voucher", f"{problem}: {LAW}, Art. 14", remedy, "law_voucher")
    if _names(_MONEY, game.ending.unit) and not game.ending.fen:
        problem = f"{_shown(game.ending.unit)} is money, and has a worth that is published: {LAW}, Art. 13"
        yield Finding("ending/worth", problem, "worth: 0.01 CNY", "law_money")


def greatest_prize(ending: Ending) -> int:
    """What one person can get at most, in units."""
    most = ending.pool if ending.most is None else ending.most
    if ending.kind is EndKind.SHARE:
        return min(ending.pool, most)  # nobody else may have a set
    part, left = divmod(ending.pool, ending.winners)
    return min(part + (left > 0 and ending.leftover is Leftover.FIRST), most)


def _unpublished(game: Collection) -> Iterator[Finding]:
    for where, value, what in PUBLISHED:
        if not _is_said(value(game)):
            problem = f"does not say {what}, which is published beforehand: {LAW}, Art. 13"
            yield Finding(where, problem, kind="law_published")


def _too_great(ending: Ending) -> Iterator[Finding]:
    units = greatest_prize(ending)
    if units * ending.fen <= GREATEST:
        return
    figure = f"{_yuan(units * ending.fen)} yuan ({units:,} of {_yuan(ending.fen)} yuan each)"
    problem = f"one person may get {figure}, and the greatest prize is {_yuan(GREATEST)} yuan: {LAW}, Art. 17"
    fit = GREATEST // ending.fen
    remedy = f"most: {fit}" if fit else "a unit of less worth"
    where, told = "ending/most" if ending.most is not None else "ending/pool", (("yuan", _yuan(units * ending.fen)),)
    yield Finding(where, problem, remedy, "law_too_great", (*told, ("most", _yuan(GREATEST))))


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
