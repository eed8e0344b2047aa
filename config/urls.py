"""Where each room's doors are mounted."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from config.api import unknown
from config.health import healthz, readyz

handler400 = "config.faults.bad_request"
handler500 = "config.faults.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("config.api_urls")),
    re_path(r"^api/", unknown),
    path("", include("projects.access.urls")),  # the back office has no door of its own
    path(settings.BACKOFFICE_PATH, admin.site.urls),
    path("", include("workflow.amendments.urls")),
    path("", include("workflow.lights.urls")),
    path("", include("workflow.decisions.urls")),
    path("", include("workflow.spotchecks.urls")),
    path("", include("workflow.statistics.urls")),
    path("", include("workflow.anomalies.urls")),
    path("", include("workflow.proposals.urls")),
    path("", include("workflow.steps.urls")),
    path("", include("workflow.items.urls")),
    path("", include("workflow.reporting.urls")),
    path("", include("workflow.letters.urls")),
    path("", include("workflow.dispatch.urls")),
    path("", include("workflow.packs.urls")),
    path("", include("workflow.minutes.urls")),
    path("", include("workflow.handover.urls")),
    path("", include("projects.people.urls")),
    path("", include("projects.gateway.urls")),
    path("", include("projects.plans.urls")),
    path("", include("projects.progress.urls")),
    path("", include("projects.funds.urls")),
    path("", include("projects.ledger.urls")),
    path("", include("projects.drafts.urls")),
    path("", include("projects.audit.urls")),
    path("", include("notifications.exchange.urls")),
    path("", include("notifications.outbox.urls")),
    path("", include("notifications.receipts.urls")),
    path("", include("notifications.watch.urls")),
    path("", include("notifications.webhooks.urls")),
    path("", include("notifications.preferences.urls")),
    path("", include("notifications.reminders.urls")),
    path("", include("workflow.desk.urls")),
]
