"""Pages of dispatch meetings: the month, the series, one sitting, material before it, one's own calendar."""

from workflow.dispatch.views.calendar import calendar
from workflow.dispatch.views.feeds import feed, feeds
from workflow.dispatch.views.materials import material, material_file, materials
from workflow.dispatch.views.meetings import meeting
from workflow.dispatch.views.series import meeting_new, series_edit, series_list, series_new, series_preview

__all__ = [
    "calendar",
    "feed",
    "feeds",
    "material",
    "material_file",
    "materials",
    "meeting",
    "meeting_new",
    "series_edit",
    "series_list",
    "series_new",
    "series_preview",
]
