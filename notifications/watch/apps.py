"""The room ``notifications.watch``."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """Label and Chinese name."""

    name = "notifications.watch"
    label = "watch"
    verbose_name = "值守"
