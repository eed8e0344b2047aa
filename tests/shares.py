"""Which tests run on which database; ``LUODI_BOTH=1`` runs them all on both.

Both get every test of what databases do differently: races, triggers, migrations, the audit chain, figures, sending,
acts on many rows. A rule in a service says the same on both and is asked on SQLite, the quicker one, as is how pages
look and who may open which. PostgreSQL, which a city runs, gets the API, what is seen and counted, and the troubled
house.
"""

from __future__ import annotations

from pathlib import Path

ON_SQLITE = (
    "tests/browser",
    "tests/projects/audit/test_coverage.py",  # that every act leaves an entry: the same services, the same acts
    "tests/projects/audit/test_look.py",
    "tests/projects/gateway/test_browser.py",
    "tests/projects/people/test_organisation_browser.py",
    "tests/notifications/exchange/test_browser.py",
    "tests/notifications/webhooks/test_browser.py",
    *(f"tests/access/test_{what}.py" for what in ("coverage", "fields", "matrix", "outside")),
    *(f"tests/config/test_demo_{what}.py" for what in ("decisions", "letters", "plans", "reports", "whole")),
    "tests/config/test_serve.py",  # the demo's own database
    "tests/notifications/oracle/test_days.py",  # the calendar
    "tests/notifications/outbox/channels/test_consoles.py",
    "tests/notifications/outbox/channels/test_protocols.py",  # what other services say
    "tests/notifications/outbox/test_smtp_table.py",
)
OUTSIDE = (
    "tests/api/test_limits.py",
    "tests/api/test_turnstile.py",
    "tests/clients/test_client.py",
    "tests/clients/test_controls.py",
    "tests/clients/test_pushes.py",
    "tests/clients/test_quickstart.py",
    "tests/notifications/webhooks/test_addresses.py",
    "tests/projects/gateway/test_limit_stores.py",
)
"""About texts, addresses, Redis or the network; on SQLite."""
ON_POSTGRES = (
    "tests/access/test_counts.py",
    "tests/access/test_nul.py",  # SQLite takes the character
    "tests/clients/test_conformance.py",  # the kit walks the whole API; its negative controls run on SQLite
    "tests/config/test_demo_load.py",
    "tests/notifications/chaos",  # a city's house in trouble: PostgreSQL, Redis and the mail server
    "tests/notifications/oracle/test_schedulers.py",
    "tests/notifications/oracle/test_three_years.py",
    "tests/notifications/watch/test_silence.py",  # PostgreSQL's server is one of the troubles
)
RULES = (
    "tests/projects",
    "tests/workflow",
    "tests/notifications/outbox/channels",
    "tests/notifications/preferences",
    "tests/notifications/receipts",
    "tests/notifications/reminders",
)
CONTRACT = "tests/api"
DIFFERS = ("audit/", "statistics/", "trigger", "migration", "moves", "edges", "bulk", "journey", "nested")
"""Parts of the paths below ``RULES`` and ``CONTRACT`` that run on both."""
REAL = ("transaction=True", "transactional_db", "connection.vendor", "connection.features")
"""Words of files that run on both as well: what they test commits, or knows its database."""


def not_on_sqlite() -> list[str]:
    """Paths that the run on SQLite leaves out."""
    return [*ON_POSTGRES, *(path for path in _same_on_both(CONTRACT) if path not in OUTSIDE)]


def not_on_postgres() -> list[str]:
    """Paths that the run on PostgreSQL leaves out."""
    return [*ON_SQLITE, *OUTSIDE, *_same_on_both(RULES)]


def _same_on_both(below: str | tuple[str, ...]) -> list[str]:
    return [path for path in _files() if path.startswith(below) and not _differs(path)]


def _differs(path: str) -> bool:
    text = Path(path).read_text("utf-8")
    return any(part in path for part in DIFFERS) or any(word in text for word in REAL)


def _files() -> list[str]:
    return sorted(str(path) for path in Path().glob("tests/**/test_*.py"))
