"""What a backup says of itself: who made it, when, of what, and what every file in it has to be."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from postergen.adapters.sql.dumps import FILES, Dump

FORMAT = 1  # counts up with every change that an earlier release cannot read
_PURPOSE = b"postergen: whether this is the secret of the backup\0"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive: its name, its length in bytes, its SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first file of an archive.

    ``settings`` are the variables that were set, without secrets and places of the machine; ``content`` names the files
    and folders of the archive that such a variable pointed to. ``secrets`` has a check value for each secret by its
    name (`check_value`).
    """

    product: str
    made_at: datetime
    database: Dump
    settings: Mapping[str, str]
    content: Mapping[str, tuple[str, ...]]
    salt: str
    secrets: Mapping[str, str]
    members: tuple[Member, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """The bytes of all files together, unpacked."""
        return sum(member.size for member in self.members)


class NotReadable(ValueError):
    """The text is no manifest of this format."""


class Newer(NotReadable):
    """A newer release wrote it."""


def check_value(secret: bytes, salt: str) -> str:
    """What tells whether a secret is that of the backup, and does not tell the secret: a part of its HMAC-SHA-256."""
    return hmac.new(secret, _PURPOSE + bytes.fromhex(salt), hashlib.sha256).hexdigest()[:16]


def as_told(manifest: Manifest) -> dict[str, Any]:
    """The manifest as plain values, for JSON."""
    return {**asdict(manifest), "made_at": manifest.made_at.astimezone(UTC).isoformat()}


def encode(manifest: Manifest) -> bytes:
    """The manifest as JSON."""
    return json.dumps(as_told(manifest), ensure_ascii=False, indent=1).encode()


def decode(data: bytes) -> Manifest:
    """The manifest that `encode` wrote.

    Raises:
        Newer: by a newer release, in a form that we do not know.
        NotReadable: it is none.
    """
    try:
        told = json.loads(data)
        if told["format"] > FORMAT:
            raise Newer(f"it was made by postergen {told.get('product', '?')}, and has a newer format")
        manifest = Manifest(
            product=str(told["product"]),
            made_at=datetime.fromisoformat(told["made_at"]),
            database=Dump(**told["database"]),
            settings=dict(told["settings"]),
            content={name: tuple(places) for name, places in told["content"].items()},
            salt=str(told["salt"]),
            secrets=dict(told["secrets"]),
            members=tuple(Member(**member) for member in told["members"]),
            format=told["format"],
        )
    except (AttributeError, KeyError, TypeError) as exc:
        raise NotReadable(f"its manifest lacks {exc}") from exc
    except UnicodeDecodeError as exc:
        raise NotReadable("its manifest is no text") from exc
    _check(manifest)
    return manifest


def _check(manifest: Manifest) -> None:
    names = [member.name for member in manifest.members]
    named = [*names, *(place for places in manifest.content.values() for place in places)]
    if strange := [name for name in named if not is_inside(name)]:
        raise NotReadable(f"it has a file outside of its own places: {strange[0]!r}")
    if manifest.database.kind not in FILES or manifest.database.file not in names:
        raise NotReadable(f"it has no database, but {manifest.database.kind!r}")


_PLACES = re.compile(r"database\.(sqlite|dump)|journal/[^/]+|content/.+")


def is_inside(name: str) -> bool:
    """Whether a file of this name lies where a backup keeps its files, and nowhere else."""
    path = PurePosixPath(name)
    return (
        bool(_PLACES.fullmatch(name)) and str(path) == name and not {"..", "."} & set(path.parts) and "\0" not in name
    )


def is_within(name: str, places: Sequence[str]) -> bool:
    """Whether a file of the archive is one of these, or lies in one of these folders."""
    return any(name == place or name.startswith(f"{place}/") for place in places)
