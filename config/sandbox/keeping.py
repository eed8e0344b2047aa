"""How the sandbox was founded is kept in ``LUODI_HOME/sandbox``, and put back whole: database, checkpoints, evidence.

The pages of the database are copied by SQLite itself, under its own lock, so the site may go on running: a request
sees the sandbox before or after, never a mixture. Keys stay valid, for they were there when it was founded.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from config.sandbox.scene import ROOT
from projects.errors import Conflict
from projects.people.models import Organisation

ONLY_SQLITE = "联调环境只用SQLite：请不设 DATABASE_URL，另给一个数据目录，如 LUODI_HOME=var-sandbox。"
NOT_A_SANDBOX = "这个数据库不是联调环境，未作任何改动。联调环境请另给一个数据目录，如 LUODI_HOME=var-sandbox。"


def is_founded() -> bool:
    """Is this database a sandbox, and nothing else?"""
    roots = list(Organisation.objects.filter(depth=1).values_list("code", flat=True))
    return roots == [ROOT] and (_folder() / "luodi.sqlite3").exists()


def check_possible() -> None:
    """``Conflict`` on a server's database: its pages cannot be put back."""
    if connection.vendor != "sqlite":
        raise Conflict(ONLY_SQLITE)


def keep() -> None:
    """Remember everything as it is now. What was remembered before goes only when the new copy is whole."""
    half = _folder().with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700, parents=True)
    with closing(sqlite3.connect(half / "luodi.sqlite3")) as kept:
        _database().backup(kept)
    for name, live in _files().items():
        _copy(live, half / name)
    shutil.rmtree(_folder(), ignore_errors=True)
    half.rename(_folder())


def put_back() -> None:
    """Everything as it was kept; ``Conflict`` when this is no sandbox."""
    if not is_founded():
        raise Conflict(NOT_A_SANDBOX)
    with closing(sqlite3.connect(_folder() / "luodi.sqlite3")) as kept:
        kept.backup(_database())
    for name, live in _files().items():
        shutil.rmtree(live) if live.is_dir() else live.unlink(missing_ok=True)
        _copy(_folder() / name, live)


def _folder() -> Path:
    return Path(settings.HOME) / "sandbox"


def _files() -> dict[str, Path]:
    """What belongs to the database without standing in it, by the name it is kept under."""
    return {"evidence": Path(settings.MEDIA_ROOT), "checkpoints.jsonl": Path(settings.AUDIT_CHECKPOINTS)}


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy2(source, target)


def _database() -> sqlite3.Connection:
    connection.ensure_connection()
    return connection.connection
