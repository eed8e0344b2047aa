"""Which tests run on which database; ``LUODI_BOTH=1`` runs them all on both.

PostgreSQL is what a city runs and gets every test but how pages look and who may open which. SQLite gets those (every
page and call there is, by the access tables), the demo, sending and figures, and every test of what databases do
differently: races, triggers, migrations, the audit chain. A rule in a service says the same on both.
"""

from __future__ import annotations

from pathlib import Path

LOOKS = (
    "tests/browser",
    "tests/projects/audit/test_look.py",
    "tests/projects/gateway/test_browser.py",
    "tests/projects/people/test_organisation_browser.py",
    "tests/access/test_fields.py",
    "tests/access/test_matrix.py",
    "tests/access/test_outside.py",
    "tests/access/test_coverage.py",
    "tests/notifications/exchange/test_browser.py",
    "tests/notifications/webhooks/test_browser.py",
)
"""How pages look, and who may ask for which."""
OUTSIDE = (
    "tests/clients/test_client.py",
    "tests/clients/test_controls.py",
    "tests/clients/test_quickstart.py",
    "tests/notifications/webhooks/test_addresses.py",
    "tests/projects/gateway/test_limit_stores.py",
    "tests/api/test_limits.py",
)
"""About texts, addresses, Redis or the network."""
DEMO = (
    *(f"tests/config/test_demo_{what}.py" for what in ("decisions", "letters", "plans", "reports", "whole")),
    "tests/config/test_serve.py",
)
"""The demo's own database is SQLite: the whole of it is loaded and served there."""
ON_POSTGRES = (
    "tests/access/test_counts.py",  # what is seen and counted
    "tests/access/test_nul.py",  # SQLite takes the character
    "tests/clients/test_conformance.py",  # the kit walks the whole API; its negative controls run on SQLite
    "tests/config/test_demo_load.py",
    "tests/notifications/oracle/test_three_years.py",
    "tests/notifications/watch/test_silence.py",  # PostgreSQL's server is one of the troubles
)
RULES = ("tests/projects", "tests/workflow", "tests/notifications/reminders", "tests/api")
DIFFERS = (
    *("audit/", "feed/", "statistics/", "bulk", "uploads", "idempotency", "preconditions", "journey"),
    *("race", "trigger", "moves", "migration", "once", "two_", "edges", "rings"),
)
"""Parts of the paths below ``RULES`` that run on SQLite too."""


def not_on_sqlite() -> list[str]:
    """Paths that the run on SQLite leaves out."""
    return [*ON_POSTGRES, *filter(_is_about_rules, _files("tests/**/test_*.py"))]


def not_on_postgres() -> list[str]:
    """Paths that the run on PostgreSQL leaves out."""
    return [*LOOKS, *OUTSIDE, *DEMO]


def _is_about_rules(path: str) -> bool:
    if path in LOOKS or path in OUTSIDE:
        return False
    is_page = "page" in Path(path).name  # the matrix and the browser open every page there is
    return is_page or (path.startswith(RULES) and not any(part in path for part in DIFFERS))


def _files(pattern: str) -> list[str]:
    return sorted(str(path) for path in Path().glob(pattern))
