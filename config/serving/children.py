"""Child processes, each the leader of a session of its own: Ctrl-C reaches only the parent, which stops them in order.

A group is ended as a whole: when a leader dies, nothing that it forked stays behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
PAUSE = 0.1
_libc = ctypes.CDLL(None)


class ChildDied(Exception):
    """A child that should run has ended."""

    def __init__(self, child: Child) -> None:
        self.child = child
        super().__init__(f"{child.label}（{child.name}）意外退出，退出码 {child.code}")


@dataclass
class Child:
    """One process: ``name`` for logs, ``label`` for people, and how it is asked to stop.

    ``stop_signal`` is sent to the leader; after ``patience`` seconds the whole group is killed.
    """

    name: str
    label: str
    command: list[str]
    environment: dict[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it in its own session; should the parent be killed, the kernel asks it to stop."""
        self._process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with(self.stop_signal, os.getpid()),
        )

    @property
    def code(self) -> int | None:
        """Exit code; none while it runs. Negative: the signal that killed it."""
        return self._process.poll() if self._process else None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def check(self) -> None:
        """Raise ``ChildDied`` unless it runs."""
        if self.code is not None:
            raise ChildDied(self)

    def stop(self) -> None:
        """Ask, wait, and then kill whatever is left of its group."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.kill()
        self.kill()
        self._process.wait()

    def kill(self) -> None:
        """End the whole group at once."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # type: ignore[union-attr]
        except ProcessLookupError:
            return  # nobody is left


def _die_with(wanted: signal.Signals, parent: int) -> Callable[[], None]:
    """What the child does before its program: have the kernel send it ``wanted`` when ``parent`` dies."""

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(wanted))
        if os.getppid() != parent:  # it died before the line above
            os.kill(os.getpid(), wanted)

    return prepare


class Household:
    """Children in the order in which they start; they stop in the opposite order."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = False

    def ask_to_stop(self, *_: object) -> None:
        """Signal handler: the next look around ends the wait."""
        self.stopping = True

    def start(self, child: Child, ready: Callable[[], bool], seconds: float = 120) -> None:
        """Start ``child`` and return when it is ``ready``; raise when it or an earlier one dies meanwhile."""
        if self.stopping:
            return
        self.children.append(child)
        child.start()
        deadline = time.monotonic() + seconds
        while not self.stopping and not ready():
            self.check()
            if time.monotonic() > deadline:
                raise TimeoutError(f"{child.label}（{child.name}）{seconds:.0f} 秒内没有就绪")
            time.sleep(PAUSE)

    def check(self) -> None:
        """Raise for the first child that has died."""
        for child in self.children:
            child.check()

    def watch(self) -> None:
        """Return when asked to stop; raise when a child dies."""
        while not self.stopping:
            self.check()
            time.sleep(PAUSE)

    def stop(self) -> None:
        """Stop all, last started first."""
        while self.children:
            self.children.pop().stop()
