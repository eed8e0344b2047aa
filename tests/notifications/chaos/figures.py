"""The short figures of a run; their order is that of the product: time-out of SMTP < lease < grace."""

from __future__ import annotations

from datetime import timedelta

SMTP_SECONDS = 2
LEASE = timedelta(seconds=5)
GRACE = timedelta(seconds=7)
WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 3, 4))
EVERY = {"deliver": 1.0, "reconcile": 2.0, "canary": 5.0}
"""Seconds between two ticks of these; the others keep theirs."""
BROKER = {"health_check_interval": 2, "socket_timeout": 3}
"""Seconds until a connection to Redis on which nothing comes is given up."""
