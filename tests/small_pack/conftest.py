"""The pack `tests/packs/two-options` and the starter look, on a database of their own for each module."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image

from postergen.bootstrap import Product, build_product
from postergen.cli import main
from postergen.config import CONTENT, Settings

PACKS = Path(__file__).parents[1] / "packs"
NAME, LOOK = "two-options", "plain"
PUBLIC_URL = "https://two.example.com"
SIGNING_KEYS = "one:0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Workshop:
    """A folder with looks and a database, and the environment that names them."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "POSTERGEN_CAMPAIGNS_DIR": str(PACKS),
            "POSTERGEN_CAMPAIGN": NAME,
            "POSTERGEN_TEMPLATES_DIR": str(self.folder / "looks"),
            "POSTERGEN_DATABASE_URL": f"sqlite:///{self.folder}/small.db",
            "POSTERGEN_PUBLIC_URL": PUBLIC_URL,
            "POSTERGEN_SIGNING_KEYS": SIGNING_KEYS,
            "POSTERGEN_EMBED_WISHES": "no",
            "POSTERGEN_RATE_LIMITS": "off",
        }

    def run(self, *arguments: str | Path, leaves: int = 0, typed: str = "", **environment: str) -> Result:
        """Run a command in this environment, with more of it; it must leave with this exit code."""
        settings = {**self.environment, **environment}
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed, env=settings)
        assert result.exit_code == leaves, result.output
        return result


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(CONTENT / "templates/starter", folder / "looks" / LOOK)
    return Workshop(folder)


@pytest.fixture(scope="module")
def small_product(workshop: Workshop) -> Iterator[Product]:
    product = build_product(Settings.from_mapping(workshop.environment))
    yield product
    product.close()


def codes_on(picture: bytes) -> list[str]:
    """What a reader of codes reads on a picture."""
    with Image.open(io.BytesIO(picture)) as opened:
        return [found.text for found in zxingcpp.read_barcodes(opened.convert("RGB"))]
