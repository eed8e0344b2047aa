"""The room ``workflow.desk``."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.desk"
    label = "desk"
    verbose_name = "工作台"
