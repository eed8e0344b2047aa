"""The room of proposals."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Stands on amendments, steps, progress and the ledger."""

    name = "workflow.proposals"
    label = "proposals"
    verbose_name = "进退建议"
