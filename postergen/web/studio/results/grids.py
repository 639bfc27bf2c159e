"""Figures that are laid out in two directions: provinces as tiles on a map, and hook x tone as a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postergen.domain.catalogue import Catalogue
from postergen.domain.variant import Hook, Tone
from postergen.domain.words import Words
from postergen.service.results import Tally
from postergen.web.studio.results.figures import Figure, tallied
from postergen.web.studio.results.tables import Kind, Table, brief, columns, rate_columns, share

FEW = 30  # posters below which a cell is not called the highest


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the map; ``shade`` is 0 to 4."""

    column: int
    row: int
    short: str
    name: str
    posters: int
    count: str
    rate: str
    shade: int


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of hook x tone; None for a rate without posters."""

    tally: Tally
    shade: int


# the map

_MAP = """
.  .  .  .  .  .  .  .  HL
XJ .  .  .  .  NM .  LN JL
.  .  GS NX SX HE BJ TJ .
.  QH .  SN HA SD JS .  .
XZ .  SC CQ HB AH SH .  .
.  .  YN GZ HN JX ZJ .  .
.  .  .  GX GD FJ TW .  .
.  .  .  HI MO HK .  .  .
"""
# our own layout, roughly as they lie; the letters are those of GB/T 2260
PROVINCES = {
    "beijing": ("BJ", "北京"),
    "tianjin": ("TJ", "天津"),
    "hebei": ("HE", "河北"),
    "shanxi": ("SX", "山西"),
    "inner-mongolia": ("NM", "内蒙古"),
    "liaoning": ("LN", "辽宁"),
    "jilin": ("JL", "吉林"),
    "heilongjiang": ("HL", "黑龙江"),
    "shanghai": ("SH", "上海"),
    "jiangsu": ("JS", "江苏"),
    "zhejiang": ("ZJ", "浙江"),
    "anhui": ("AH", "安徽"),
    "fujian": ("FJ", "福建"),
    "jiangxi": ("JX", "江西"),
    "shandong": ("SD", "山东"),
    "henan": ("HA", "河南"),
    "hubei": ("HB", "湖北"),
    "hunan": ("HN", "湖南"),
    "guangdong": ("GD", "广东"),
    "guangxi": ("GX", "广西"),
    "hainan": ("HI", "海南"),
    "chongqing": ("CQ", "重庆"),
    "sichuan": ("SC", "四川"),
    "guizhou": ("GZ", "贵州"),
    "yunnan": ("YN", "云南"),
    "tibet": ("XZ", "西藏"),
    "shaanxi": ("SN", "陕西"),
    "gansu": ("GS", "甘肃"),
    "qinghai": ("QH", "青海"),
    "ningxia": ("NX", "宁夏"),
    "xinjiang": ("XJ", "新疆"),
    "hong-kong": ("HK", "香港"),
    "macao": ("MO", "澳门"),
    "taiwan": ("TW", "台湾"),
}
SQUARE_OF = {
    letters: (column, row)
    for row, line in enumerate(_MAP.strip().splitlines())
    for column, letters in enumerate(line.split())
    if letters != "."
}


def map_figure(tallies: Mapping[str, Tally], total: int, catalogue: Catalogue, locale: str, r: Words) -> Figure:
    """Every province as a tile of one size, so that small ones are seen; what is no province stands below."""
    names = {place.province_id: place.province.in_locale(locale) for place in catalogue.places}
    most = max((tally.posters for tally in tallies.values()), default=0)
    tiles = tuple(
        _tile(letters, hanzi, names.get(province, hanzi), tallies.get(province, Tally()), most, locale)
        for province, (letters, hanzi) in PROVINCES.items()
    )
    placed = sum(tally.posters for tally in tallies.values())
    says = []
    if placed:
        top = max(tallies, key=lambda province: (tallies[province].posters, province))
        name = names.get(top, top)
        says.append(r["map_caption"].format(posters=f"{placed:,}", province=name, most=f"{most:,}"))
    outside = [f"{names.get(p, p)} {t.posters:,}" for p, t in sorted(tallies.items()) if p not in PROVINCES]
    says += [r["map_outside"].format(names=", ".join(outside))] if outside else []
    says += [r["map_without"].format(count=f"{total - placed:,}")] if total > placed else []
    ranked = sorted(tallies.items(), key=lambda pair: (-pair[1].posters, pair[0]))
    table = Table(
        rate_columns(columns(province=Kind.TEXT)),
        tuple((names.get(p, p), *tallied(tally, tally.rate)) for p, tally in ranked),
    )
    return Figure("map", r["map_title"], tuple(says), table, "tiles", tiles)


def _tile(letters: str, hanzi: str, name: str, tally: Tally, most: int, locale: str) -> Tile:
    column, row = SQUARE_OF[letters]
    short = hanzi if locale == "zh-CN" else letters
    rate = share(tally.rate.value)
    return Tile(column, row, short, name, tally.posters, brief(tally.posters), rate, _shade(tally.posters, most))


def _shade(value: float, most: float) -> int:
    """0 for nothing, then 1 to 4 by the square root: else one large province would leave all others pale."""
    return 1 + min(3, int(4 * (value / most) ** 0.5)) if value > 0 else 0


# hook x tone


def cross_figure(tallies: Mapping[tuple[str, str], Tally], of: str, r: Words) -> Figure:
    """``of`` is the locale of the texts."""
    rates = [t.rate.value or 0.0 for t in tallies.values() if t.posters >= FEW]
    least, most = (min(rates), max(rates)) if rates else (0.0, 0.0)
    grid = [
        (
            r[f"tone_{tone.value}"],
            [
                (r[f"hook_{hook.value}"], _square(tallies.get((hook.value, tone.value), Tally()), least, most))
                for hook in Hook
            ],
        )
        for tone in Tone
    ]
    says = [r["cross_of"].format(language=r[f"locale_{of}"]), r["cross_caption"]]
    able = {pair: tally for pair, tally in tallies.items() if tally.posters >= FEW}
    if able:
        hook, tone = max(able, key=lambda pair: (able[pair].rate.value or 0.0, pair))
        rate = able[hook, tone].rate
        says.append(
            r["cross_best"].format(
                hook=r[f"hook_{hook}"], tone=r[f"tone_{tone}"], low=share(rate.low), high=share(rate.high)
            )
        )
    table = Table(
        rate_columns(columns(hook=Kind.TEXT, tone=Kind.TEXT)),
        tuple(
            (r[f"hook_{hook}"], r[f"tone_{tone}"], *tallied(tally, tally.rate))
            for (hook, tone), tally in sorted(tallies.items())
        ),
    )
    return Figure("cross", r["cross_title"], (*says, r["cross_note"]), table, "grid", grid)


def _square(tally: Tally, least: float, most: float) -> Square:
    """Shaded 1 to 4 between the lowest and the highest rate; 0 where there are too few posters to say."""
    spread = ((tally.rate.value or 0.0) - least) / (most - least) if most > least else 0.0
    return Square(tally, 1 + min(3, int(4 * spread)) if tally.posters >= FEW else 0)
