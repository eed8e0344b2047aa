"""``python -m benchmarks.audit_run --rows 1000000``: the audit log on a private PostgreSQL, figures on the screen."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from importlib import import_module

import django
from django.core.management import call_command

from tests.servers import private_postgres


def main() -> None:
    """CI walks along 20,000 rows; a million is a matter of minutes."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="entries to verify")
    parser.add_argument("--each", type=int, default=50, help="entries that each of eight writers appends")
    options = parser.parse_args()
    with private_postgres() as url, tempfile.TemporaryDirectory(prefix="luodi-bench-") as home:
        os.environ |= {"DATABASE_URL": url, "LUODI_HOME": home, "LUODI_DEMO": "1", "LUODI_LOG_LEVEL": "WARNING"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        call_command("migrate", verbosity=0)
        report(options.rows, options.each)


def report(rows: int, each: int) -> None:
    """Fill, walk, append."""
    audit = import_module("benchmarks.audit")  # needs Django to be set up
    audit.fill(rows)
    taken, worked = audit.walk(rows)
    print(f"verify {rows:,} entries: {taken:.1f} s (own processor time {worked:.1f} s)   goal 1,000,000 in ≤ 60 s")
    print(f"append, eight writers: {audit.appends_a_second(each):,.0f}/s   goal ≥ 500/s")
    print(audit.measure(each=each).as_line())
    audit.connection.close()
    audit.connection.close_pool()


if __name__ == "__main__":
    main()
