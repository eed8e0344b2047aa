"""The room ``projects.progress``."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.progress"
    label = "progress"
    verbose_name = "进展与问题"
