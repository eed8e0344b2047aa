"""The room ``projects.funds``."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.funds"
    label = "funds"
    verbose_name = "到位资金"
