"""Take secrets out of the settings, and ask Redis."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from postergen.adapters.remote.rate_limits import MEMORY, look_at_store
from postergen.adapters.sql.survey import login_of
from postergen.doctor.decisions.address import reach_of
from postergen.doctor.decisions.secrets import Limits, Password, Secrets
from postergen.doctor.values import Plan
from postergen.errors import Unavailable


def gather_secrets(plan: Plan) -> Secrets:
    settings = plan.settings
    passwords = []
    if (login := login_of(settings.database_url)) is not None:
        user, password, host = login
        is_here = not host or host.startswith("/") or reach_of(host) == "machine"
        passwords.append(Password("the database", "POSTERGEN_DATABASE_URL", user, password, is_here))
    if settings.rate_limit_store != MEMORY:
        parts = urlsplit(settings.rate_limit_store)
        is_here = reach_of(parts.hostname or "localhost") == "machine"
        text = unquote(parts.password or "")
        passwords.append(Password("Redis", "POSTERGEN_RATE_LIMIT_STORE", parts.username or "", text, is_here))
    needs_key = settings.model if settings.model and not settings.model_key and not settings.model_base_url else ""
    signing = tuple((name, secret.decode()) for name, secret in settings.signing_keys)
    return Secrets(signing, tuple(passwords), needs_key)


def gather_limits(plan: Plan) -> Limits:
    store, is_limited = plan.settings.rate_limit_store, bool(plan.settings.rate_limits)
    if store == MEMORY:
        return Limits(plan.workers, is_limited, is_shared=False)
    try:
        return Limits(plan.workers, is_limited, is_shared=True, version=look_at_store(store)[0])
    except Unavailable as exc:
        return Limits(plan.workers, is_limited, is_shared=True, away=exc.reason)
