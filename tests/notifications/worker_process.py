"""A Celery worker on the database of a test: called with the database's name; broker and mail come by environment."""

from __future__ import annotations

import sys

from django.conf import settings

from config.celery import app

if __name__ == "__main__":
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    app.worker_main(["worker", "--pool", "solo", "--loglevel", "WARNING", "--without-mingle", "--without-gossip"])
