"""The room ``workflow.spotchecks``."""

from django.apps import AppConfig


class SpotchecksConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.spotchecks"
    label = "spotchecks"
    verbose_name = "核查"
