"""The command line: what it prints, what it writes, how it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image

from postergen.cli import main

BRIEF = ["--option", "wuhan-hot-dry-noodles", "--option", "parents-medical-check-up", "--nickname", "小明"]


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", f"sqlite:///{tmp_path}/cli.db")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_render_writes_a_baseline_jpeg_whose_code_two_decoders_read(tmp_path: Path) -> None:
    path, read_by_opencv = tmp_path / "poster.jpg", []
    for _ in range(3):  # OpenCV does not see one code in fifty
        result = run("render", *BRIEF, "--locale", "zh-CN", "-o", str(path), "--json")
        assert result.exit_code == 0, result.output
        made = json.loads(result.stdout)
        assert made["scan_url"].endswith(f"/S/{made['code']}")
        data = path.read_bytes()
        assert b"\xff\xc0" in data  # SOF0, baseline (ITU T.81, B.1.1.3)
        assert b"\xff\xc2" not in data[:2000]
        image = Image.open(path)
        assert image.size == (1080, 1920)
        assert [found.text for found in zxingcpp.read_barcodes(image)] == [made["scan_url"]]
        if found := cv2.QRCodeDetector().detectAndDecode(cv2.imread(str(path)))[0]:
            assert found == made["scan_url"]
            read_by_opencv.append(found)
    assert len(read_by_opencv) >= 2


def test_the_same_brief_and_code_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jpg", tmp_path / "2.jpg"
    for path in (first, second):
        assert run("render", *BRIEF, "--code", "BT0Y2PZ6TR6QVHY", "-o", str(path)).exit_code in (0, 2)
    code = json.loads(run("render", *BRIEF, "-o", str(first), "--json").stdout)["code"]
    for path in (first, second):
        assert run("render", *BRIEF, "--code", code.lower(), "-o", str(path)).exit_code == 0
    assert first.read_bytes() == second.read_bytes()


def test_bad_input_names_every_problem_and_leaves_with_two(tmp_path: Path) -> None:
    result = run("render", "--option", "nope", "--locale", "fr", "--place", "x", "-o", str(tmp_path / "p.jpg"))
    assert result.exit_code == 2
    assert [line.split(":")[1].strip() for line in result.stderr.splitlines()] == ["options/0", "locale", "place"]
    assert run("render", *BRIEF, "-o", str(tmp_path / "p.gif")).exit_code == 2
    assert run("render", *BRIEF, "--code", "nonsense", "-o", str(tmp_path / "p.jpg")).exit_code == 2
    assert not list(tmp_path.glob("p.*"))


def test_the_command_line_speaks_english_whatever_the_language_of_a_poster(tmp_path: Path) -> None:
    named = ("--nickname", "加微信 wx12345", "--locale", "zh-CN")
    result = run("render", *BRIEF, *named, "-o", str(tmp_path / "p.jpg"))
    assert result.exit_code == 2
    assert "A poster is seen by many people" in result.stderr
    assert "海报" not in result.stderr


def test_a_database_that_does_not_answer_leaves_with_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTERGEN_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert run("render", *BRIEF, "-o", str(tmp_path / "p.jpg")).exit_code == 3


def test_a_setting_that_does_not_exist_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTERGEN_PUBLIK_URL", "https://x.example")
    monkeypatch.setenv("POSTERGEN_MAX_BODY", "many")
    result = run("options")
    assert result.exit_code == 2
    assert "POSTERGEN_PUBLIK_URL" in result.stderr
    assert "POSTERGEN_MAX_BODY" in result.stderr


def test_rank_shows_scores_and_reasons() -> None:
    ranking = json.loads(run("rank", *BRIEF, "--count", "3", "--json").stdout)
    assert len(ranking["candidates"]) == 3
    assert run("rank", *BRIEF).stdout.startswith("backend blend")


def test_options_are_listed_by_theme_and_place() -> None:
    assert len(json.loads(run("options", "--json").stdout)) == 105
    wuhan = json.loads(run("options", "--place", "hubei/wuhan", "--json").stdout)
    assert len(wuhan) >= 6
    assert {option["place"] for option in wuhan} == {"hubei/wuhan"}
    assert run("options", "--theme", "nope").exit_code == 2


def test_a_broken_pack_is_reported_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "campaign.yaml").write_text("id: Broken Name\n", encoding="utf-8")
    result = run("catalogue", "check", str(tmp_path))
    assert result.exit_code == 2
    assert "campaign.yaml:1" in result.stderr
    assert run("catalogue", "check").exit_code == 0


def test_templates_check_says_what_it_read_with_and_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a look of one format is checked in a fifth of the time
    monkeypatch.setenv("POSTERGEN_TEMPLATES_DIR", str(tmp_path))
    assert run("templates", "new", "mine").exit_code == 0
    result = run("templates", "check", "mine")
    assert result.exit_code == 0, result.stderr
    assert "zxing-cpp" in result.stdout
    assert result.stdout.count("0 findings") == 1
    assert run("templates", "check", "nope").exit_code == 2


def test_the_published_schema_is_the_one_in_force() -> None:
    from postergen.config import CONTENT

    published = json.loads((CONTENT / "templates/posters/template.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(run("templates", "schema").stdout)


def test_stats_and_db_upgrade_run_on_an_empty_database() -> None:
    assert run("db", "upgrade").exit_code == 0
    assert json.loads(run("stats", "--json").stdout) == []


def test_demo_makes_a_poster_in_every_look_and_language(tmp_path: Path) -> None:
    assert run("demo", "-o", str(tmp_path / "out"), "--no-serve").exit_code == 0
    assert len(list((tmp_path / "out").glob("*.jpg"))) == 18
