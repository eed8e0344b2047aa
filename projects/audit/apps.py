"""The room ``projects.audit``."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """Load every room's acts, so that the page can name them all."""
        autodiscover_modules("acts")
