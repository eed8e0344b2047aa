"""The room of anomalies."""

from django.apps import AppConfig


class AnomaliesConfig(AppConfig):
    """Stands on dispatch, amendments, steps and the ledger."""

    name = "workflow.anomalies"
    label = "anomalies"
    verbose_name = "异常线索"
