"""``python -m benchmarks.bulk_run --rounds 10``: a thousand upserts a request against COPY, on a private PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from importlib import import_module

import django
from django.core.management import call_command

from tests.servers import private_postgres


def main() -> None:
    """Print the ratios; nothing is kept."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="pairs of each work")
    options = parser.parse_args()
    with private_postgres() as url, tempfile.TemporaryDirectory(prefix="luodi-bench-") as home:
        os.environ |= {"DATABASE_URL": url, "LUODI_HOME": home, "LUODI_DEMO": "1", "LUODI_LOG_LEVEL": "WARNING"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        call_command("migrate", verbosity=0)
        bulk, factories = import_module("benchmarks.bulk"), import_module("tests.factories")
        for ratio in bulk.measure(factories.build_city(), options.rounds):
            print(ratio.as_line(), flush=True)
        bulk.connection.close()
        bulk.connection.close_pool()


if __name__ == "__main__":
    main()
