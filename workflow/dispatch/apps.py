"""The room of dispatch meetings."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Stands on steps, ledger, people and workdays."""

    name = "workflow.dispatch"
    label = "dispatch"
    verbose_name = "调度会"
