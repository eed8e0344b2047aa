"""Addresses of the room; the archive's tab is on the desk."""

from django.urls import path

from projects.funds.views import funds

app_name = "funds"
urlpatterns = [
    path("funds/", funds.queue, name="queue"),
    path("projects/<uuid:project_id>/funds/new/", funds.report, name="report"),
    path("funds/<uuid:fund_id>/", funds.detail, name="fund"),
    path("funds/<uuid:fund_id>/edit/", funds.edit, name="edit"),
    path("funds/<uuid:fund_id>/confirm/", funds.confirm, name="confirm"),
    path("funds/<uuid:fund_id>/return/", funds.send_back, name="return"),
    path("funds/<uuid:fund_id>/withdraw/", funds.withdraw, name="withdraw"),
]
