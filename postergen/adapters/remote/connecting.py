"""Which variable of the environment keeps a library from opening connections, and how that is mended."""

from __future__ import annotations

from collections.abc import Mapping

from postergen.errors import Finding

_CERTIFICATE = "name certificates that are there and can be read, or unset it"
_PROXY = "name a proxy with http://, or unset it"
_SOCKS = f"pip install socksio; or {_PROXY}"
_TAKEN = ("http", "https")  # schemes of proxies that need nothing more


def unusable(environment: Mapping[str, str], error: Exception) -> list[Finding]:
    """What may have led to this error when nothing was asked yet; empty when none of these variables is set.

    ``environment`` has variables of proxies and certificates. Values are not repeated: those of proxies may hold a
    password.
    """
    of_files = isinstance(error, OSError)  # a file that is not there, or has no certificates in it
    concerned = {name: text for name, text in environment.items() if name.startswith("SSL_") == of_files}
    said = " ".join(str(error).split()) or type(error).__name__
    if of_files:
        return [Finding(name, f"cannot be used: {said}", _CERTIFICATE) for name in concerned]
    odd = [_of_a_kind(name, _kind(text)) for name, text in concerned.items() if _kind(text) not in _TAKEN]
    return odd or [Finding(name, "is no address of a proxy", _PROXY) for name in concerned]


def _of_a_kind(name: str, kind: str) -> Finding:
    remedy = _SOCKS if kind.startswith("socks") else _PROXY
    return Finding(name, f"a proxy of the kind {kind} cannot be used", remedy)


def _kind(text: str) -> str:
    scheme, separator, _ = text.partition("://")
    return scheme.lower() if separator else "without ://"
