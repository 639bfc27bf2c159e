"""Services for tests: people make posters, scan them and are erased, and what they see is compared."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import text

from postergen.bootstrap import Product
from postergen.cli import main
from postergen.config import Settings
from postergen.rendering.samples import sample_avatar
from postergen.web.app import create_app
from tests.products import cache_dir, product_for, settings_for
from tests.web.test_api import BRIEF, PHONE

NAME = "Zephyrine"
CACHE = {"POSTERGEN_CACHE_DIR": str(cache_dir())} if cache_dir() else {}


@dataclass(frozen=True)
class Place:
    """A folder in which a service stands, or is to stand, and the address of its database."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "POSTERGEN_DATABASE_URL": self.url,
            "POSTERGEN_JOURNAL_DIR": str(self.folder / "journal"),
            "POSTERGEN_ERASURE_LOG": str(self.folder / "erasures.jsonl"),
            "POSTERGEN_PUBLIC_URL": "https://life.example.com",
            "POSTERGEN_EMBED_WISHES": "no",
        }

    @property
    def settings(self) -> Settings:
        return replace(
            settings_for(self.folder, database_url=self.url),
            journal_dir=self.folder / "journal",
            erasure_log=self.folder / "erasures.jsonl",
        )

    @contextmanager
    def service(self) -> Iterator[Service]:
        """A service there, with one process."""
        self.folder.mkdir(exist_ok=True)
        product = product_for(self.settings)
        try:
            yield Service(product, create_app(product).test_client())
        finally:
            product.close()
            product.engine.dispose()

    def run(self, *arguments: str | Path, leaves: int = 0, **environment: str) -> Result:
        """Run a command there; it must leave with this exit code."""
        if arguments[0] == "restore" and not self.url.startswith("sqlite"):
            arguments = (*arguments, "--content", self.folder / "content")
        told = {**self.environment, **environment}
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=told)
        assert result.exit_code == leaves, result.output
        return result


def sqlite_in(folder: Path) -> Place:
    """A place for a service on SQLite; there is no database yet."""
    return Place(folder, f"sqlite:///{folder}/postergen.db")


@dataclass(frozen=True)
class Service:
    """What people do with a service, and what it says of them."""

    product: Product
    client: FlaskClient

    def make(self, **more: Any) -> dict[str, Any]:
        made = self.client.post("/api/v1/posters", json={**BRIEF, **more}, headers={"User-Agent": PHONE})
        assert made.status_code == 201, made.text
        body: dict[str, Any] = made.get_json()
        return body

    def scan(self, code: str, visitor: int = 0) -> None:
        answer = self.client.get(f"/s/{code}", headers={"User-Agent": f"{PHONE} {visitor}"})
        assert answer.status_code == 302

    def erase(self, made: dict[str, Any]) -> None:
        sent = {"Postergen-Erase-Token": made["erase_token"]}
        assert self.client.delete(f"/api/v1/posters/{made['code']}", headers=sent).status_code == 204

    def picture(self, code: str) -> bytes:
        answer = self.client.get(f"/p/{code}.jpg")
        assert answer.status_code == 200
        return answer.data

    def person(self, made: dict[str, Any]) -> tuple[str, str | None]:
        """The name and the photo that are stored."""
        self.product.fold_worker.fold_now()
        told = self.product.personal_data.export(made["code"])
        return told["nickname"], told["avatar"]


def photo() -> str:
    """A picture of nobody, as the API takes it."""
    return b64encode(sample_avatar()).decode()


def rows(service: Service, table: str) -> list[tuple[object, ...]]:
    """All rows of a table."""
    with service.product.engine.connect() as connection:
        return sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))), key=repr)
