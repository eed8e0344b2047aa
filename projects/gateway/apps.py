"""The room ``projects.gateway``."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.gateway"
    label = "gateway"
    verbose_name = "系统接入"
