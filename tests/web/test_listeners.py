"""Which sockets of a process get a bound of silence."""

from __future__ import annotations

import socket
import sys

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
