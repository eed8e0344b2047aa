"""The room ``workflow.steps``."""

from django.apps import AppConfig


class StepsConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.steps"
    label = "steps"
    verbose_name = "节点推进"
