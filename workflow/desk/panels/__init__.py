"""The tabs of a project's archive, in their order: one module a tab. A room that has something to show adds its own."""

from workflow.desk.panels import (
    claims,
    decisions,
    evidence,
    funds,
    history,
    items,
    lights,
    meetings,
    overview,
    plan,
    problems,
    progress,
    responsibilities,
    spotchecks,
)
from workflow.desk.panels.base import Panel, Visit, chosen_panel, tabs_of

PANELS: tuple[Panel, ...] = (
    overview.PANEL,
    responsibilities.PANEL,
    plan.PANEL,
    progress.PANEL,
    problems.PANEL,
    funds.PANEL,
    evidence.PANEL,
    decisions.PANEL,
    claims.PANEL,
    lights.PANEL,
    spotchecks.PANEL,
    items.PANEL,
    meetings.PANEL,
    history.PANEL,
)

__all__ = ["PANELS", "Panel", "Visit", "chosen_panel", "tabs_of"]
