"""Read the settings once; the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from postergen.errors import Finding, InvalidSettings

PREFIX = "POSTERGEN_"
_PACKAGE = Path(__file__).parent
# an installed wheel carries templates and assets inside the package, a checkout beside it
CONTENT = _PACKAGE / "_bundle" if (_PACKAGE / "_bundle").is_dir() else _PACKAGE.parent


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("should look like https://life.example.com")
    return text.rstrip("/")


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(":") if part)


def _existing_folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ValueError("is not a folder")
    return path


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("should be 1 or more")
    return number


def _setting(read: Callable[[str], Any], default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"read": read, "help": help_text})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with its default."""

    database_url: str = _setting(
        str,
        "sqlite:///data/postergen.db",
        "where posters and scans are kept; `postgresql+psycopg://…` for PostgreSQL",
    )
    public_url: str = _setting(
        _url,
        "http://127.0.0.1:8000",
        "the address that stands in QR codes; set it before the first real poster",
    )
    campaigns_dir: Path = _setting(_existing_folder, CONTENT / "assets/campaigns", "folder of campaign packs")
    campaign: str = _setting(str, "better-life", "the campaign shown at `/` and used by the command line")
    templates_dir: Path = _setting(_existing_folder, CONTENT / "templates/posters", "folder of poster templates")
    font_path: tuple[Path, ...] = _setting(
        _paths, (), "fonts, or folders of fonts, for characters that the bundled fonts lack; separated by `:`"
    )
    max_body: int = _setting(
        _positive, 8_388_608, "largest request body in bytes; a picture of a person takes most of it"
    )

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of this process's environment; raises as `from_mapping` does."""
        return cls.from_mapping(os.environ)

    @classmethod
    def from_mapping(cls, environment: Mapping[str, str]) -> Settings:
        """The settings of this environment.

        Raises:
            InvalidSettings: unknown or malformed variables, all of them.
        """
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, Any] = {}
        findings = []
        for name, text in sorted(environment.items()):
            if not name.startswith(PREFIX) or name.startswith(f"{PREFIX}TEST_"):
                continue
            if name not in known:
                findings.append(Finding(name, "is not a setting", f"settings: {', '.join(known)}"))
                continue
            try:
                values[known[name].name] = known[name].metadata["read"](text)
            except ValueError as exc:
                findings.append(Finding(name, f"{text!r}: {exc}"))
        if findings:
            raise InvalidSettings(findings)
        return cls(**values)


def describe_settings() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the documentation."""
    rows = []
    for f in fields(Settings):
        default = str(f.default).replace(f"{CONTENT}/", "") if f.default != () else ""
        rows.append((PREFIX + f.name.upper(), default, f.metadata["help"]))
    return rows
