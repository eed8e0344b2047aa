"""The test database, migrated once: a template kept by the fingerprint of every migration and trigger, then copied.

SQLite keeps its template as a file of the user's temporary folder, PostgreSQL as a database of the same server. The
migrations themselves are run for real whenever anything that they are made of has changed, so at least once a CI run.
While a room is being built, ``LUODI_TEMPLATE`` names a file of SQLite made by older migrations: only the new ones run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases

SOURCES = ("projects", "workflow", "notifications")
MADE_OF = (
    "migrations",
    "models",
    "triggers",
    "guards",
    "moves",
    "source",
)  # how the names of such folders and files begin
FOLDER = Path(tempfile.gettempdir()) / f"luodi-templates-{os.getuid()}"


def fingerprint() -> str:
    """Of all that an empty migrated database is made of: migrations, models, what they call, installed packages."""
    digest = hashlib.sha256(repr(sorted((one.name, one.version) for one in metadata.distributions())).encode())
    for source in SOURCES:
        for path in sorted((settings.BASE_DIR / source).rglob("*.py")):
            inside = path.relative_to(settings.BASE_DIR)
            if any(part.startswith(MADE_OF) for part in inside.parts):
                digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Only one process of this machine at a time is in here; who dies inside leaves no lock behind."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated_copy() -> None:
    """Point the connection at a private copy of the migrated database."""
    if connection.vendor == "sqlite":
        _sqlite_copy(str(settings.DATABASES["default"]["TEST"]["NAME"]))
    else:
        _postgres_copy(str(settings.DATABASES["default"]["TEST"]["NAME"]))


def another_copy(name: str) -> None:
    """One more copy, for processes of its own: a file of that path, or a database of that name on the same server."""
    if connection.vendor == "sqlite":
        shutil.copy(FOLDER / f"{fingerprint()}.sqlite3", name)
    else:
        administer(f'CREATE DATABASE "{name}" TEMPLATE "luodi_template_{fingerprint()}"')


@contextmanager
def empty_database() -> Iterator[None]:
    """Within it the connection stands on a database of its own without any table."""
    kept = str(connection.settings_dict["NAME"])
    name = f"{kept}_empty"
    if connection.vendor == "postgresql":
        administer(f'CREATE DATABASE "{name}"')
    _use(name)
    try:
        yield
    finally:
        _use(kept)
        if connection.vendor == "postgresql":
            administer(f'DROP DATABASE "{name}" WITH (FORCE)')
        else:
            Path(name).unlink(missing_ok=True)


def drop_copy() -> None:
    """The copy of PostgreSQL goes; that of SQLite goes with its folder."""
    name = connection.settings_dict["NAME"]
    _leave()
    if connection.vendor == "postgresql":
        administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def _migrate(name: str) -> None:
    settings.DATABASES["default"]["TEST"]["NAME"] = name
    begun = os.environ.get("LUODI_TEMPLATE", "")
    if begun and connection.vendor == "sqlite":
        shutil.copy(begun, name)
    setup_databases(verbosity=0, interactive=False, serialized_aliases=[], keepdb=bool(begun))


def _leave() -> None:
    """No connection stays open, not in the pool of PostgreSQL either: a template has no guests."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def _use(name: str) -> None:
    _leave()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _sqlite_copy(name: str) -> None:
    template = FOLDER / f"{fingerprint()}.sqlite3"
    with alone(template.stem):
        if not template.exists():
            _migrate(f"{name}.template")
            half = template.with_suffix(".half")
            half.unlink(missing_ok=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(half)])
            half.rename(template)
            _forget_older(template)
    shutil.copy(template, name)
    _use(name)


def _forget_older(kept: Path) -> None:
    """Ten templates are enough; a file that another process copies at this moment stays readable to it."""
    known = sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in known[10:]:
        if path != kept:
            path.unlink(missing_ok=True)


def _postgres_copy(name: str) -> None:
    template = f"luodi_template_{fingerprint()}"
    with alone(template):
        if not _exists(template):
            half = f"{template}_half"
            if _exists(half):
                administer(f'DROP DATABASE "{half}" WITH (FORCE)')
            _migrate(half)
            _leave()
            administer(f'ALTER DATABASE "{half}" RENAME TO "{template}"')
        administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _use(name)


def _exists(database: str) -> bool:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None


def administer(statement: str) -> None:
    """A statement to the server itself, outside any database of ours."""
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(statement)
