"""Let go of clients that ask and do not read: the answers, and the connection, would be theirs for ever."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

# Seconds for which a client may take nothing of what is to be sent (TCP_USER_TIMEOUT; tcp(7)). A phone that comes out
# of a tunnel has that time; one that reads slowly takes something again and again.
PATIENCE = 20


def let_go_of_those_who_do_not_read() -> None:
    """Bound the silence of clients of this process; connections that are accepted from now on inherit it from their
    listening socket. Only Linux knows that bound.
    """
    if sys.platform != "linux":
        return
    for entry in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):  # it was closed a moment ago
            # a copy of a file that is no socket would share its lock
            if str(entry.readlink()).startswith("socket:"):
                _bound(int(entry.name))


def _bound(descriptor: int) -> None:
    copy = os.dup(descriptor)
    try:
        opened = socket.socket(fileno=copy)
    except OSError:  # it became something else meanwhile
        os.close(copy)
        raise
    with opened:
        if opened.family in (socket.AF_INET, socket.AF_INET6) and opened.getsockopt(
            socket.SOL_SOCKET, socket.SO_ACCEPTCONN
        ):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, PATIENCE * 1000)
