"""The whole stage × standing × step × role matrix, refusals included, against a table written from domain.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product

import pytest
from django.db import transaction

from projects.errors import Conflict, DomainError, NotAllowed, NotFound
from projects.ledger.models import Project
from projects.ledger.stages import Stage, Standing, Step
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, at_stage, build_city, new_project, submitted, take
from workflow.steps.services import approve_claim, draft_claim, take_step

pytestmark = pytest.mark.django_db

# Written from domain.md 2, sharing nothing with the code: (stage, standing) -> steps that exist from there.
FORWARD = {"negotiating": "sign", "signed": "register", "registered": "start", "started": "produce", "producing": None}
BY_STANDING = {
    "active": {"suspend", "terminate", "withdraw"},
    "suspended": {"resume", "terminate", "withdraw"},
    "terminated": {"restore"},
    "withdrawn": {"restore"},
}
DIRECT = {"suspend", "terminate", "withdraw"}
ROLES = ("clerk", "sibling_clerk", "verifier", "other_verifier", "dispatcher", "leader", "chief")


def legal(stage: str, standing: str) -> set[str]:
    steps = set(BY_STANDING[standing])
    forward = FORWARD[stage]
    if standing == "active" and forward:
        steps.add(forward)
    if stage != "negotiating":
        steps.add("revoke")
    return steps


def officer(city: City, role: str, step: str) -> Officer:
    if role == "verifier":
        return city.verifiers.get(step, city.verifiers["sign"])
    if role == "other_verifier":
        wrong = "register" if step != "register" else "sign"
        return city.verifiers[wrong]
    person: Officer = getattr(city, role)
    return person


def project_at(city: City, stage: str, standing: str) -> Project:
    project = at_stage(new_project(city), stage, city)
    leave = {"suspended": "suspend", "terminated": "terminate", "withdrawn": "withdraw"}.get(standing)
    if leave:
        take_step(project.pk, leave, by=city.clerk, effective_on=TODAY, reason="other", note="情况说明", now=NOW)
    return Project.objects.get(pk=project.pk)


def attempt(city: City, project: Project, step: str, role: str) -> None:
    """Begin the step as ``role`` would: claim it, or take it directly."""
    by = officer(city, role, step)
    if step in DIRECT:
        take_step(project.pk, step, by=by, effective_on=TODAY, reason="other", note="情况说明", now=NOW)
    else:
        draft_claim(project.pk, step, by=by, now=NOW, effective_on=TODAY)


# Which departments were asked to verify, and so see the project, once it stands at a stage.
ASKED = {
    "negotiating": "",
    "signed": "TC",
    "registered": "TC SJ",
    "started": "TC SJ GX",
    "producing": "TC SJ GX",
}
UNIT_OF = {"register": "SJ", "start": "GX", "produce": "GX"}


def refusal_of(role: str, step: str, stage: str) -> type[DomainError] | None:
    """What domain.md 2.4 and the rule of visibility answer to ``role``; None: allowed to begin."""
    if role in ("clerk", "dispatcher"):
        return None
    if role == "sibling_clerk":
        return NotFound
    if role in ("verifier", "other_verifier"):
        unit = UNIT_OF.get(step, "TC")
        if role == "other_verifier":
            unit = "SJ" if step != "register" else "TC"
        if unit not in ASKED[stage].split():
            return NotFound
        return None if step == "revoke" else NotAllowed
    return NotAllowed


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is forgotten."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("standing", Standing.values)
@pytest.mark.parametrize("stage", Stage.values)
def test_every_stage_standing_step_and_role_is_answered_as_the_table_says(stage: str, standing: str) -> None:
    city = build_city()
    project = project_at(city, stage, standing)
    for step, role in product(Step.values, ROLES):
        expected = refusal_of(role, step, stage)
        if expected is None and step not in legal(stage, standing):
            expected = Conflict
        with undone():
            if expected is None:
                attempt(city, project, step, role)
                continue
            with pytest.raises(expected):
                attempt(city, project, step, role)
                pytest.fail(f"{role} may {step} at {stage}, {standing}")
            unchanged = Project.objects.get(pk=project.pk)
            assert (unchanged.stage, unchanged.standing) == (stage, standing), (step, role)


VERIFIABLE = ("sign", "register", "start", "produce", "resume", "restore", "revoke")
BEFORE = {
    "sign": ("negotiating", "active"),
    "register": ("signed", "active"),
    "start": ("registered", "active"),
    "produce": ("started", "active"),
    "resume": ("signed", "suspended"),
    "restore": ("signed", "withdrawn"),
    "revoke": ("started", "active"),
}
AFTER = {
    "sign": ("signed", "active"),
    "register": ("registered", "active"),
    "start": ("started", "active"),
    "produce": ("producing", "active"),
    "resume": ("signed", "active"),
    "restore": ("signed", "active"),
    "revoke": ("registered", "active"),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("step", VERIFIABLE)
def test_only_the_verifying_unit_of_the_step_verifies(step: str, role: str) -> None:
    city = build_city()
    project = project_at(city, *BEFORE[step])
    claim = submitted(city, project, step)
    by = officer(city, role, step)
    taken = project.transitions.count()
    if role == "verifier":
        approve_claim(claim.pk, by=by, now=NOW)
        project = Project.objects.get(pk=project.pk)
        assert (project.stage, project.standing) == AFTER[step]
        assert project.transitions.count() == taken + 1
        return
    with pytest.raises((NotAllowed, NotFound)):
        approve_claim(claim.pk, by=by, now=NOW)
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_history_replays_to_the_current_state() -> None:
    city = build_city()
    project = at_stage(new_project(city), "started", city)
    take_step(project.pk, "suspend", by=city.clerk, effective_on=TODAY, reason="other", note="停", now=NOW)
    take(city, project, "resume")
    take(city, project, "revoke")
    stage, standing, day = "negotiating", "active", date.min
    for transition in project.transitions.order_by("sequence"):
        assert (transition.source, transition.source_standing) == (stage, standing)
        stage, standing = transition.target, transition.target_standing
        assert transition.effective_on >= day
        day = transition.effective_on
    project = Project.objects.get(pk=project.pk)
    assert (project.stage, project.standing) == (stage, standing) == ("registered", "active")
