"""What a server refuses to start with."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from postergen.config import CONTENT


def test_a_server_does_not_start_with_a_language_that_lacks_a_word(tmp_path: Path) -> None:
    """In a tree of its own, all of it ours but for one word."""
    shutil.copytree(CONTENT / "templates/web", tmp_path / "templates/web")
    for name in (
        "postergen",
        "assets",
        "templates/posters",
        "templates/stickers",
        "templates/battle",
        "templates/prompts",
    ):
        (tmp_path / name).symlink_to(CONTENT / name)
    words = tmp_path / "templates/web/words/en/studio/sign_in.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("wrong:", "wrnog:"), encoding="utf-8")

    ended = subprocess.run(
        [sys.executable, "-m", "postergen", "serve"], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )

    assert ended.returncode == 2, ended.stderr
    assert "en/studio/sign_in.yaml:1: lacks wrong (zh-CN/studio/sign_in.yaml:1 has it)" in ended.stderr
    assert "en/studio/sign_in.yaml:1: wrnog is too many" in ended.stderr
