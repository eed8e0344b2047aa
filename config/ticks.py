"""The clockwork, and all of it: the database knows what is due (docs/adr/0004)."""

from __future__ import annotations

TICKS: dict[float, dict[str, str]] = {
    30.0: {
        "scan for reminders": "notifications.reminders.tasks.scan",
        "deliver": "notifications.outbox.tasks.deliver",
        "carry packages": "notifications.exchange.tasks.carry_packages",
        "canary": "notifications.watch.tasks.canary",
        "push webhooks": "notifications.webhooks.tasks.push",
    },
    60.0: {
        "plan meetings": "workflow.dispatch.tasks.plan_meetings",
        "freeze packs": "workflow.packs.tasks.freeze_due_packs",
        "propose handovers": "workflow.handover.tasks.propose_handovers",
        "read lights": "workflow.lights.tasks.read_lights",
        "open report rounds": "workflow.reporting.tasks.open_report_rounds",
        "sweep proposals": "workflow.proposals.tasks.sweep_proposals",
        "propose letters": "workflow.letters.tasks.propose_letters",
        "finish runs": "workflow.desk.tasks.finish_runs",
        "reconcile": "notifications.outbox.tasks.reconcile",
        "keep the audit log": "projects.audit.tasks.keep",
        "keep accounts": "projects.access.tasks.keep",
        "sweep evidence": "projects.ledger.tasks.sweep_evidence",
        "forget drafts": "projects.drafts.tasks.purge",
        "purge": "projects.gateway.tasks.purge",
        "forget changes": "projects.feed.tasks.purge",
    },
}
"""Seconds → name → task: nothing else is scheduled."""
