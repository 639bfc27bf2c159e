"""A poster is made and scanned through the proxy that is shipped, below a path, over TLS, beside PostgreSQL and Redis."""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image

from tests.deploy.proxy import ports, proxied
from tests.faults.clients import BRIEF, PHONE
from tests.faults.stored import stored
from tests.servers import PATIENCE, serving, wait_until
from tests.stores import POSTGRES, empty_database

pytestmark = pytest.mark.slow

REDIS = os.environ.get("POSTERGEN_TEST_REDIS_URL", "")
SLOW = 7.0  # seconds; postergen itself gives up a body of so few bytes a second after five (docs/access.md)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def new_address() -> str:
    """One of this machine's that nobody had: Redis remembers what others asked for."""
    return ".".join(("127", *(str(random.randrange(1, 255)) for _ in range(3))))


@dataclass(frozen=True)
class Site:
    """What people reach."""

    port: int
    http_port: int
    trusted: ssl.SSLContext
    database: str
    address: str = field(default_factory=new_address)  # of whoever asks

    def connect(self) -> http.client.HTTPSConnection:
        whence = (self.address, 0)
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=self.trusted, timeout=PATIENCE, source_address=whence
        )

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        sent = {"User-Agent": PHONE, "Content-Type": "application/json", **headers}
        with closing(self.connect()) as connection:
            connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            return answer_of(connection)

    def make(self, **headers: str) -> Answer:
        return self.ask("POST", "/life/api/v1/posters", BRIEF, **headers)


def answer_of(connection: http.client.HTTPConnection) -> Answer:
    response = connection.getresponse()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, listening = tmp_path_factory.mktemp("site"), ports()
    url = f"https://127.0.0.1:{listening.https}/life"
    settings = {"PUBLIC_URL": url, "TRUSTED_PROXIES": "1", "JOURNAL_DIR": str(folder / "journal")}
    settings |= {"RATE_LIMITS": "posters=20/minute", **({"RATE_LIMIT_STORE": REDIS} if REDIS else {})}
    kind = "postgresql" if POSTGRES or os.environ.get("CI") else "sqlite"
    with (
        empty_database(kind, folder) as database,
        serving(folder, workers=1, DATABASE_URL=database, **settings) as running,
        proxied(folder, listening, urlsplit(running.url).netloc, "/life") as certificate,
    ):
        trusted = ssl.create_default_context(cafile=str(certificate))
        site = Site(listening.https, listening.http, trusted, database)
        wait_until(lambda: answers(lambda: site.ask("GET", "/life/healthz")), "the proxy answers")
        yield site


def answers(ask: Callable[[], Answer]) -> bool:
    try:
        return ask().status == 200
    except OSError:
        return False


def test_a_poster_is_made_and_its_code_leads_to_a_page_that_is_there(site: Site) -> None:
    page = site.ask("GET", "/life/")
    assert (page.status, b'action="/life/c/better-life"' in page.body) == (200, True)
    made = json.loads(site.make().body)
    picture = site.ask("GET", urlsplit(made["image_url"]).path)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.body)))
    assert code.text == f"https://127.0.0.1:{site.port}/LIFE/S/{made['code']}"
    scanned = site.ask("GET", urlsplit(code.text).path)
    landing = urlsplit(scanned.headers["location"])
    assert (scanned.status, landing.path) == (302, "/life/c/better-life")
    assert site.ask("GET", f"{landing.path}?{landing.query}").status == 200
    click = parse_qs(landing.query)["click"][0]
    with stored(site.database) as rows:
        wait_until(lambda: click in rows.clicks(), "the scan is counted")


def test_pictures_are_kept_and_scans_are_not(site: Site) -> None:
    made = json.loads(site.make().body)
    code, address = made["code"], made["image_url"].partition("/life")[2]
    kept = [site.ask("GET", f"/life{address}").headers for _ in range(2)]
    assert [headers["x-cache"] for headers in kept] == ["MISS", "HIT"]
    assert kept[1]["cache-control"] == "public, max-age=31536000, s-maxage=300, immutable"
    plain = [site.ask("GET", f"/life/p/{code}.jpg").headers for _ in range(2)]
    assert [(headers["x-cache"], headers["cache-control"]) for headers in plain] == [
        ("MISS", "public, max-age=60"),
        ("HIT", "public, max-age=60"),
    ]
    assert site.ask("GET", f"/life/p/{code}.jpg", **{"If-None-Match": kept[1]["etag"]}).status == 304
    clicks = {site.ask("GET", f"/life/s/{code}").headers["location"] for _ in range(3)}
    assert len(clicks) == 3
    catalogue = [site.ask("GET", "/life/api/v1/catalogue").headers["x-cache"] for _ in range(2)]
    assert catalogue == ["MISS", "HIT"]


def test_an_answer_to_somebody_with_a_key_is_kept_for_nobody(site: Site) -> None:
    asked = [site.ask("GET", "/life/api/v1/catalogue?lang=en", Authorization="Bearer x") for _ in range(2)]
    assert [answer.headers["x-cache"] for answer in asked] == ["BYPASS", "BYPASS"]


def test_a_slow_upload_is_read_by_the_proxy(site: Site) -> None:
    body = json.dumps(BRIEF).encode()
    with ThreadPoolExecutor() as threads:
        slow = threads.submit(drip, site, body)
        assert site.ask("GET", "/life/readyz").status == 200
        assert slow.result().status == 201


def drip(site: Site, body: bytes) -> Answer:
    with closing(site.connect()) as connection:
        connection.putrequest("POST", "/life/api/v1/posters")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        for byte in range(0, len(body), 10):
            connection.send(body[byte : byte + 10])
            time.sleep(SLOW * 10 / len(body))
        return answer_of(connection)


def test_what_is_not_for_everybody_is_not_reached(site: Site) -> None:
    for path in ("/life/metrics", "/LIFE/METRICS", "/metrics", "/", "/healthz", "/lifetime"):
        assert site.ask("GET", path).status == 404, path


def test_whoever_comes_without_tls_is_led_to_the_same_with_it(site: Site) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", site.http_port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/life/s/BT0123456789ABC?utm_source=x")
        answer = answer_of(connection)
    assert (answer.status, answer.headers["location"]) == (308, "https://127.0.0.1/life/s/BT0123456789ABC?utm_source=x")


def test_nobody_can_claim_another_address(site: Site) -> None:
    somebody, somebody_else = replace(site, address=new_address()), replace(site, address=new_address())
    claims = ({"X-Forwarded-For": f"203.0.113.{number}"} for number in range(25))
    statuses = {somebody.make(**claim).status for claim in claims}
    assert 429 in statuses
    assert statuses <= {201, 429, 503}
    assert somebody_else.make().status == 201
