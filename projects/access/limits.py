"""How many tries, how long: the figures of reliability.md 4.2 b and row 28."""

from __future__ import annotations

from datetime import timedelta

MOST_TRIES = 5
"""Failures of one account from one address."""
LOCKED_FOR = timedelta(minutes=30)
"""From the last failure on."""
MOST_TRIES_A_DAY = 50
"""Failures of one account from all addresses it has never succeeded from."""
DAY = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
"""An address the owner signed in from stays his own this long."""
NOTED_EVERY = timedelta(minutes=1)
"""At most one entry about a lock in this time."""
MOST_NOTED = 30
"""Entries about failures from one address in ``NOTED_EVERY``."""
UNUSED_AFTER = timedelta(days=90)
PENDING_FOR = timedelta(minutes=10)
"""Between the password and the code."""
SEEN_EVERY = timedelta(minutes=1)
"""So often is it written down that a session is in use."""
RECOVERY_CODES = 10
