"""The room of handovers."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Stands on steps, ledger and people."""

    name = "workflow.handover"
    label = "handover"
    verbose_name = "交接"
