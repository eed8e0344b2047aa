"""The room ``workflow.statistics``."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.statistics"
    label = "statistics"
    verbose_name = "统计"
