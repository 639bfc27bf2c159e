"""Which sockets of a process get a bound of silence."""

from __future__ import annotations

import fcntl
import socket
import sys
from pathlib import Path

import pytest

from postergen.web.listeners import PATIENCE, let_go_of_those_who_do_not_read


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows that bound")
def test_connections_inherit_the_bound_of_their_listening_socket_and_others_have_none() -> None:
    def bound(of: socket.socket) -> int:
        return of.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)

    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as client:
        let_go_of_those_who_do_not_read()
        client.connect(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert (bound(listening), bound(accepted), bound(client)) == (PATIENCE * 1000, PATIENCE * 1000, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows that bound")
def test_files_that_are_no_sockets_are_left_alone_with_their_locks(tmp_path: Path) -> None:
    with (tmp_path / "a.lock").open("w") as ours, (tmp_path / "a.lock").open() as others:
        fcntl.flock(ours, fcntl.LOCK_EX)
        let_go_of_those_who_do_not_read()
        ours.close()
        fcntl.flock(others, fcntl.LOCK_EX | fcntl.LOCK_NB)  # it is free, so nobody holds a copy
