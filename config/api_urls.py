"""The API under /api/v1/: URLs nest across rooms, modules do not."""

from __future__ import annotations

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from config.api import unknown
from projects.ledger.api.enterprises import EnterpriseDoor
from projects.ledger.api.evidence import EvidenceDoor
from projects.ledger.api.responsibilities import ResponsibilityDoor
from projects.people.api import OfficerDoor, OrganisationDoor
from workflow.dispatch.api import MeetingDoor
from workflow.handover.api import LoadDoor
from workflow.steps.api.claims import ClaimDoor
from workflow.steps.api.projects import ProjectDoor
from workflow.steps.api.steps import StepDoor, TransitionDoor

app_name = "api"

PROJECT = "projects/<uuid:project_id>"
router = SimpleRouter(use_regex_path=False)
router.register("organisations", OrganisationDoor, "organisations")
router.register("officers", OfficerDoor, "officers")
router.register("enterprises", EnterpriseDoor, "enterprises")
router.register("projects", ProjectDoor, "projects")
router.register(f"{PROJECT}/evidence", EvidenceDoor, "evidence")
router.register(f"{PROJECT}/responsibilities", ResponsibilityDoor, "responsibilities")
router.register(f"{PROJECT}/transitions", TransitionDoor, "transitions")
router.register(f"{PROJECT}/steps", StepDoor, "steps")
router.register("claims", ClaimDoor, "claims")
router.register("meetings", MeetingDoor, "meetings")

CLAIM_ACTIONS = {
    "submit": "submit",
    "withdraw": "withdraw",
    "approve": "approve",
    "return": "send_back",
    "reject": "reject",
}

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"), name="docs"
    ),
    path("projects/by-ref/<path:external_ref>/", ProjectDoor.as_view({"put": "by_ref"}), name="project-by-ref"),
    path("officers/<uuid:pk>/load/", LoadDoor.as_view({"get": "retrieve"}), name="officer-load"),
    path("projects/<uuid:pk>/next-steps/", ProjectDoor.as_view({"get": "next_steps"}), name="project-next-steps"),
    path(f"{PROJECT}/evidence/<uuid:pk>/file/", EvidenceDoor.as_view({"get": "file"}), name="evidence-file"),
    path("meetings/<uuid:pk>/agenda/", MeetingDoor.as_view({"get": "agenda", "post": "add"}), name="meeting-agenda"),
    *(
        path(f"claims/<uuid:pk>/{word}/", ClaimDoor.as_view({"post": action}), name=f"claim-{word}")
        for word, action in CLAIM_ACTIONS.items()
    ),
    *router.urls,
    re_path(r"^(?P<rest>.*)$", unknown),
]
