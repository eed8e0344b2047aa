"""A migrated PostgreSQL for the house: migrations run once, then their dump is kept by fingerprint and read in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.databases import FOLDER, alone, fingerprint
from tests.servers import QUICK, Cluster, end, postgres_folder, wait_until


def fill(cluster: Cluster, environment: Mapping[str, str]) -> None:
    """Give the cluster's database its tables. ``environment``: of a ``manage.py migrate``, should it need one."""
    server = cluster.start(QUICK)
    try:
        wait_until(lambda: _takes_queries(cluster), "PostgreSQL", server)
        kept = FOLDER / f"{fingerprint()}.sql"
        with alone(kept.stem):
            if not kept.exists() and not _dump_of_the_tests(kept):
                subprocess.run(
                    [sys.executable, "manage.py", "migrate", "-v0"],
                    cwd=settings.BASE_DIR,
                    env=dict(environment),
                    check=True,
                )
                _dump(["-h", str(cluster.folder), "-U", "luodi", "-d", "postgres"], kept)
                return
        _psql(cluster, "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(kept))
    finally:
        end(server)


def takes_queries(cluster: Cluster) -> bool:
    """Is it up, and through with its recovery?"""
    return cluster.listens() and _takes_queries(cluster)


def _takes_queries(cluster: Cluster) -> bool:
    return _psql(cluster, "-c", "SELECT 1", check=False) == 0


def _psql(cluster: Cluster, *arguments: str, check: bool = True) -> int:
    command = [postgres_folder() / "psql", "-X", "-h", cluster.folder, "-U", "luodi", "-d", "postgres", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done.returncode


def _dump_of_the_tests(kept: Path) -> bool:
    """The test database of this run is migrated and empty of people: its dump is what we need."""
    wanted = connection.settings_dict
    if connection.vendor != "postgresql" or not str(wanted["NAME"]).startswith("test_luodi"):
        return False
    where = {"-h": wanted["HOST"], "-p": str(wanted["PORT"]), "-U": wanted["USER"], "-d": wanted["NAME"]}
    _dump([part for option, value in where.items() if value for part in (option, value)], kept)
    return True


def _dump(where: list[str], kept: Path) -> None:
    half = kept.with_suffix(".half")
    secret = {**os.environ, "PGPASSWORD": str(connection.settings_dict["PASSWORD"])}
    command = [postgres_folder() / "pg_dump", *where, "--no-owner", "--no-privileges", "-f", half]
    subprocess.run(command, check=True, env=secret)
    half.rename(kept)
