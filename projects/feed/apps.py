"""The room ``projects.feed``."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FeedConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.feed"
    label = "feed"
    verbose_name = "变更流"

    def ready(self) -> None:
        """Every room says what of it is fed (its ``feeding``); ours begins to listen to the acts."""
        autodiscover_modules("feeding")
