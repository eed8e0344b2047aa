"""The room ``workflow.letters``."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.letters"
    label = "letters"
    verbose_name = "督办函件"
