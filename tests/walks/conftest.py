"""Whoever walks through the studio signs in by its form."""

from tests.web.studio.conftest import sign_in as sign_in
