"""Draw the gallery: every look in both languages, and its hardest cases, as small WebP pictures."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from postergen.bootstrap import Product, build_product
from postergen.config import Settings
from postergen.demo import make_demo
from postergen.rendering.encode import Label
from postergen.service.contents import Addresses
from postergen.service.hard_cases import hard_contents

FOLDER = Path(__file__).parent
WIDTH = 360
PUBLIC_URL = "https://life.example.com"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/gallery.db", public_url=PUBLIC_URL)
        product = build_product(settings)
        for path in make_demo(product, Path(folder) / "out", extension="webp", width=WIDTH):
            (FOLDER / path.name).write_bytes(path.read_bytes())
        draw_hard_cases(product)


def draw_hard_cases(product: Product) -> None:
    """The longest and strangest contents of every look."""
    campaign = product.library.campaign(product.settings.campaign)
    contents = hard_contents(campaign, Addresses(PUBLIC_URL))
    chosen = {"longest-zh": contents[7], "wide-en": contents[24], "emoji-zh": contents[9], "arabic-en": contents[27]}
    for template in product.library.templates():
        for name, content in chosen.items():
            picture = product.posters.renderer.render(
                template,
                "story",
                replace(content, campaign=campaign.title.in_locale(content.locale)),
                extension="webp",
                label=Label(content.code, campaign.id, bool(content.ai_label)),
                glossary=campaign.glossary[content.locale],
                width=WIDTH,
            )
            (FOLDER / f"{template.id}.{name}.webp").write_bytes(picture.data)


if __name__ == "__main__":
    main()
