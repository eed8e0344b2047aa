"""The room ``workflow.items``."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.items"
    label = "items"
    verbose_name = "交办事项"
