"""Write a backup as one file, and read it: a tar archive packed by gzip, whose first file says what the others are.

Everything is streamed: neither way takes more memory for a larger backup. Each file has its digest in the manifest, and
the packed bytes have theirs at the end, as the comment of an empty gzip member, which other readers pass over: gzip
does not see each bit that is turned, for some of them mean nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import IO

from postergen.backup import manifest as manifests
from postergen.backup.manifest import Manifest, Member, Newer, NotReadable
from postergen.errors import Finding, InvalidInput, NotFound

MANIFEST = "manifest.json"
LEVEL = 1  # pictures get no smaller at a higher one, and the rest hardly
CHUNK = 1 << 20  # bytes
LARGEST_MANIFEST = 64 << 20  # bytes
# RFC 1952: deflate, with a comment, no time, of an unknown system; then nothing, packed, its checksum and its length
SEAL = (bytes([0x1F, 0x8B, 8, 16, 0, 0, 0, 0, 0, 255]) + b"sha256 ", bytes([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
SEAL_SIZE = sum(map(len, SEAL)) + 64


def measured(path: Path, name: str) -> Member:
    """The entry of a file in the manifest."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Member(name, file.tell(), digest.hexdigest())


def write_archive(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write the files of this folder that the manifest names into a new archive that nobody else may read."""
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:  # noqa: PTH123 (of a mode)
        with (
            gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=file, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            said = manifests.encode(manifest)
            tar.addfile(_entry(MANIFEST, len(said), manifest), BytesIO(said))
            for member in manifest.members:
                with (folder / member.name).open("rb") as source:
                    tar.addfile(_entry(member.name, member.size, manifest), source)
        file.write(_seal_of(file, file.tell()))


def _seal_of(file: IO[bytes], size: int) -> bytes:
    """What has to stand behind the first so many bytes of a file; its place is there then."""
    file.seek(0)
    digest = hashlib.sha256()
    while size > 0 and (chunk := file.read(min(CHUNK, size))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest().encode().join(SEAL)


def _entry(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(manifest.made_at.timestamp())
    return entry


def read_archive(path: Path, into: Path | None = None) -> Manifest:
    """The manifest of an archive whose every byte was looked at; its files are written into a folder if one is given.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is damaged, no backup, or of a newer release.
        OSError: the files cannot be written.
    """
    if not path.is_file():
        raise NotFound("backup", str(path))
    with _telling_damage(path), path.open("rb") as file:
        if _seal_of(file, path.stat().st_size - SEAL_SIZE) != file.read():
            raise NotReadable("its bytes are not those that were written")
        file.seek(0)
        with gzip.GzipFile(fileobj=file, mode="rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            return _read_files(tar, into)


def _read_files(tar: tarfile.TarFile, into: Path | None) -> Manifest:
    first = _next(tar, MANIFEST)
    if first.size > LARGEST_MANIFEST:
        raise NotReadable("its manifest is too large")
    manifest = manifests.decode(_opened(tar, first).read())
    for member in manifest.members:
        entry = _next(tar, member.name)
        target = None
        if into is not None:
            safe = tarfile.data_filter(entry, str(into)) if hasattr(tarfile, "data_filter") else entry  # from 3.11.4 on
            target = into / safe.name
            target.parent.mkdir(parents=True, exist_ok=True)
        if _taken(_opened(tar, entry), target) != (member.size, member.sha256):
            raise NotReadable(f"{member.name} is not what was written")
    if tar.next() is not None:
        raise NotReadable("it has a file that its manifest does not name")
    return manifest


def _next(tar: tarfile.TarFile, name: str) -> tarfile.TarInfo:
    entry = tar.next()
    if entry is None or entry.name != name or not entry.isreg():
        raise NotReadable(f"it lacks {name}")
    return entry


def _opened(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(entry)
    assert file is not None  # it is a regular file
    return file


def _taken(source: IO[bytes], target: Path | None) -> tuple[int, str]:
    """The length and digest of what is read, and written if there is a target."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") if target is not None else nullcontext() as copy:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if copy is not None:
                copy.write(chunk)
    return size, digest.hexdigest()


@contextmanager
def _telling_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except Newer as exc:
        raise InvalidInput([Finding(str(path), str(exc), "install the release that made it, or a newer one")]) from exc
    except (NotReadable, gzip.BadGzipFile, zlib.error, EOFError, tarfile.TarError, ValueError) as exc:
        problem = f"is no whole backup: {re.sub(r'[^ -~]+', '?', str(exc))}"
        raise InvalidInput([Finding(str(path), problem, "take another one: this one cannot be relied on")]) from exc
