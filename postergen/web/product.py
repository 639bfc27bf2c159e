"""The use cases behind the application that answers."""

from __future__ import annotations

from flask import current_app

from postergen.bootstrap import Product


def product() -> Product:
    """The use cases behind this app."""
    return current_app.extensions["postergen"]  # type: ignore[no-any-return]
