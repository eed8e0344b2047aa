"""Addresses of the room."""

from django.urls import path

from workflow.statistics.views import explorer, exports, kept, rows

app_name = "statistics"

urlpatterns = [
    path("statistics/", explorer.explorer, name="explorer"),
    path("statistics/export/", exports.export, name="export"),
    path("statistics/rows/", rows.rows, name="rows"),
    path("statistics/rows/export/", exports.export_rows, name="export_rows"),
    path("statistics/differences/", rows.differences, name="differences"),
    path("statistics/saved/", kept.saved, name="saved"),
    path("statistics/saved/<uuid:saved_id>/", kept.saved_one, name="saved_one"),
    path("statistics/frozen/", kept.freeze, name="freeze"),
    path("statistics/frozen/<uuid:frozen_id>/", kept.frozen, name="frozen"),
]
