"""Keys to change, a canary number, and the database as a thief would hold it."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from projects.people.models import Officer, Organisation

PHONE = "13987654321"


def key(number: int) -> str:
    """A key as the setting spells it: ``3:<base64>``."""
    return f"{number}:{base64.b64encode(bytes([number]) * 32).decode()}"


def people(unit: Organisation, count: int) -> list[Officer]:
    """``count`` officers, each with a number of its own."""
    made = [
        Officer(username=f"person{number}", name=f"人{number}", organisation=unit, phone=f"136{number:08d}")
        for number in range(count)
    ]
    return Officer.objects.bulk_create(made, batch_size=500)


def dump(database: BaseDatabaseWrapper = connection) -> bytes:
    """Everything that is committed: the bytes of the SQLite file and its log, or COPY of every table."""
    if database.vendor == "sqlite":
        return _file(database)
    found = b""
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            with cursor.copy(f"COPY {database.ops.quote_name(table)} TO STDOUT") as rows:
                found += b"".join(bytes(row) for row in rows)
    return found


def _file(database: BaseDatabaseWrapper) -> bytes:
    with database.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = str(database.settings_dict["NAME"])
    files = [Path(name), Path(f"{name}-wal")]
    # by another process: closing the file in this one would drop the locks of its own connection to it (POSIX), and
    # whoever writes next could tear the database
    return subprocess.run(
        ["cat", *(str(one) for one in files if one.exists())], check=True, stdout=subprocess.PIPE
    ).stdout
