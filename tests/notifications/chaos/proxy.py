"""A TCP proxy of our own between a client and its server, which can reset connections or let them go dead.

``reset()``: each connection is cut with RST. ``stall()``: the connections that exist are half open from now on: both
sides believe in them, nothing gets through, nobody is told (a firewall that forgot them). New ones work.
"""

from __future__ import annotations

import selectors
import socket
import struct
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

CHUNK = 65536
CUT = struct.pack("ii", 1, 0)
"""SO_LINGER that makes ``close`` send RST."""


class Proxy:
    """Listens on a free port of the loopback (``port``) and passes on to ``target``. A context."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._bell, self._ear = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._dead: list[socket.socket] = []
        self._over = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Proxy:
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._order(self._end)
        self._thread.join()

    def reset(self) -> int:
        """Cut every connection; returns how many sides were told."""
        return self._order(lambda: [self._close(side, rudely=True) for side in list(self._pairs)])

    def stall(self) -> int:
        """Let every connection go dead; returns how many sides believe in one that is."""
        return self._order(self._forget)

    def _order(self, what: Callable[[], object]) -> int:
        """Have it done by the thread that owns the sockets, and wait for it."""
        done, before = threading.Event(), len(self._pairs)

        def obey() -> None:
            what()
            done.set()

        self._orders.put(obey)
        self._bell.send(b"!")
        assert done.wait(20)
        return before

    # --- in the thread ---
    def _run(self) -> None:
        while not self._over:
            for key, _ in self._selector.select():
                side = key.fileobj
                assert isinstance(side, socket.socket)
                if side is self._listener:
                    self._accept()
                elif side is self._ear:
                    side.recv(CHUNK)
                    self._obey()
                elif side in self._pairs:
                    self._pass_on(side)

    def _obey(self) -> None:
        while True:
            try:
                self._orders.get_nowait()()
            except Empty:
                return

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        try:
            server = socket.create_connection(self.target, timeout=5)
        except OSError:
            client.close()
            return
        for side, other in ((client, server), (server, client)):
            side.settimeout(5)
            self._pairs[side] = other
            self._selector.register(side, selectors.EVENT_READ)

    def _pass_on(self, side: socket.socket) -> None:
        try:
            said = side.recv(CHUNK)
            if said:
                self._pairs[side].sendall(said)
                return
        except OSError:
            said = b""
        for one in (self._pairs[side], side):
            self._close(one)

    def _close(self, side: socket.socket, *, rudely: bool = False) -> None:
        if self._pairs.pop(side, None) is None:
            return
        self._selector.unregister(side)
        if rudely:
            side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT)
        side.close()

    def _forget(self) -> None:
        for side in list(self._pairs):
            self._selector.unregister(side)
            del self._pairs[side]
            self._dead.append(side)

    def _end(self) -> None:
        for side in list(self._pairs):
            self._close(side)
        for side in (*self._dead, self._listener, self._ear, self._bell):
            side.close()
        self._selector.close()
        self._over = True
