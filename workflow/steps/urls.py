"""Addresses of claims and steps."""

from django.urls import path

from workflow.steps import views

app_name = "steps"
urlpatterns = [
    path("claims/", views.queue, name="queue"),
    path("claims/division/", views.division, name="division"),
    path("claims/delegations/new/", views.delegate, name="delegate"),
    path("claims/delegations/<uuid:delegation_id>/end/", views.end_delegation, name="end_delegation"),
    path("projects/<uuid:project_id>/confirmations/<slug:kind>/new/", views.confirm, name="confirm"),
    path("confirmations/<uuid:confirmation_id>/withdraw/", views.withdraw_confirmation, name="withdraw_confirmation"),
    path("claims/<uuid:claim_id>/", views.claim_detail, name="claim_detail"),
    path("projects/<uuid:project_id>/claims/<slug:step>/", views.claim, name="claim"),
    path("projects/<uuid:project_id>/claims/<slug:step>/check/", views.checklist, name="checklist"),
    path("projects/<uuid:project_id>/steps/<slug:step>/", views.direct, name="direct"),
]
