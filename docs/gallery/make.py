"""Draw the gallery: every look in both languages, and its hardest cases, as small WebP pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from names import draw_names
from stickers import draw_stickers

from postergen.adapters.sql.account_store import Argon2Hasher
from postergen.bootstrap import Product, wire
from postergen.config import Settings
from postergen.demo import make_demo
from postergen.domain.localized import LOCALES
from postergen.loading import load_renderer
from postergen.press import build_press
from postergen.rendering.content import PosterContent
from postergen.rendering.encode import Label
from postergen.service.contents import Addresses
from postergen.service.specimens import ARABIC, EMOJI, LONGEST, WIDEST, CaseName, hardest

FOLDER = Path(__file__).parent
WIDTH = 360
PUBLIC_URL = "https://life.example.com"
HARD = {
    "longest-zh": CaseName("zh-CN", LONGEST),
    "wide-en": CaseName("en", WIDEST),
    "emoji-zh": CaseName("zh-CN", EMOJI),
    "arabic-en": CaseName("en", ARABIC),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/gallery.db", public_url=PUBLIC_URL)
        press = build_press(settings)
        product = wire(press, Argon2Hasher())
        for path in make_demo(press, Path(folder) / "out", extension="webp", width=WIDTH):
            (FOLDER / path.name).write_bytes(path.read_bytes())
        campaign = product.library.campaign(product.settings.campaign)
        cases = hardest(campaign, Addresses(PUBLIC_URL))
        draw(product, {"zh": cases[CaseName("zh-CN", "five options")]}, ("portrait", "square", "card", "print"))
        draw(product, {file: cases[case] for file, case in HARD.items()}, ("story",))
        stickers = draw_stickers(product.stickers, campaign.id, LOCALES)
    write_index(product, draw_names(load_renderer(product.settings).fonts), stickers)


def draw(product: Product, contents: Mapping[str, PosterContent], formats: Sequence[str]) -> None:
    """These contents in these formats, for every look that people choose."""
    campaign = product.library.campaign(product.settings.campaign)
    for template in (look for look in product.library.templates() if look.id in campaign.templates):
        for name, content in contents.items():
            for format_name in formats:
                picture = load_renderer(product.settings).render(
                    template,
                    format_name,
                    content,
                    extension="webp",
                    label=Label(content.code, campaign.id, bool(content.ai_label), datetime(2026, 1, 1, tzinfo=UTC)),
                    glossary=campaign.glossary[content.locale],
                    width=WIDTH,
                )
                (FOLDER / f"{template.id}.{format_name}.{name}.webp").write_bytes(picture.data)


def write_index(product: Product, names: Sequence[str], stickers: Sequence[str]) -> None:
    """A page that shows them all, and the pictures of names and stickers."""
    campaign = product.library.campaign(product.settings.campaign)
    looks = {template.id: template for template in product.library.templates()}
    lines = [
        "# Gallery",
        "",
        "Made by `make gallery`. Every look in every format, then its longest and strangest texts.",
        "",
    ]
    for name in campaign.templates:
        lines += [f"## {name}", "", looks[name].idea.in_locale("en") + ".", ""]
        pictures = [f"{name}.zh-CN", f"{name}.en"]
        pictures += [f"{name}.{f}.zh" for f in ("portrait", "square", "card", "print")]
        pictures += [f"{name}.story.{case}" for case in HARD]
        lines += [f'<img src="{picture}.webp" width="180" alt="{picture}">' for picture in pictures]
        lines.append("")
    lines += ["## Names of the world", "", "As they are written, from the bundled fonts alone.", ""]
    lines += [f'<img src="{picture}" width="360" alt="{picture}">' for picture in names]
    lines += ["", "## Stickers", "", "Every line, on white, in a bubble and in the dark; one of each figure moves.", ""]
    lines += [
        f'<img src="{picture}" width="{480 if "stickers" in picture else 160}" alt="{picture}">' for picture in stickers
    ]
    lines.append("")
    (FOLDER / "README.md").write_text("\n".join(lines), encoding="utf-8")


def _width(picture: str) -> int:
    """A sheet of stickers, or one."""
    return 480 if picture.startswith("stickers") else 160


if __name__ == "__main__":
    main()
