"""The API under /api/v1/: URLs nest across rooms, modules do not."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from config.api import unknown
from config.api_docs import schema
from config.api_meetings import meeting_routes
from config.routes import by_first_word
from notifications.outbox.api import AccountDoor, DeliveryDoor, ReminderDoor
from notifications.preferences.api import OwnPreferenceDoor, PresetDoor
from notifications.receipts.api import ReceiptDoor
from notifications.reminders.api import WhyDoor
from notifications.watch.api import DutyDoor, FailureDoor
from notifications.webhooks.api import PushDoor, WebhookDoor
from projects.feed.api import ChangeDoor
from projects.funds.api import FundDoor
from projects.gateway.rendering import FormParser, JSONParser
from projects.ledger.api.arrivals import UploadDoor, UploadsDoor
from projects.ledger.api.bulk import BulkDoor
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
from workflow.dispatch.api import MaterialDoor, MeetingDoor, SeriesDoor
from workflow.handover.api import LoadDoor
from workflow.items.api import ItemDoor
from workflow.letters.api import LadderDoor, LetterDoor, TalkDoor
from workflow.proposals.api import ProposalDoor
from workflow.reporting.api import RequestDoor, ReturnDoor
from workflow.reporting.api import RoundDoor as ReportRoundDoor
from workflow.spotchecks.api import RoundDoor, VisitDoor
from workflow.statistics.api.figures import FigureDoor
from workflow.statistics.api.kept import FrozenDoor, SavedDoor
from workflow.statistics.api.rows import RowDoor as FigureRowDoor
from workflow.steps.api.claims import ClaimDoor
from workflow.steps.api.confirmations import ConfirmationDoor

app_name = "api"

PROJECT = "projects/<uuid:project_id>"
EDITED: dict[str, Any] = {"get": "retrieve", "patch": "partial_update"}
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
router.register("meeting-series", SeriesDoor, "meeting-series")
router.register("material-requests", MaterialDoor, "material-requests")
router.register("spot-checks", RoundDoor, "spot-checks")
router.register("spot-check-records", VisitDoor, "spot-check-records")
router.register("proposals", ProposalDoor, "proposals")
router.register("report-requests", RequestDoor, "report-requests")
router.register("report-rounds", ReportRoundDoor, "report-rounds")
router.register("report-returns", ReturnDoor, "report-returns")

DECISION_ACTIONS = {
    "pass": "agree",
    "return": "send_back",
    "reject": "reject",
    "resubmit": "resubmit",
    "withdraw": "withdraw",
}
LETTER_ACTIONS = {
    "submit": "submit",
    "recall": "recall",
    "drop": "drop",
    "sign": "sign",
    "refuse": "refuse",
    "receive": "receive",
    "accept": "accept",
    "return": "send_back",
    "close": "close",
}
ITEM_ACTIONS = {
    **{word: word for word in ("sign", "accept", "decline", "close", "reopen", "defer", "review", "resume", "urge")},
    "return": "send_back",
    "request-extension": "request_extension",
    "decide-extension": "decide_extension",
    "handover": "handover",
    "pass-up": "pass_up",
    "answer-up": "answer_up",
}
ITEM_ACTIONS_WITH_FILES = ("reply", "submit", "check")
RETURN_ACTIONS = {
    "submit": "submit",
    "nil": "nil",
    "correct": "correct",
    "withdraw": "withdraw",
    "return": "send_back",
    "exempt": "exempt",
    "require": "require",
}
FIGURES = ("funnel", "flow", "cohort", "tiers", "durations", "conversions", "arrived", "plans")
CLAIM_ACTIONS = {
    "submit": "submit",
    "withdraw": "withdraw",
    "approve": "approve",
    "return": "send_back",
    "reject": "reject",
}

routes: list[Any] = [
    path("schema/", schema, name="schema"),
    path(
        "docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"), name="docs"
    ),
    path("changes/", ChangeDoor.as_view({"get": "list"}), name="changes"),
    path("projects/bulk/", BulkDoor.as_view({"post": "upsert"}), name="project-bulk"),
    path("projects/by-ref/<path:external_ref>/", ProjectDoor.as_view({"put": "by_ref"}), name="project-by-ref"),
    path("officers/<uuid:pk>/load/", LoadDoor.as_view({"get": "retrieve"}), name="officer-load"),
    path("projects/<uuid:pk>/next-steps/", ProjectDoor.as_view({"get": "next_steps"}), name="project-next-steps"),
    path(f"{PROJECT}/evidence/<uuid:pk>/file/", EvidenceDoor.as_view({"get": "file"}), name="evidence-file"),
    path(f"{PROJECT}/uploads/", UploadsDoor.as_view({"post": "create"}), name="project-uploads"),
    path(
        "uploads/<uuid:pk>/",
        UploadDoor.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="upload-detail",
    ),
    path("uploads/<uuid:pk>/complete/", UploadDoor.as_view({"post": "complete"}), name="upload-complete"),
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
    path("report-requests/<uuid:pk>/form/", RequestDoor.as_view({"put": "form"}), name="report-request-form"),
    path(
        "report-requests/<uuid:pk>/upcoming/", RequestDoor.as_view({"get": "upcoming"}), name="report-request-upcoming"
    ),
    path("report-rounds/<uuid:pk>/summary/", ReportRoundDoor.as_view({"get": "summary"}), name="report-round-summary"),
    path(
        "report-rounds/<uuid:pk>/submissions/",
        ReturnDoor.as_view({"get": "of_round", "post": "hand_in"}),
        name="report-round-submissions",
    ),
    *(
        path(f"report-rounds/<uuid:pk>/{word}/", ReportRoundDoor.as_view({"post": word}), name=f"report-round-{word}")
        for word in ("urge", "close")
    ),
    path("report-returns/<uuid:pk>/rows/", ReturnDoor.as_view({"put": "rows"}), name="report-return-rows"),
    *(
        path(f"report-returns/<uuid:pk>/{word}/", ReturnDoor.as_view({"post": action}), name=f"report-return-{word}")
        for word, action in RETURN_ACTIONS.items()
    ),
    path("letters/", LetterDoor.as_view({"get": "list", "post": "create"}), name="letter-list"),
    path("letters/<uuid:pk>/", LetterDoor.as_view(EDITED), name="letter-detail"),
    *(
        path(f"letters/<uuid:pk>/{word}/", LetterDoor.as_view({"post": action}), name=f"letter-{word}")
        for word, action in LETTER_ACTIONS.items()
    ),
    path(
        "letters/<uuid:pk>/answer/",
        LetterDoor.as_view({"post": "answer"}, parser_classes=[JSONParser, FormParser]),
        name="letter-answer",
    ),
    *(
        path(f"letters/<uuid:pk>/files/{word}/", LetterDoor.as_view({"get": word}), name=f"letter-file-{word}")
        for word in ("pdf", "docx")
    ),
    path("letter-attachments/<uuid:pk>/", LetterDoor.as_view({"get": "attachment"}), name="letter-attachment-file"),
    path("letter-ladders/", LadderDoor.as_view({"get": "list", "post": "create"}), name="letter-ladder-list"),
    path("letter-ladders/trial/", LadderDoor.as_view({"post": "trial"}), name="letter-ladder-trial"),
    path("letter-ladders/look/", LadderDoor.as_view({"post": "look"}), name="letter-ladder-look"),
    path("letter-ladders/<uuid:pk>/", LadderDoor.as_view({"get": "retrieve"}), name="letter-ladder-detail"),
    path("letter-talks/", TalkDoor.as_view({"get": "list", "post": "create"}), name="letter-talk-list"),
    path("letter-talks/<uuid:pk>/", TalkDoor.as_view({"get": "retrieve"}), name="letter-talk-detail"),
    *meeting_routes,
    *(
        path(f"claims/<uuid:pk>/{word}/", ClaimDoor.as_view({"post": action}), name=f"claim-{word}")
        for word, action in CLAIM_ACTIONS.items()
    ),
    path("action-items/", ItemDoor.as_view({"get": "list", "post": "create"}), name="action-item-list"),
    path("action-items/<uuid:pk>/", ItemDoor.as_view(EDITED), name="action-item-detail"),
    *(
        path(f"action-items/<uuid:pk>/{word}/", ItemDoor.as_view({"post": action}), name=f"action-item-{word}")
        for word, action in ITEM_ACTIONS.items()
    ),
    *(
        path(
            f"action-items/<uuid:pk>/{word}/",
            ItemDoor.as_view({"post": word}, parser_classes=[JSONParser, FormParser]),
            name=f"action-item-{word}",
        )
        for word in ITEM_ACTIONS_WITH_FILES
    ),
    path("action-items/<uuid:pk>/files/<uuid:file_id>/", ItemDoor.as_view({"get": "file"}), name="action-item-file"),
    path(
        "reminders/accounts/",
        AccountDoor.as_view({"get": "retrieve", "put": "update"}),
        name="reminder-accounts",
    ),
    *(path(f"statistics/{word}/", FigureDoor.as_view({"get": word}), name=f"statistics-{word}") for word in FIGURES),
    path("statistics/saved/", SavedDoor.as_view({"get": "list", "post": "create"}), name="statistics-saved-list"),
    path(
        "statistics/saved/<uuid:pk>/",
        SavedDoor.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="statistics-saved-detail",
    ),
    path("statistics/frozen/", FrozenDoor.as_view({"get": "list", "post": "create"}), name="statistics-frozen-list"),
    path("statistics/frozen/<uuid:pk>/", FrozenDoor.as_view({"get": "retrieve"}), name="statistics-frozen-detail"),
    *(
        path(
            f"statistics/frozen/<uuid:pk>/{word}/", FrozenDoor.as_view({"get": word}), name=f"statistics-frozen-{word}"
        )
        for word in ("rows", "differences")
    ),
    path("statistics/rows/", FigureRowDoor.as_view({"get": "list"}), name="statistics-rows"),
    path("statistics/differences/", FigureRowDoor.as_view({"get": "differences"}), name="statistics-differences"),
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
    path("reminder-preferences/", OwnPreferenceDoor.as_view(EDITED), name="reminder-preferences"),
    path("reminder-presets/", PresetDoor.as_view({"get": "list"}), name="reminder-preset-list"),
    path(
        "reminder-presets/<uuid:pk>/",
        PresetDoor.as_view({"get": "retrieve", "put": "update"}),
        name="reminder-preset-detail",
    ),
    path("reminder-presets/<uuid:pk>/drop/", PresetDoor.as_view({"post": "drop"}), name="reminder-preset-drop"),
    path(
        "reminder-presets/<uuid:pk>/preview/", PresetDoor.as_view({"post": "preview"}), name="reminder-preset-preview"
    ),
    path("duty/", DutyDoor.as_view({"get": "retrieve"}), name="duty"),
    path("duty/failures/<uuid:pk>/", FailureDoor.as_view({"post": "act"}), name="failure-act"),
    path("webhooks/", WebhookDoor.as_view({"get": "list", "post": "create"}), name="webhook-list"),
    path(
        "webhooks/<uuid:pk>/",
        WebhookDoor.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="webhook-detail",
    ),
    *(
        path(f"webhooks/<uuid:pk>/{word}/", WebhookDoor.as_view({"post": word}), name=f"webhook-{word}")
        for word in ("rotate", "test")
    ),
    path("webhooks/<uuid:pk>/deliveries/", PushDoor.as_view({"get": "deliveries"}), name="webhook-deliveries"),
    path("deliveries/<uuid:pk>/", PushDoor.as_view({"get": "retrieve"}), name="webhook-delivery"),
    path("deliveries/<uuid:pk>/replay/", PushDoor.as_view({"post": "replay"}), name="webhook-replay"),
    *router.urls,
]
urlpatterns = [*by_first_word(routes), re_path(r"^(?P<rest>.*)$", unknown)]
