"""Which tests run in one worker, one after the other: those that share something costly, or fill the machine."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/access/": "access",  # the world is built once
    "tests/clients/": "clients",  # one server and one city a file
    "tests/projects/gateway/test_web_server.py": "web",  # one server for them
    "tests/config/test_demo_load.py": "demo",  # the demo is loaded once
    "tests/projects/ledger/test_file_migrations.py": "migrations",  # the database is migrated back and forth once
    "tests/config/test_serve.py": "systems",  # each starts a whole system, which is slow beside another
    "tests/notifications/watch/test_silence.py": "systems",
    "tests/notifications/chaos/": "systems",
}
"""How a test's address begins → its group. (This pytest does not let xdist read marks for it.)"""


class Together(LoadScopeScheduling):
    """Hands out the groups whole, the largest first, and then every other test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in TOGETHER.items() if nodeid.startswith(start)), nodeid)
