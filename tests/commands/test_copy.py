"""Copy on the command line: checked, exported, changed in a spreadsheet, imported, approved, published, drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from postergen.bootstrap import build_product
from postergen.cli import main
from postergen.config import Settings
from tests.products import pack_on_one_look


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSTERGEN_EMBED_WISHES", "no")


def run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=text)


def test_the_shipped_library_passes_its_own_lint() -> None:
    result = run("lint", "--json")
    assert result.exit_code == 0, result.output
    assert {finding["severity"] for finding in json.loads(result.stdout)} <= {"pass"}


def test_lines_of_stickers_are_checked_with_all_others(tmp_path: Path) -> None:
    packs = pack_on_one_look(tmp_path)
    file = packs / "better-life/stickers.yaml"
    lines = file.read_text("utf-8")
    file.write_text(lines.replace('text: "汤在锅里"', 'text: "第一次喝汤"', 1), "utf-8")
    environment = {"POSTERGEN_CAMPAIGNS_DIR": str(packs), "POSTERGEN_DATABASE_URL": f"sqlite:///{tmp_path}/p.db"}
    result = CliRunner().invoke(main, ["lint"], env=environment)
    told = [line for line in result.stdout.splitlines() if "zh-soup-in-pot text" in line]
    assert "第一次" in "".join(told), result.output


def test_a_text_that_breaks_a_rule_is_told_with_its_source() -> None:
    result = run("lint", "--text", "全国最佳热干面")
    assert result.exit_code == 2
    assert "广告法" in result.stdout
    assert run("lint", "--text", "最近好吗").exit_code == 0


def test_a_spreadsheet_goes_round_and_the_changed_line_is_on_the_next_poster() -> None:
    assert run("export", "all.csv").exit_code == 0
    path = Path("all.csv")
    path.write_text(path.read_text("utf-8").replace("一碗面刚好见底", "一碗面正好见底"), encoding="utf-8")
    imported = run("import", "all.csv", "--by", "ann")
    assert (imported.exit_code, imported.stdout.split()[0]) == (0, "checked")
    assert run("import", "all.csv", "--by", "ann").exit_code == 2  # it is based on what is not the newest any more
    variant = "wuhan-hot-dry-noodles.zh-1"
    waiting = json.loads(run("review", "--json").stdout)
    assert [(edit["variant"], edit["number"], edit["by"]) for edit in waiting] == [(variant, 1, "ann")]
    assert run("review", "approve", variant, "1", "--by", "bob").exit_code == 0
    assert "刚好见底 -> 从楼下走到公交站，一碗面正好见底" in run("review", "publish").stdout
    ranked = json.loads(run("rank", "--option", "wuhan-hot-dry-noodles", "--json", "--count", "9").stdout)["candidates"]
    assert "从楼下走到公交站，一碗面正好见底" in [candidate["headline"] for candidate in ranked]
    assert "bob approve" in run("review", "history", variant).stdout


def test_rejecting_needs_a_reason() -> None:
    result = run("review", "pause", "wuhan-hot-dry-noodles.zh-1", "0")
    assert result.exit_code == 2
    assert "reason" in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "ALL_PROXY",
            "socks5://ann:secret@127.0.0.1:1080",
            "ALL_PROXY: a proxy of the kind socks5 cannot be used (pip",
        ),
        ("https_proxy", "ftp://127.0.0.1", "https_proxy: a proxy of the kind ftp cannot be used (name a proxy"),
        ("HTTPS_PROXY", "http://[::1", "HTTPS_PROXY: is no address of a proxy (name a proxy with http://"),
        ("SSL_CERT_FILE", "/missing", "SSL_CERT_FILE: cannot be used: [Errno 2] No such file or directory (name"),
        ("SSL_CERT_FILE", __file__, "SSL_CERT_FILE: cannot be used: [X509"),
    ],
)
def test_what_keeps_it_from_the_model_is_named_and_nothing_is_charged(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("POSTERGEN_MODEL", "OPENAI_API_KEY"):
        monkeypatch.setenv(variable, "m")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://127.0.0.1:9/v1")
    monkeypatch.setenv(name, value)
    result = run("generate", "--option", "wuhan-hot-dry-noodles")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"error: {said}" in result.stderr
    assert "secret" not in result.stderr
    assert run("review").exit_code == 0  # what needs no network does not look at it
    assert build_product(Settings.from_environment()).generation.usage().spent == 0


def test_without_a_model_generating_is_unavailable() -> None:
    result = run("generate", "--option", "parents-medical-check-up")
    assert result.exit_code == 3
    assert "POSTERGEN_MODEL" in result.stderr


def test_coupons_for_an_offer_without_any_are_refused() -> None:
    Path("codes.txt").write_text("A\nB\n")
    result = run("coupons", "load", "check-up-nearby", "codes.txt")
    assert result.exit_code == 2
    assert "no coupons" in result.stderr


def test_an_account_is_opened_and_closed() -> None:
    made = run("user", "create", "ann", "--role", "admin", "--password-stdin", text="quiet rivers run deep\n")
    assert made.exit_code == 0, made.output
    assert run("user", "create", "ann", "--password-stdin", text="quiet rivers run deep\n").exit_code == 2
    assert "only admin" in run("user", "change", "ann", "--disable").stderr
    assert "ann" in run("user", "list").stdout
