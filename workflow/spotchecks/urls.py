"""Addresses of the room."""

from django.urls import path

from workflow.spotchecks.views import report, rounds, visits

app_name = "spotchecks"
urlpatterns = [
    path("spot-checks/", rounds.rounds, name="rounds"),
    path("spot-checks/new/", rounds.plan, name="plan"),
    path("spot-checks/<uuid:round_id>/", rounds.round_page, name="round"),
    path("spot-checks/<uuid:round_id>/edit/", rounds.edit, name="edit"),
    path("spot-checks/<uuid:round_id>/report/", report.report, name="report"),
    path("spot-checks/<uuid:round_id>/report.xlsx", report.report_file, name="report_file"),
    path("spot-checks/visits/<uuid:visit_id>/", visits.visit_page, name="visit"),
]
