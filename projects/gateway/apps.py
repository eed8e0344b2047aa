"""The room ``projects.gateway``."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from projects.gateway.checks import peppers_are_sound


class GatewayConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.gateway"
    label = "gateway"
    verbose_name = "系统接入"

    def ready(self) -> None:
        """What must be right before the system starts."""
        register(peppers_are_sound, Tags.security)
