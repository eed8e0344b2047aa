"""The room ``workflow.minutes``."""

from django.apps import AppConfig


class MinutesConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.minutes"
    label = "minutes"
    verbose_name = "会议纪要"
