"""Addresses of the room."""

from django.urls import path

from projects.progress.views import problems, reports

app_name = "progress"
urlpatterns = [
    path("projects/<uuid:project_id>/progress-reports/new/", reports.send, name="report_new"),
    path("progress-reports/<uuid:report_id>/edit/", reports.correct, name="report_edit"),
    path("projects/<uuid:project_id>/problems/new/", problems.raise_problem, name="problem_new"),
    path("problems/", problems.problems, name="problems"),
    path("problems/<uuid:problem_id>/", problems.problem, name="problem"),
    path("problems/<uuid:problem_id>/edit/", problems.edit, name="problem_edit"),
]
