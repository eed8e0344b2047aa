"""What the list of projects keeps: views that officers saved, what each looks at by habit, runs over many projects."""

from workflow.desk.models.bulk import BulkAction, BulkRow, BulkRun, Outcome
from workflow.desk.models.views import ListPreference, SavedView

__all__ = ["BulkAction", "BulkRow", "BulkRun", "ListPreference", "Outcome", "SavedView"]
