"""Stand below a path of a host that has other pages too: the path of `POSTERGEN_PUBLIC_URL`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def path_inside(path: str, mount: str) -> str:
    """The path as we know it: without the one that we stand below, in whatever case a code or a person writes that.

    A path without it stays as it is: the proxy took it away, or somebody on this machine asks.
    """
    end = len(mount)
    if path[:end].lower() == mount and path[end : end + 1] in ("", "/"):
        return path[end:] or "/"
    return path


class Mounted:
    """Tells the application where it stands (PEP 3333: ``SCRIPT_NAME``), so that its links lead there."""

    def __init__(self, application: Any, mount: str) -> None:
        self._application, self._mount = application, mount

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["SCRIPT_NAME"] = self._mount
        environ["PATH_INFO"] = path_inside(environ["PATH_INFO"], self._mount)
        return self._application(environ, start_response)  # type: ignore[no-any-return]
