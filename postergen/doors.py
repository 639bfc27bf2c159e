"""Choose and wire who may come in: the people of the studio with their second factors, and the holders of API keys."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from postergen.adapters.one_time_codes import TimedCodes
from postergen.adapters.readiness import is_upgraded
from postergen.adapters.sql import database
from postergen.adapters.sql.account_store import Argon2Hasher, SqlAccounts
from postergen.adapters.sql.editorial_store import SqlEditorial
from postergen.adapters.sql.key_store import SqlKeys
from postergen.adapters.sql.second_factor_store import SqlSecondFactors
from postergen.config import Settings
from postergen.domain.accounts import Role
from postergen.domain.editorial import AuditEntry
from postergen.domain.ports import Clock
from postergen.loading import erasure_log, utc_now
from postergen.service.accounts import AccountService, PasswordHasher
from postergen.service.keys import KeyService
from postergen.service.second_factors import SecondFactorService

# From which role on a second factor is demanded.
DEMANDED_FROM = {"no": None, "admins": Role.ADMIN, "approvers": Role.APPROVER, "all": Role.WRITER}


def load_accounts(settings: Settings, engine: database.Engine, clock: Clock, hasher: PasswordHasher) -> AccountService:
    texts = SqlEditorial(engine)

    def note(who: str, action: str, subject: str) -> None:
        texts.record(entries=[AuditEntry(clock(), who, action, settings.campaign, subject, 0, "", "")])

    return AccountService(
        accounts=SqlAccounts(engine, clock, erasure_log(settings).note),
        hasher=hasher,
        second_factors=SecondFactorService(
            factors=SqlSecondFactors(engine),
            codes=TimedCodes(_issuer(settings)),
            clock=clock,
            random_bytes=secrets.token_bytes,
            demanded_from=DEMANDED_FROM[settings.second_factor],
        ),
        note=note,
        clock=clock,
        random_bytes=secrets.token_bytes,
    )


def open_accounts(settings: Settings, *, only_reads: bool = False) -> AccountService:
    """The accounts alone, for whoever opens them; the tables are brought up to date first."""
    engine = database.open_database(settings.database_url, only_reads=only_reads)
    is_upgraded(engine, may_be_away=False)
    return load_accounts(settings, engine, utc_now, Argon2Hasher())


def load_keys(settings: Settings, engine: database.Engine, clock: Clock) -> KeyService:
    return KeyService(keys=SqlKeys(engine, erasure_log(settings).note), clock=clock, random_bytes=secrets.token_bytes)


def open_keys(settings: Settings, *, only_reads: bool = False) -> KeyService:
    """The keys alone, for whoever hands them out; the tables are brought up to date first."""
    engine = database.open_database(settings.database_url, only_reads=only_reads)
    is_upgraded(engine, may_be_away=False)
    return load_keys(settings, engine, utc_now)


def _issuer(settings: Settings) -> str:
    """What apps for codes call us: our host. A colon would part it from the name of the person."""
    return (urlsplit(settings.public_url).hostname or "").replace(":", ".")
