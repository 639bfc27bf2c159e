"""What the address in the codes means, and whether proxies and cookies fit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from postergen.doctor.values import Remark, error, note, ok, skipped, warning
from postergen.domain.addresses import path_of

SOON = 14.0  # days before the end of a certificate; who renews by themselves do so a month before
MANY = 2  # proxies in front of a server; more are rare
# Names that lead nowhere (RFC 2606, RFC 6761), and those of networks of one's own (RFC 6762, RFC 8375).
EXAMPLES = (".example", ".test", ".invalid", ".example.com", ".example.net", ".example.org")
OWN_NAMES = (".local", ".lan", ".internal", ".home.arpa", ".localdomain")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came when the public address was asked for something that nobody but a postergen answers so: status 0 and
    ``failure`` when nothing did. ``in_capitals`` is whether it also answers where codes lead, which say paths so.
    """

    status: int
    is_ours: bool
    location: str
    failure: str
    certificate_days: float | None
    in_capitals: bool = True


@dataclass(frozen=True, slots=True)
class Address:
    """``public_url`` as it is set; where we listen; whether a postergen does so now. ``answer`` is None where nobody
    was asked; ``lookup`` is the error of the name servers, empty when there is none.
    """

    public_url: str
    host: str
    port: int
    is_serving: bool
    trusted_proxies: int
    visitor_cookie: bool
    lookup: str = ""
    answer: Answer | None = None
    shows_metrics: bool = False

    @property
    def reach(self) -> str:
        """Who can come to the public address: this ``machine``, our own ``network``, ``everybody``, ``nobody``, or
        those who read an ``example``.
        """
        return reach_of(urlsplit(self.public_url).hostname or "")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def reach_of(name: str) -> str:
    """Who can come to a host of this name, as far as the name tells: see `Address.reach`."""
    name = name.removesuffix(".")
    try:
        address = ip_address(name)
    except ValueError:
        if name == "localhost" or name.endswith(".localhost"):
            return "machine"
        if f".{name}".endswith(EXAMPLES):
            return "example"
        return "network" if "." not in name or name.endswith(OWN_NAMES) else "everybody"
    if address.is_unspecified or address.is_multicast:
        return "nobody"
    if address.is_loopback:
        return "machine"
    return "everybody" if address.is_global else "network"


_NAME_IT = "Set POSTERGEN_PUBLIC_URL to the address that phones reach, such as https://life.example.com"


def judge_address(address: Address) -> Sequence[Remark]:
    return _BY_REACH[address.reach](address)


def _of_machine(address: Address) -> list[Remark]:
    found = f"codes will say {address.public_url}, which leads to this server on this machine alone"
    mend = f"{_NAME_IT}, before the first real poster: what is printed stays as it is."
    remarks = [note(found, mend)]
    port = urlsplit(address.public_url).port or (443 if address.is_https else 80)
    if port != address.port and not address.trusted_proxies:
        found = f"codes say port {port}, and the server listens at {address.port}"
        remarks.append(
            warning(found, f"Set POSTERGEN_PUBLIC_URL to end with :{address.port}, or serve with --port {port}.")
        )
    return remarks


def _of_network(address: Address) -> list[Remark]:
    found = f"codes will say {address.public_url}, which leads here only within one's own network"
    remarks = [note(found, f"{_NAME_IT}, before a poster goes to anybody outside.")]
    if reach_of(address.host) == "machine" and not address.trusted_proxies:
        found = f"the server listens at {address.host}, where no other machine reaches it"
        remarks.append(
            warning(found, "Serve with --host 0.0.0.0, or put a proxy in front and set POSTERGEN_TRUSTED_PROXIES.")
        )
    return [*remarks, *_of_answer(address)]


def _of_nobody(address: Address) -> list[Remark]:
    return [error(f"codes will say {address.public_url}, which leads nowhere", f"{_NAME_IT}.")]


def _of_example(address: Address) -> list[Remark]:
    return [warning(f"codes will say {address.public_url}, a name that is kept for examples", f"{_NAME_IT}.")]


def _of_everybody(address: Address) -> list[Remark]:
    remarks = [ok(f"codes will say {address.public_url}")]
    if not address.is_https:
        mend = "Put a proxy with a certificate in front (Caddy, nginx with certbot), and begin the address with https."
        remarks.append(warning("without https, phones and other apps warn of the page or do not show it", mend))
    return [*remarks, *_of_answer(address)]


def _of_answer(address: Address) -> list[Remark]:
    """What the name servers and the public address itself say; both may look different from elsewhere."""
    name = urlsplit(address.public_url).hostname or ""
    if address.lookup:
        mend = (
            f"Add a record for {name} where its domain is kept; if no other name is found either, this machine lacks "
            "name servers (/etc/resolv.conf)."
        )
        return [warning(f"no name server knows {name}: {address.lookup}", mend)]
    answer = address.answer
    if answer is None:
        return []
    remarks = []
    if answer.certificate_days is not None and answer.certificate_days < SOON:
        found = f"its certificate ends in {answer.certificate_days:.0f} days"
        remarks.append(
            warning(found, "Renew it, and look why that did not happen by itself (certbot renew, caddy's log).")
        )
    if address.shows_metrics:
        found = f"{address.public_url}/metrics is open to everybody: the proxy hides that it stands in front"
        mend = "Do not forward /metrics, or have the proxy set X-Forwarded-For (docs/access.md, Metrics and logs)."
        remarks.append(warning(found, mend))
    return [*remarks, *_of_who_answers(address, answer)]


def _of_who_answers(address: Address, answer: Answer) -> list[Remark]:
    path = path_of(address.public_url)
    forward = f"Have the proxy forward everything {f'below {path}' if path else 'of this host'} to port {address.port}."
    if answer.is_ours and not answer.in_capitals:
        found = f"codes say the path in capitals, {path.upper()}, and nobody answers there: they lead nowhere"
        return [
            error(
                found, f"Have the proxy forward {path.upper()} as it forwards {path} (docs/deploying.md, Below a path)."
            )
        ]
    if answer.is_ours:
        return [ok("a postergen answers there")]
    if not answer.status:
        found = f"nobody answers there: {answer.failure}"
        if address.is_serving:
            mend = f"{forward} If it works from a phone, this machine merely cannot reach its own public address."
            return [warning(found, mend)]
        return [note(found, "Call postergen doctor again while postergen serve runs.")]
    if 300 <= answer.status < 400:
        other = answer.location.partition("/healthz")[0] or answer.location
        return [warning(f"it sends every scan on to {other}", f"Set POSTERGEN_PUBLIC_URL to {other}, or end that.")]
    if address.is_serving:
        return [warning(f"somebody else answers there ({answer.status})", forward)]
    return [
        note(f"nobody serves there yet ({answer.status})", "Call postergen doctor again while postergen serve runs.")
    ]


_BY_REACH = {
    "machine": _of_machine,
    "network": _of_network,
    "nobody": _of_nobody,
    "example": _of_example,
    "everybody": _of_everybody,
}


def judge_proxies(address: Address) -> Sequence[Remark]:
    count = address.trusted_proxies
    if address.is_https and not count:
        found = (
            "https means a proxy in front, and none is trusted: every visitor has its address, and shares its limits"
        )
        return [warning(found, "Set POSTERGEN_TRUSTED_PROXIES to the number of proxies in front, 1 as a rule.")]
    if not count:
        return [ok("none are trusted: X-Forwarded-* means nothing")]
    remarks = [ok("1 is trusted" if count == 1 else f"{count} are trusted")]
    if count > MANY:
        mend = "Count them again: with one too many, anybody can make up an address by sending X-Forwarded-For."
        remarks.append(note("so many are rare", mend))
    if reach_of(address.host) != "machine":
        found = f"the server listens at {address.host}, where whoever passes the proxy by can make up an address"
        mend = "Let nobody but the proxy reach the port: serve with --host 127.0.0.1, or close it by a firewall."
        remarks.append(note(found, mend))
    return remarks


def judge_cookies(address: Address) -> Sequence[Remark]:
    if address.is_https:
        return [ok("sent over https alone (Secure)")]
    if address.reach == "machine":
        return [skipped("nothing leaves this machine")]
    whose = "those of the studio and of visitors" if address.visitor_cookie else "those of the studio"
    found = f"without https, cookies ({whose}) and passwords can be read on their way"
    make = warning if address.reach == "everybody" else note
    return [make(found, "Serve people over https, and say so in POSTERGEN_PUBLIC_URL: cookies are then Secure.")]
