"""Addresses of the pages that compose: home, list, archive, board."""

from django.urls import path

from workflow.desk import board, past, timeline, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("projects/", views.projects, name="projects"),
    path("projects/columns/", views.columns, name="columns"),
    path("projects/export/", views.export, name="export"),
    path("projects/views/", views.views, name="views"),
    path("projects/views/<uuid:view_id>/", views.view, name="view"),
    path("projects/bulk/", views.bulk_runs, name="bulk_runs"),
    path("projects/bulk/new/", views.bulk_new, name="bulk_new"),
    path("projects/bulk/<uuid:run_id>/", views.bulk_run, name="bulk_run"),
    path("projects/<uuid:project_id>/", views.project, name="project"),
    path("projects/<uuid:project_id>/as-of/", past.as_of, name="project_as_of"),
    path("board/", board.board, name="board"),
    path("timeline/", timeline.timeline, name="timeline"),
]
