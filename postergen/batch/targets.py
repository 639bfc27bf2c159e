"""Put finished files where they belong: into a folder, or a bucket of a store that speaks S3."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, Protocol

from postergen.errors import Finding, InvalidInput, Unavailable, in_one_line
from postergen.files import write_atomically

SCHEMES = ("s3://", "gs://", "az://", "file://", "memory://")


class Target(Protocol):
    """A place for files. Names are relative, with ``/`` between folders."""

    def put(self, name: str, data: bytes | BinaryIO) -> None:
        """Put a file there, whole or not at all; one of this name is replaced.

        Raises:
            Unavailable: it cannot be written; nothing is known of the file.
        """


class Folder:
    """A folder of this machine, or one that all machines share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes | BinaryIO) -> None:
        path = self._folder / name
        try:
            try:
                write_atomically(path, data)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, data)
        except OSError as exc:
            raise Unavailable("batch", f"{path} cannot be written: {exc.strerror}") from exc

    def size(self, name: str) -> int:
        """Bytes of a file; 0 where there is none, and where a machine went down before it was on the disk."""
        try:
            return (self._folder / name).stat().st_size
        except OSError:
            return 0


class Bucket:
    """A prefix of a bucket. Access is what the store's own variables say, such as AWS_ACCESS_KEY_ID, AWS_ENDPOINT."""

    def __init__(self, url: str) -> None:
        obstore = _obstore()
        try:
            self._store: Any = obstore.store.from_url(url, retry_config={"max_retries": 5})
        except Exception as exc:  # obstore raises several kinds, most of them its own
            raise InvalidInput([Finding("--target", f"{url}: {exc}", "such as s3://bucket/folder")]) from exc
        self._url, self._obstore = url, obstore

    def put(self, name: str, data: bytes | BinaryIO) -> None:
        try:
            self._obstore.put(self._store, name, data)
        except Exception as exc:
            raise Unavailable("batch", f"{self._url}/{name} cannot be written: {in_one_line(exc)}") from exc


def open_target(where: str) -> Target:
    """The target of this name: an address with a scheme, or a folder."""
    return Bucket(where) if where.startswith(SCHEMES) else Folder(Path(where))


def _obstore() -> Any:
    try:
        import obstore
        import obstore.store
    except ImportError as exc:
        raise Unavailable("obstore", "is not installed; install postergen[batch], or write into a folder") from exc
    return obstore
