"""Take pictures of people in beside the server: one at a time, with a bounded memory, all of which is given back.

A picture of two kilobytes may be one of forty million pixels. Read in a server process, ten of them at once took
gigabytes, of which most stayed. Here a process of its own reads them; one that wants too much dies alone.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Lock, Timer
from typing import IO

from postergen.domain.findings import Kind
from postergen.errors import Finding, InvalidBrief, Unavailable
from postergen.rendering.avatar import take_in_avatar

log = logging.getLogger(__name__)

MEMORY = 768 * 1024 * 1024  # bytes of address space that a picture may be read in
KEPT = 96 * 1024  # KB that the process may have grown to and still be used for the next picture
TURN = 3.0  # seconds that a picture waits for those before it; others wait for its thread meanwhile
PATIENCE = 8.0  # seconds that one picture may take
NICENESS = 5  # scans and health come first
GREETING = b"!"  # says that the process has started
COMMAND = [sys.executable, "-m", "postergen.adapters.avatar_process"]
_TOO_MUCH = Finding(
    "avatar", "takes too much time or memory to read", "make it smaller and send that", Kind.PHOTO_HEAVY
)
_HEAD = struct.Struct(">??I")  # of what comes back: whether it is a picture, and the last one, and its length
_SIZE = struct.Struct(">I")


class AvatarProcess:
    """`take_in_avatar` in a process that is started when it is first needed. Safe to share between threads."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, data: bytes) -> bytes:
        """As `take_in_avatar`; `Unavailable` when too many wait."""
        if not self._turn.acquire(timeout=TURN):
            raise Unavailable("the reader of pictures", "too many pictures wait for it")
        try:
            is_picture, answer = self._ask(data)
        finally:
            self._turn.release()
        if is_picture:
            return answer
        raise InvalidBrief(_findings_in(answer))

    def _ask(self, data: bytes) -> tuple[bool, bytes]:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        late = Timer(PATIENCE, process.kill)
        late.start()
        try:
            process.stdin.write(_SIZE.pack(len(data)) + data)
            process.stdin.flush()
            is_picture, is_last, size = _HEAD.unpack(_exactly(process.stdout, _HEAD.size))
            answer = _exactly(process.stdout, size)
        except (OSError, EOFError) as exc:
            self.close()
            log.warning("a picture could not be read within %d s and %d MB", PATIENCE, MEMORY >> 20)
            raise InvalidBrief([_TOO_MUCH]) from exc
        finally:
            late.cancel()
        if is_last:
            self.close()
        return is_picture, answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = self._start()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        """A process that waits for pictures. `Unavailable` when there can be none: no picture is at fault for that."""
        try:
            process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as exc:
            raise Unavailable("the reader of pictures", f"cannot be started: {exc}") from exc
        assert process.stdout is not None
        late = Timer(PATIENCE, process.kill)
        late.start()
        try:
            _exactly(process.stdout, len(GREETING))
        except (OSError, EOFError) as exc:
            process.kill()
            process.communicate()
            log.error("no picture can be read: the process for it ends at its start (exit %s)", process.returncode)
            raise Unavailable("the reader of pictures", "ends at its start") from exc
        finally:
            late.cancel()
        return process

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):
                process.communicate()


def main() -> None:
    """Answer pictures from standard input until it ends, or until one of them took much memory."""
    os.nice(NICENESS)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(OSError, ValueError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, most))
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    outgoing.write(GREETING)
    outgoing.flush()
    is_last = False
    with suppress(EOFError, BrokenPipeError):
        while not is_last:
            (size,) = _SIZE.unpack(_exactly(incoming, _SIZE.size))
            is_picture, answer = _answer(_exactly(incoming, size))
            is_last = _most_memory() > KEPT
            outgoing.write(_HEAD.pack(is_picture, is_last, len(answer)) + answer)
            outgoing.flush()


def _most_memory() -> int:
    """The most that this process ever took, in KB. `getrusage` tells of the one that started it, too."""
    with suppress(OSError), Path("/proc/self/status").open(encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
    return KEPT + 1


def _answer(data: bytes) -> tuple[bool, bytes]:
    try:
        return True, take_in_avatar(data)
    except InvalidBrief as exc:
        return False, json.dumps([asdict(finding) for finding in exc.findings]).encode()
    except MemoryError:
        return False, json.dumps([asdict(_TOO_MUCH)]).encode()


def _findings_in(answer: bytes) -> list[Finding]:
    """As they were before they were JSON, which has lists for tuples."""
    return [
        Finding(**said | {name: tuple(map(tuple, said[name])) for name in ("values", "said")})
        for said in json.loads(answer)
    ]


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


if __name__ == "__main__":
    main()
