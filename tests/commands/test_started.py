"""A server says where it listens and what it serves: to people calmly, to machines as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from postergen import __version__
from postergen.commands.started import Started, block
from tests.servers import serving

SAID = Started(
    version="1.2.3",
    listens="http://0.0.0.0:8000",
    public="https://life.example.com",
    campaigns={"better-life": "105 options, 900 texts, at /", "small": "2 options, 2 texts, at /c/small"},
    looks=tuple(f"look-{number}" for number in range(20)),
    languages=("en", "zh-CN"),
    database="postgresql+psycopg://postergen:***@db/postergen",
    workers=4,
)


def test_people_read_a_block_that_fits_a_terminal() -> None:
    lines = list(block(SAID))
    assert lines[0].startswith("postergen 1.2.3 at http://0.0.0.0:8000 ")
    assert max(map(len, lines)) <= 110
    text = "\n".join(lines)
    assert "  public     https://life.example.com\n" in text
    assert "  campaign   small: 2 options, 2 texts, at /c/small\n" in text
    assert "look-19" in text


def test_the_address_is_said_once_where_it_is_the_public_one() -> None:
    said = Started(**{**{name: getattr(SAID, name) for name in SAID.__slots__}, "public": SAID.listens})
    assert "\n".join(block(said)).count("0.0.0.0") == 1


def test_a_server_says_what_it_serves(tmp_path: Path) -> None:
    with serving(tmp_path, 1) as running:
        said = (tmp_path / "server.log").read_text(encoding="utf-8")
        assert said.startswith(f"postergen {__version__} at {running.url} ")
    assert "  campaign   better-life: 105 options, " in said
    assert f"  database   sqlite:///{tmp_path}/server.db\n  workers    1\n" in said


def test_where_messages_are_json_it_is_one_of_them(tmp_path: Path) -> None:
    with serving(tmp_path, 1, LOG="json", PUBLIC_URL="https://life.example.com") as running:
        pass
    lines = [json.loads(line) for line in (tmp_path / "server.log").read_text(encoding="utf-8").splitlines()]
    said = next(line for line in lines if line["message"] == "serving")
    assert (said["level"], said["listens"], said["public"]) == ("info", running.url, "https://life.example.com")
    assert said["campaigns"]["better-life"].endswith(" texts, at /")
    assert (said["workers"], said["languages"]) == (1, ["en", "zh-CN"])
