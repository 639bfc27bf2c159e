"""Keep policies for good, and which of them serves: what was drawn by one can be drawn again."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, insert, select

from postergen.adapters.sql.database import alone, translated
from postergen.adapters.sql.journal_marks import insert_into
from postergen.adapters.sql.schema import policy as policies
from postergen.adapters.sql.schema import policy_log, policy_serving
from postergen.domain.policies import Arm, Kind, Policy, Prior, Reward, Terms
from postergen.errors import NotFound, Unavailable
from postergen.service.policies import Action, Entry, Kept, Served, Standing

_LOCK = 0x706F6C69  # an advisory lock of our own: policies change one at a time

_BY_HAND = (Action.PIN, Action.UNPIN, Action.ROLLBACK)


class SqlPolicies:
    """A `PolicyStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def serving(self, campaign: str) -> Served:
        with translated(), self._engine.connect() as connection:
            return _serving(connection, campaign)

    def all_serving(self) -> Mapping[str, Served]:
        """By campaign; those for which no policy was ever made are not in it."""
        with translated(), self._engine.connect() as connection:
            return {row.campaign: _served(row) for row in connection.execute(select(policy_serving))}

    def load(self, campaign: str, version: str) -> Kept:
        where = (policies.c.campaign == campaign) & (policies.c.version == version)
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(policies.c.body, policies.c.standing).where(where)).one_or_none()
        if row is None:
            raise NotFound("policy", version)
        try:
            found = decode_policy(row.body)
            standing = json.loads(row.standing or "{}")
        except (ValueError, LookupError, TypeError, zlib.error) as exc:
            raise Unavailable(f"the policy {version}", f"this release cannot read it: {exc!r}") from exc
        if found.version != version:
            raise Unavailable(f"the policy {version}", f"what is kept under this name is {found.version}")
        return Kept(found, standing)

    def standings(self, campaign: str, since: datetime) -> Sequence[tuple[datetime, str, Standing]]:
        """When each policy was made from then on, its version, and how the texts stood; the earliest first."""
        columns = (policies.c.made_at, policies.c.version, policies.c.standing)
        where = (policies.c.campaign == campaign) & (policies.c.made_at >= since)
        with translated(), self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(where).order_by(policies.c.made_at)).all()
        return [(row.made_at, row.version, json.loads(row.standing or "{}")) for row in rows]

    def served_at(self, campaign: str, moment: datetime) -> str:
        """The version that served at a moment that is past, by what was done until then; empty for relevance alone."""
        made, by_hand = (policy_log.c.action == Action.UPDATE), (policy_log.c.action.in_(_BY_HAND))
        before = (policy_log.c.campaign == campaign) & (policy_log.c.at <= moment)
        with translated(), self._engine.connect() as connection:

            def last(which: ColumnElement[bool]) -> Row[Any] | None:
                statement = select(policy_log).where(before & which).order_by(policy_log.c.id.desc()).limit(1)
                return connection.execute(statement).one_or_none()

            said, update = last(by_hand), last(made)
        if update is not None and (said is None or (said.action == Action.UNPIN and said.id < update.id)):
            return str(update.version)
        return str(said.version) if said else ""

    def keep(self, policy: Policy, standing: Standing, entry: Entry) -> Served | None:
        body, told = encode_policy(policy), json.dumps(standing, ensure_ascii=False)
        with translated(), alone(self._engine, _LOCK) as connection:
            now = _serving(connection, policy.campaign)
            if now.version != policy.parent:
                return None
            row = {"campaign": policy.campaign, "version": policy.version, "made_at": policy.made_at}
            row |= {"kind": policy.kind.value, "parent": policy.parent, "body": body, "standing": told}
            connection.execute(insert_into(connection, policies).values(row).on_conflict_do_nothing())
            if not now.pinned:
                now = _point(connection, policy.campaign, Served(policy.version, False, entry.at))
            _write(connection, entry)
            return now

    def serve(self, version: str, pinned: bool, entry: Entry, before: Served) -> Served | None:
        with translated(), alone(self._engine, _LOCK) as connection:
            if _serving(connection, entry.campaign) != before:
                return None
            _write(connection, entry)
            return _point(connection, entry.campaign, Served(version, pinned, entry.at))

    def note(self, entry: Entry) -> None:
        with translated(), alone(self._engine, _LOCK) as connection:
            _write(connection, entry)

    def history(self, campaign: str, most: int) -> Sequence[Entry]:
        # in the order in which it happened, whatever the clocks said
        statement = select(policy_log).where(policy_log.c.campaign == campaign)
        with translated(), self._engine.connect() as connection:
            rows = connection.execute(statement.order_by(policy_log.c.id.desc()).limit(most)).all()
        return [Entry(r.campaign, r.at, Action(r.action), r.version, r.actor, r.reason) for r in rows]


def _serving(connection: Connection, campaign: str) -> Served:
    row = connection.execute(select(policy_serving).where(policy_serving.c.campaign == campaign)).one_or_none()
    return _served(row) if row else Served()


def _served(row: Row[Any]) -> Served:
    return Served(row.version, bool(row.pinned), row.since)


def _point(connection: Connection, campaign: str, served: Served) -> Served:
    row = {"version": served.version, "pinned": int(served.pinned), "since": served.since}
    statement = insert_into(connection, policy_serving).values(campaign=campaign, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["campaign"], set_=row))
    return served


def _write(connection: Connection, entry: Entry) -> None:
    connection.execute(
        insert(policy_log).values(
            campaign=entry.campaign,
            at=entry.at,
            action=entry.action.value,
            version=entry.version,
            actor=entry.actor[:80],
            reason=entry.reason,
        )
    )


def encode_policy(policy: Policy) -> bytes:
    """A policy as bytes; numbers keep every bit."""
    plain = {
        "campaign": policy.campaign,
        "kind": policy.kind.value,
        "terms": asdict(policy.terms),
        "arms": [astuple(arm) for arm in policy.arms],
        "priors": {locale: asdict(prior) for locale, prior in policy.priors.items()},
        "made_at": policy.made_at.isoformat(),
        "parent": policy.parent,
        "scores": b64encode(policy.scores).decode(),
    }
    return zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), 6)


def decode_policy(body: bytes) -> Policy:
    """The policy that `encode_policy` made these bytes of; `ValueError`, `LookupError` or `TypeError` for others."""
    plain = json.loads(zlib.decompress(body))
    terms = plain["terms"] | {"kind": Kind(plain["terms"]["kind"]), "reward": Reward(plain["terms"]["reward"])}
    return Policy(
        campaign=plain["campaign"],
        kind=Kind(plain["kind"]),
        terms=Terms(**terms),
        arms=tuple(Arm(*arm) for arm in plain["arms"]),
        priors={locale: Prior(**prior) for locale, prior in plain["priors"].items()},
        made_at=datetime.fromisoformat(plain["made_at"]),
        parent=plain["parent"],
        scores=b64decode(plain["scores"]),
    )
