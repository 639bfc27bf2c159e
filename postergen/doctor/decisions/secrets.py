"""Whether what has to be secret is, and where tries are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postergen.doctor.values import Remark, error, note, ok, warning

# What stands in documentation, ours and others', and in everybody's first try.
EXAMPLES = frozenset({"0123456789abcdef0123456789abcdef", "0123456789abcdef" * 4, "abcdefghijklmnopqrstuvwxyz012345"})
DEFAULTS = frozenset(
    {"postgres", "postgresql", "postergen", "password", "passwort", "changeme", "change-me", "secret", "admin", "root"}
    | {"example", "test", "123456", "12345678", "redis", "foobared"}
)
FEWEST_LETTERS = 10  # different ones in 32 hex digits by chance: all but one of ten thousand have as many


@dataclass(frozen=True, slots=True)
class Password:
    """That of a server beside us: for what it is, and whether that server is this machine. Empty when there is none."""

    what: str
    setting: str
    user: str
    text: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Secrets:
    """``signing`` are the ids and secrets of POSTERGEN_SIGNING_KEYS; ``needs_key`` is the name of a language model at
    OpenAI's own server for which there is no key.
    """

    signing: tuple[tuple[str, str], ...]
    passwords: tuple[Password, ...]
    needs_key: str

    def __repr__(self) -> str:
        return "Secrets(…)"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where tries are counted: the version of Redis, or why it does not answer; neither where each process counts."""

    workers: int
    is_limited: bool
    is_shared: bool
    version: str = ""
    away: str = ""


def judge_secrets(secrets: Secrets) -> Sequence[Remark]:
    remarks = [remark for name, text in secrets.signing if (remark := _signing(name, text))]
    remarks += [remark for password in secrets.passwords if (remark := _password(password))]
    if secrets.needs_key:
        found = f"the language model {secrets.needs_key} is named, and there is no key for it"
        remarks.append(
            warning(found, "Set OPENAI_API_KEY, or OPENAI_BASE_URL to a server of your own, or unset POSTERGEN_MODEL.")
        )
    if remarks:
        return remarks
    signed = f"{len(secrets.signing)} signing key(s)" if secrets.signing else "no pictures are signed"
    return [ok(f"none is short or a default; {signed}")]


def _signing(name: str, text: str) -> Remark | None:
    mend = f"Put a new key in front, {name}2:$(openssl rand -hex 32), and take {name} away when its addresses are over."
    if text in EXAMPLES:
        return error(f"the signing key {name} is an example that everybody can read: anybody can sign pictures", mend)
    if len(set(text)) < FEWEST_LETTERS:
        return warning(f"the signing key {name} has only {len(set(text))} different letters, and can be guessed", mend)
    return None


def _password(password: Password) -> Remark | None:
    if password.text.lower() in DEFAULTS or (password.text and password.text == password.user):
        found = f"the password of {password.what} is one that everybody tries first"
        make = note if password.is_here else warning
        return make(found, f"Give it another (openssl rand -hex 16), there and in {password.setting}.")
    if password.what == "Redis" and not password.text and not password.is_here:
        found = "Redis is on another machine and asks for no password"
        return warning(found, f"Set requirepass there, and write redis://:PASSWORD@… in {password.setting}.")
    return None


def judge_limits(limits: Limits) -> Sequence[Remark]:
    if not limits.is_limited:
        found = "POSTERGEN_RATE_LIMITS=off: anybody may try passwords and codes as often as they like"
        return [note(found, "Unset it, unless a proxy in front limits what may be asked.")]
    if limits.away:
        mend = "Start Redis, or mend POSTERGEN_RATE_LIMIT_STORE; redis-cli -u with the same address says the same."
        return [error(f"Redis does not answer ({limits.away}), so nothing is limited", mend)]
    if limits.is_shared:
        return [ok(f"counted in Redis {limits.version}")]
    if limits.workers > 1:
        found = (
            f"each of {limits.workers} workers counts for itself, so limits are up to {limits.workers} times as high"
        )
        return [
            note(
                found, "Set POSTERGEN_RATE_LIMIT_STORE=redis://… if that is too much (pip install 'postergen[redis]')."
            )
        ]
    return [ok("counted in the process")]
