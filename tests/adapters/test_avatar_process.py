"""Pictures are read in a process of their own, which may die without anybody else."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from postergen.adapters import avatar_process
from postergen.adapters.avatar_process import AvatarProcess
from postergen.errors import InvalidBrief, Unavailable
from postergen.rendering.avatar import take_in_avatar
from postergen.rendering.samples import sample_avatar


@pytest.fixture
def process() -> Iterator[AvatarProcess]:
    made = AvatarProcess()
    yield made
    made.close()


def flat(side: int, kind: str = "WEBP") -> bytes:
    """A picture of few bytes and many pixels."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), (200, 10, 10)).save(out, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return out.getvalue()


def test_it_does_what_is_done_without_it(process: AvatarProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avatar_process, "TURN", 60.0)
    pictures = [sample_avatar(), flat(600), flat(2000, "PNG"), flat(3000)] * 2
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(process, pictures)) == [take_in_avatar(picture) for picture in pictures]


def test_what_is_wrong_with_a_picture_is_told_the_same(process: AvatarProcess) -> None:
    for wrong in (b"no picture", b"", flat(7200), sample_avatar()[:200]):
        with pytest.raises(InvalidBrief) as alone:
            take_in_avatar(wrong)
        with pytest.raises(InvalidBrief) as beside:
            process(wrong)
        assert beside.value.findings == alone.value.findings


def test_one_that_dies_is_replaced(process: AvatarProcess) -> None:
    process(sample_avatar())
    assert process._process is not None
    os.kill(process._process.pid, signal.SIGKILL)
    process._process.wait()
    assert process(sample_avatar()) == take_in_avatar(sample_avatar())


def test_nobody_is_told_that_their_picture_is_wrong_when_the_process_cannot_start(
    process: AvatarProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ([sys.executable, "-c", "raise SystemExit(7)"], ["/nowhere/python"]):
        monkeypatch.setattr(avatar_process, "COMMAND", command)
        with pytest.raises(Unavailable, match="reader of pictures"):
            process(sample_avatar())
    monkeypatch.undo()
    assert process(sample_avatar()) == take_in_avatar(sample_avatar())


def test_a_picture_that_takes_too_long_is_refused_and_the_next_one_is_read(
    process: AvatarProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    process(sample_avatar())
    with monkeypatch.context() as hurried:
        hurried.setattr(avatar_process, "PATIENCE", 0.02)
        with pytest.raises(InvalidBrief, match="too much time or memory"):
            process(flat(4000))
    assert process(sample_avatar()) == take_in_avatar(sample_avatar())
