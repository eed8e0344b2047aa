"""The room ``workflow.amendments``."""

from django.apps import AppConfig


class AmendmentsConfig(AppConfig):
    """Label and Chinese name."""

    name = "workflow.amendments"
    label = "amendments"
    verbose_name = "金额变更"
