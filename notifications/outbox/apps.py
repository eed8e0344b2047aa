"""The room ``notifications.outbox``."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    """Label and Chinese name."""

    name = "notifications.outbox"
    label = "outbox"
    verbose_name = "消息发送"

    def ready(self) -> None:
        """Let every room that tells people things say what its rules are called and how to re-check them."""
        autodiscover_modules("registration")
