"""Pages of dispatch meetings: the month, the series, one sitting."""

from workflow.dispatch.views.calendar import calendar
from workflow.dispatch.views.meetings import meeting
from workflow.dispatch.views.series import series_edit, series_list, series_new, series_preview

__all__ = ["calendar", "meeting", "series_edit", "series_list", "series_new", "series_preview"]
