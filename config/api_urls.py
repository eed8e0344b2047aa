"""The API under /api/v1/: URLs nest across rooms, modules do not."""

from __future__ import annotations

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from config.api import unknown
from notifications.outbox.api import DeliveryDoor, ReminderDoor
from notifications.receipts.api import ReceiptDoor
from notifications.reminders.api import WhyDoor
from notifications.watch.api import DutyDoor, FailureDoor
from projects.funds.api import FundDoor
from projects.gateway.rendering import JSONParser
from projects.ledger.api.clashes import ClashDoor
from projects.ledger.api.contacts import ContactDoor
from projects.ledger.api.credits import CreditsDoor
from projects.ledger.api.enterprises import EnterpriseDoor
from projects.ledger.api.evidence import EvidenceDoor
from projects.ledger.api.file_rows import MarkDoor, PhaseDoor, YearPlanDoor
from projects.ledger.api.responsibilities import ResponsibilityDoor
from projects.ledger.api.transfers import TransferDoor
from projects.people.api import OfficerDoor, OrganisationDoor
from projects.plans.api import PlanNodeDoor
from projects.progress.api.problems import ProblemDoor
from projects.progress.api.reports import ReportDoor
from workflow.amendments.api import AmendmentDoor
from workflow.decisions.api import DecisionDoor, ReviewDoor
from workflow.desk.api.as_of import AsOfDoor
from workflow.desk.api.projects import ProjectDoor
from workflow.desk.api.steps import StepDoor, TransitionDoor
from workflow.dispatch.api import MeetingDoor
from workflow.handover.api import LoadDoor
from workflow.proposals.api import ProposalDoor
from workflow.spotchecks.api import RoundDoor, VisitDoor
from workflow.steps.api.claims import ClaimDoor
from workflow.steps.api.confirmations import ConfirmationDoor

app_name = "api"

PROJECT = "projects/<uuid:project_id>"
router = SimpleRouter(use_regex_path=False)
router.register("organisations", OrganisationDoor, "organisations")
router.register("officers", OfficerDoor, "officers")
router.register("enterprises", EnterpriseDoor, "enterprises")
router.register("enterprises/<uuid:enterprise_id>/contacts", ContactDoor, "contacts")
router.register("projects", ProjectDoor, "projects")
router.register(f"{PROJECT}/evidence", EvidenceDoor, "evidence")
router.register(f"{PROJECT}/funds", FundDoor, "funds")
router.register(f"{PROJECT}/phases", PhaseDoor, "phases")
router.register(f"{PROJECT}/year-plans", YearPlanDoor, "year-plans")
router.register(f"{PROJECT}/marks", MarkDoor, "marks")
router.register(f"{PROJECT}/responsibilities", ResponsibilityDoor, "responsibilities")
router.register(f"{PROJECT}/progress-reports", ReportDoor, "progress-reports")
router.register(f"{PROJECT}/issues", ProblemDoor, "issues")
router.register(f"{PROJECT}/plan-nodes", PlanNodeDoor, "plan-nodes")
router.register(f"{PROJECT}/transitions", TransitionDoor, "transitions")
router.register(f"{PROJECT}/steps", StepDoor, "steps")
router.register(f"{PROJECT}/confirmations", ConfirmationDoor, "confirmations")
router.register("clashes", ClashDoor, "clashes")
router.register("claims", ClaimDoor, "claims")
router.register("meetings", MeetingDoor, "meetings")
router.register("spot-checks", RoundDoor, "spot-checks")
router.register("spot-check-records", VisitDoor, "spot-check-records")
router.register("proposals", ProposalDoor, "proposals")

DECISION_ACTIONS = {
    "pass": "agree",
    "return": "send_back",
    "reject": "reject",
    "resubmit": "resubmit",
    "withdraw": "withdraw",
}
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
    path(
        f"{PROJECT}/evidence/<uuid:pk>/withdraw/",
        EvidenceDoor.as_view({"post": "withdraw"}, parser_classes=[JSONParser]),
        name="evidence-withdraw",
    ),
    *(
        path(f"{PROJECT}/funds/<uuid:pk>/{word}/", FundDoor.as_view({"post": action}), name=f"fund-{word}")
        for word, action in {"confirm": "confirm", "return": "send_back", "withdraw": "withdraw"}.items()
    ),
    path(f"{PROJECT}/credits/", CreditsDoor.as_view({"get": "retrieve", "put": "update"}), name="project-credits"),
    path(f"{PROJECT}/as-of/", AsOfDoor.as_view({"get": "retrieve"}), name="project-as-of"),
    path(f"{PROJECT}/amendments/", AmendmentDoor.as_view({"get": "list", "post": "create"}), name="project-amendments"),
    path("amendments/<uuid:pk>/", AmendmentDoor.as_view({"get": "retrieve"}), name="amendment-detail"),
    *(
        path(f"amendments/<uuid:pk>/{word}/", AmendmentDoor.as_view({"post": action}), name=f"amendment-{word}")
        for word, action in {"approve": "approve", "return": "send_back", "withdraw": "withdraw"}.items()
    ),
    path(
        f"{PROJECT}/confirmations/<uuid:pk>/withdraw/",
        ConfirmationDoor.as_view({"post": "withdraw"}),
        name="confirmation-withdraw",
    ),
    path(
        f"{PROJECT}/decisions/",
        DecisionDoor.as_view({"get": "of_project", "post": "create"}),
        name="project-decisions",
    ),
    path("decisions/", DecisionDoor.as_view({"get": "list"}), name="decision-list"),
    path("decisions/<uuid:pk>/", DecisionDoor.as_view({"get": "retrieve"}), name="decision-detail"),
    *(
        path(f"decisions/<uuid:pk>/{word}/", DecisionDoor.as_view({"post": action}), name=f"decision-{word}")
        for word, action in DECISION_ACTIONS.items()
    ),
    path(
        f"{PROJECT}/fair-competition-reviews/",
        ReviewDoor.as_view({"get": "list", "post": "create"}),
        name="project-fair-competition-reviews",
    ),
    path(
        "fair-competition-reviews/<uuid:pk>/",
        ReviewDoor.as_view({"get": "retrieve"}),
        name="fair-competition-review-detail",
    ),
    path(
        "fair-competition-reviews/<uuid:pk>/withdraw/",
        ReviewDoor.as_view({"post": "withdraw"}),
        name="fair-competition-review-withdraw",
    ),
    *(
        path(f"clashes/<uuid:pk>/{word}/", ClashDoor.as_view({"post": action}), name=f"clash-{action}")
        for word, action in {"statements": "state", "rule": "rule", "reopen": "reopen"}.items()
    ),
    path(f"{PROJECT}/transfers/", TransferDoor.as_view({"post": "create"}), name="project-transfers"),
    path("transfers/", TransferDoor.as_view({"get": "list"}), name="transfers-list"),
    path("transfers/<uuid:pk>/", TransferDoor.as_view({"get": "retrieve"}), name="transfers-detail"),
    *(
        path(f"transfers/<uuid:pk>/{word}/", TransferDoor.as_view({"post": word}), name=f"transfer-{word}")
        for word in ("accept", "decline", "withdraw")
    ),
    path("meetings/<uuid:pk>/agenda/", MeetingDoor.as_view({"get": "agenda", "post": "add"}), name="meeting-agenda"),
    *(
        path(f"claims/<uuid:pk>/{word}/", ClaimDoor.as_view({"post": action}), name=f"claim-{word}")
        for word, action in CLAIM_ACTIONS.items()
    ),
    path("reminders/", ReminderDoor.as_view({"get": "list"}), name="reminder-list"),
    path(
        "reminders/why/<str:rule>/<uuid:person_id>/<uuid:subject_id>/",
        WhyDoor.as_view({"get": "retrieve"}),
        name="reminder-why",
    ),
    path("reminders/receipts/", ReceiptDoor.as_view({"get": "list"}), name="receipt-list"),
    path("reminders/<uuid:pk>/", ReminderDoor.as_view({"get": "retrieve"}), name="reminder-detail"),
    path("reminders/<uuid:pk>/resend/", ReminderDoor.as_view({"post": "resend"}), name="reminder-resend"),
    path("reminders/<uuid:pk>/acknowledge/", ReceiptDoor.as_view({"post": "acknowledge"}), name="receipt-acknowledge"),
    path("reminders/deliveries/<uuid:pk>/decide/", DeliveryDoor.as_view({"post": "decide"}), name="delivery-decide"),
    path("duty/", DutyDoor.as_view({"get": "retrieve"}), name="duty"),
    path("duty/failures/<uuid:pk>/", FailureDoor.as_view({"post": "act"}), name="failure-act"),
    *router.urls,
    re_path(r"^(?P<rest>.*)$", unknown),
]
