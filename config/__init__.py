"""Composition root: settings, Celery, URLs. Imports everyone; nobody imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
