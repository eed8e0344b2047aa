"""One part of the house: a process with all that it forks, which can be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.serving.children import _die_with
from tests.processes import alive, descendants
from tests.servers import CannotStart

PATIENCE = 150.0
"""Seconds until a part that should be ready is a failure of the run; a loaded machine starts ten processes slowly."""


@dataclass
class Part:
    """``launch`` starts it; ``is_ready`` says when a kill would hit it at work. Times are of ``time.monotonic``.

    ``falls``: how often it ended though nobody had killed it.
    """

    name: str
    launch: Callable[[], subprocess.Popen[bytes]]
    is_ready: Callable[[Part], bool]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    started_at: float = 0.0
    down_until: float = 0.0
    ready: bool = False
    killed: bool = False
    falls: int = 0
    known: set[int] = field(default_factory=set)

    def start(self) -> None:
        """Start it. ``started_at`` is of the wall clock, to be compared with files."""
        self.process, self.ready = self.launch(), False
        self.started, self.started_at = time.monotonic(), time.time()
        self.killed = False

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def below(self) -> set[int]:
        """Every process that it forked."""
        found = descendants(self.pid) if self.runs else set()
        self.known |= found
        return found

    def tend(self) -> None:
        """Start it when its time has come, also after it ended by itself, and look whether it is ready."""
        if not self.runs:
            if self.process is not None and not self.killed:
                self.falls, self.killed = self.falls + 1, True
            if time.monotonic() >= self.down_until:
                self.start()
            return
        if self.ready:
            return
        if self.is_ready(self):
            self.ready = True
            self.below()
        elif time.monotonic() - self.started > PATIENCE:
            raise CannotStart(f"{self.name} is not ready after {PATIENCE:.0f} seconds")

    def kill(self, *, whole: bool = True, down: float = 0.0) -> int:
        """``kill -9`` of the leader, and of everything below it when ``whole``; ``down``: seconds until it may start.

        Returns the leader's process id.
        """
        assert self.process is not None
        below = self.below()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        if whole:
            shoot(below)
        self.killed = True
        self.ready, self.down_until = False, time.monotonic() + down
        return self.pid

    def doubt(self) -> None:
        """Not at work until it says so again."""
        self.ready, self.started = False, time.monotonic()

    def end(self) -> None:
        """Leave nothing of it, not even what a killed leader left behind."""
        if self.process is None:
            return
        below = self.below()
        if self.runs:
            self.process.kill()
        self.process.wait()
        shoot(below | alive(self.known))


def shoot(pids: set[int]) -> None:
    """``kill -9`` of each that is still there."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def launcher(
    command: list[str], environment: dict[str, str], log: Path, asked_by: signal.Signals = signal.SIGTERM
) -> Callable[[], subprocess.Popen[bytes]]:
    """Starts ``command`` in a session of its own; the kernel sends it ``asked_by`` when our thread is gone.

    Of worker and beat that is SIGKILL: asked politely they wait for a Redis that may be gone too.
    """

    def launch() -> subprocess.Popen[bytes]:
        with log.open("ab") as said:
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=_die_with(asked_by, os.getpid()),
            )

    return launch


def belonging_to(home: Path) -> set[int]:
    """Processes, ours aside, that work for the house in ``home``: by their environment or their working folder."""
    mark, found = f"LUODI_HOME={home}".encode(), set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            mine = mark in (entry / "environ").read_bytes().split(b"\0")
            inside = (entry / "cwd").readlink().is_relative_to(home)
        except OSError:
            continue  # it ended while we looked, or is none of our business
        if mine or inside:
            found.add(int(entry.name))
    return alive(found) - {os.getpid()}
