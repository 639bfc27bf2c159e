"""Make one poster in every look and language, to show what there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from postergen.domain.briefs import BriefRequest
from postergen.files import write_atomically
from postergen.press import Press
from postergen.service.orders import Order
from postergen.service.specimens import ordinary_options

# (locale, nickname, chosen options): lives that go together
PEOPLE = (
    (
        "zh-CN",
        "小明",
        ("parents-medical-check-up", "wuhan-hot-dry-noodles", "home-sun-the-quilt", "wuhan-ferry-scooter"),
    ),
    (
        "en",
        "Margaret",
        (
            "parents-medical-check-up",
            "self-parked-car",
            "wuhan-missed-cherry",
            "kashgar-ten-sunset",
            "home-height-marks",
        ),
    ),
)


def make_demo(press: Press, folder: Path, *, extension: str = "jpg", width: int | None = None) -> Iterator[Path]:
    """Render the demo posters into the folder; each is stored, so its code works."""
    folder.mkdir(parents=True, exist_ok=True)
    campaign = press.library.campaign(press.settings.campaign)
    known = campaign.catalogue.option_by_id
    for template in campaign.templates:
        for locale, nickname, wanted in PEOPLE:
            options = tuple(option for option in wanted if option in known) or ordinary_options(campaign)
            request = BriefRequest(options, locale, template, nickname=nickname, channel="demo")
            poster = press.posters.issue(Order(campaign.id, request)).poster
            path = folder / f"{template}.{locale}.{extension}"
            write_atomically(path, press.pictures.picture(poster, extension, width=width).data)
            yield path
