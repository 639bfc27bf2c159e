"""Say what a browser may do with our answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask, Response, request


def content_security_policy(framed_by: Iterable[str] = ()) -> str:
    """No inline script or style, nothing from elsewhere; a preview comes as a blob.

    Args:
        framed_by: the origins whose pages may show this one in a frame, beside our own.
    """
    ancestors = " ".join(("'self'", *sorted(framed_by)))
    return (
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {ancestors}"
    )


EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
ON_PAGES = {
    "Content-Security-Policy": content_security_policy(),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# For a year; without the subdomains, which are not ours to decide about.
# A poster is for whom its person shows it to, and often has their name: chats may show it, searches may not.
UNLISTED = {"X-Robots-Tag": "noindex, noimageindex"}
UNLISTED_PATHS = ("/p/", "/r/", "/s/", "/S/")
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


def secure(app: Flask, public_url: str) -> None:
    """Set the headers on every answer that does not say otherwise itself."""
    everywhere = {**EVERYWHERE, **(HTTPS_ONLY if public_url.startswith("https://") else {})}

    def set_headers(response: Response) -> Response:
        _set(response, everywhere)
        if request.path.startswith(UNLISTED_PATHS):
            _set(response, UNLISTED)
        if response.mimetype == "text/html":
            _set(response, ON_PAGES)
        return response

    app.after_request(set_headers)


def _set(response: Response, headers: Mapping[str, str]) -> None:
    there = {name.lower() for name, _ in response.headers}
    for name, value in headers.items():
        if name.lower() not in there:
            response.headers.add(name, value)
