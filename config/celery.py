"""Celery rings the bell; the database knows what is due (docs/adr/0004). Settings after reliability.md 1.4.

No task carries an ETA or a countdown. Losing every message costs one sweep of 30–60 seconds.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import setup_logging, worker_init

from config.serving import credit
from config.serving.broker import BrokerRefused, check_policy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

credit.install()
app = Celery("luodi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logs(**kwargs: object) -> None:
    """Celery adds no handlers of its own: every line goes through config.logs, which masks it."""


@worker_init.connect
def refuse_an_evicting_broker(**kwargs: object) -> None:
    """A worker started by hand obeys the same rule as ``serve``."""
    try:
        check_policy(str(app.conf.broker_url))
    except BrokerRefused as refusal:
        raise SystemExit(str(refusal)) from refusal
