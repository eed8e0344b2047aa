"""Addresses of the room."""

from django.urls import path

from workflow.reporting.views import home, requests, returns, rounds, uploads

app_name = "reporting"
urlpatterns = [
    path("reports/", home.home, name="home"),
    path("reports/statistics/", home.statistics, name="statistics"),
    path("reports/requests/new/", requests.new, name="new"),
    path("reports/requests/preview/", requests.preview_rule, name="preview"),
    path("reports/requests/<uuid:request_id>/", requests.request_page, name="request"),
    path("reports/requests/<uuid:request_id>/edit/", requests.edit, name="edit"),
    path("reports/requests/<uuid:request_id>/extra/", requests.extra, name="extra"),
    path("reports/requests/<uuid:request_id>/form/", requests.form, name="form"),
    path("reports/rounds/<uuid:round_id>/", rounds.round_page, name="round"),
    path("reports/rounds/<uuid:round_id>/export.xlsx", rounds.export, name="export"),
    path("reports/returns/<uuid:return_id>/", returns.return_page, name="return"),
    path("reports/returns/<uuid:return_id>/fill/", returns.fill, name="fill"),
    path("reports/returns/<uuid:return_id>/upload/", uploads.upload, name="upload"),
    path("reports/returns/<uuid:return_id>/template.xlsx", uploads.template, name="template"),
]
