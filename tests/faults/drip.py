"""Clients that send a byte every two seconds; one that is hung up on comes again. Until standard input ends."""

from __future__ import annotations

import resource
import select
import socket
import sys
from contextlib import suppress

HEAD = "POST /api/v1/posters HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{{"
EVERY = 2.0
ELSEWHERE = "127.0.9.1"  # in another network than those who look on


def connected(port: int, claim: int) -> socket.socket | None:
    with suppress(OSError):
        connection = socket.create_connection(("127.0.0.1", port), timeout=1, source_address=(ELSEWHERE, 0))
        connection.sendall(HEAD.format(claim).encode())
        return connection
    return None


def drip(port: int, count: int, claim: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, most))
    held = [connected(port, claim) for _ in range(count)]
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        for number, connection in enumerate(held):
            try:
                if connection is None:
                    raise OSError
                connection.sendall(b" ")
            except OSError:
                held[number] = connected(port, claim)


if __name__ == "__main__":
    drip(*map(int, sys.argv[1:]))
