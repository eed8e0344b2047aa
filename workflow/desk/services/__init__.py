"""Every write of the list: saved views, own preferences, runs over many projects."""

from workflow.desk.services.bulk import confirm_run, finish_runs, preview_run, proceed_run
from workflow.desk.services.exports import record_export
from workflow.desk.services.saved import change_view, keep_columns, prefer_view, remove_view, save_view

__all__ = [
    "change_view",
    "confirm_run",
    "finish_runs",
    "keep_columns",
    "prefer_view",
    "preview_run",
    "proceed_run",
    "record_export",
    "remove_view",
    "save_view",
]
