"""The room ``workflow.decisions``."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.decisions"
    label = "decisions"
    verbose_name = "招商决策"
