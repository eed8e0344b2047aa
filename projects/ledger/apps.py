"""The room ``projects.ledger``."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Label and Chinese name."""

    name = "projects.ledger"
    label = "ledger"
    verbose_name = "项目台账"
