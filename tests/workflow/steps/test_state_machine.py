"""A machine drives the real doors in any order: no illegal edge ever, and the history replays to what stands.

CI runs a seeded slice and prints how much it did. ``LUODI_STATE_MACHINE=2000x50`` (examples × steps) runs the long form
of every night.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from projects.ledger.models import Project
from projects.ledger.stages import Stage, Standing, Step
from projects.people.models import Officer
from tests.factories import NOW, STEP_EVIDENCE, STEP_FIELDS, TODAY, City, build_city, new_project, upload
from tests.workflow.steps.doors import FORGERIES, Doors, forge, served
from tests.workflow.steps.test_edges import legal
from tests.workflow.steps.test_rounds import verifier
from workflow.steps.models import Claim, ClaimState, Transition, VerifyingUnit
from workflow.steps.queries import counting_evidence
from workflow.steps.services import draft_claim, submit_claim

SLICE = "8x25"
FORWARD = ("sign", "register", "start", "produce")
SECOND_PERSON = ("resume", "restore", "revoke")
DEEDS = ("approve", "return", "withdraw")
TURNS = ("page", "api", "service")
PEOPLE = st.integers(0, 7)
"""Who: a place in ``World.people``."""
REACHED = {"signed": "signed_on", "registered": "registered_on", "started": "started_on", "producing": "producing_on"}


class World:
    """What all examples share: the city, its people and a project with documents; each example is rolled back."""

    def __init__(self) -> None:
        self.city: City = build_city()
        units = self.city.departments
        VerifyingUnit.objects.create(city=self.city.city, step="start", round=2, unit=units["TC"])
        self.project = new_project(self.city)
        for kind in sorted({kind for kinds in STEP_EVIDENCE.values() for kind in kinds}):
            upload(self.city, self.project, kind)
        self.people: list[Officer] = [
            self.city.clerk,
            self.city.sibling_clerk,
            self.city.dispatcher,
            self.city.leader,
            *(self.city.verifiers[step] for step in ("sign", "register", "start")),
            verifier(self.city.city, "shiren"),
        ]
        self.doors = Doors()
        for by in self.people:
            self.doors.browser(by)
        self.done: Counter[str] = Counter()
        assert len(self.people) == 8


class Machine(RuleBasedStateMachine):
    """One project, and whatever anybody may try with it."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.world.done["examples"] += 1

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.world.project.pk)

    def count(self, what: str, let_in: bool) -> None:
        self.world.done["steps"] += 1
        self.world.done[f"{what} {'let in' if let_in else 'refused'}"] += 1

    @initialize(doors=st.lists(st.tuples(st.sampled_from(TURNS), st.sampled_from(TURNS)), min_size=1, max_size=5))
    def walk_some_way(self, doors: list[tuple[str, str]]) -> None:
        """As clerk and verifiers would, so that later stages are tried as often as the first."""
        for claiming, answering in doors:
            self.claim_the_next(claiming)
            self.approve_what_waits(answering)
            self.approve_what_waits(answering)  # the second round, where there is one

    @rule(door=st.sampled_from(TURNS), step=st.sampled_from(Step.values), who=PEOPLE)
    def take_anything(self, door: str, step: str, who: int) -> None:
        by = self.world.people[who]
        self.count(f"{door} step", self.world.doors.take(door, self.project, step, by))

    @rule(door=st.sampled_from(("api", "service")), step=st.sampled_from(SECOND_PERSON), who=PEOPLE)
    def ask_a_second_person(self, door: str, step: str, who: int) -> None:
        by = self.world.people[who]
        self.count(f"{door} ask", self.world.doors.ask(door, self.project, step, by))

    @rule(step=st.sampled_from((*FORWARD, "revoke")), who=PEOPLE, door=st.sampled_from(("page", "api", "service")))
    def claim_anything(self, step: str, who: int, door: str) -> None:
        by = self.world.people[who]
        self.count(f"{door} claim", self.claim(step, by, door))

    @rule(door=st.sampled_from(TURNS))
    def claim_the_next(self, door: str) -> None:
        step = next((one for one in self.project.legal_moves() if one in (*FORWARD, "resume", "restore")), None)
        if step is not None:
            self.count(f"{door} claim", self.claim(step, self.world.city.clerk, door))

    def claim(self, step: str, by: Officer, door: str) -> bool:
        project = self.project
        papers = self.papers(project, step)
        if door == "page":
            said = {**web(project, step), "evidence": [str(one.pk) for one in papers], "do": "submit"}
            known = project.claims.filter(step=step, state__in=("draft", "returned", "submitted")).first()
            said["version"] = known.version if known else 1
            return self.world.doors.page(by, "steps:claim", [project.pk, step], said)
        if door == "api":
            body = {"project": str(project.pk), "step": step, "effective_on": str(TODAY), "submit": True}
            body |= {"evidence": [str(one.pk) for one in papers], "reason": "other", "note": "情况说明"}
            flat = {name: plain(value) for name, value in STEP_FIELDS[step].items()}
            return self.world.doors.api(by, "/claims/", body | flat, None)
        return served(lambda: self.hand_in(project, step, by, papers))

    def hand_in(self, project: Project, step: str, by: Officer, papers: list[Any]) -> None:
        said: dict[str, Any] = {"effective_on": TODAY, "reason": "other", "note": "情况说明"}
        claim = draft_claim(project.pk, step, by=by, now=NOW, fields=STEP_FIELDS[step], evidence=papers, **said)
        submit_claim(claim.pk, by=by, now=NOW)

    def papers(self, project: Project, step: str) -> list[Any]:
        """Documents that count; new ones where a revoked verification has used the old ones up."""
        held = {one.kind: one for one in counting_evidence(project)}
        return [held.get(kind) or upload(self.world.city, project, kind) for kind in STEP_EVIDENCE[step]]

    @rule(door=st.sampled_from((*TURNS, "shell")), who=PEOPLE, deed=st.sampled_from(DEEDS))
    def answer_anything(self, door: str, who: int, deed: str) -> None:
        by = self.world.people[who]
        claim = Claim.objects.filter(project=self.world.project).order_by("-updated_at", "pk").first()
        if claim is not None:
            self.count(f"{door} {deed}", self.world.doors.answer(door, claim, deed, by))

    @rule(door=st.sampled_from((*TURNS, "shell")))
    def approve_what_waits(self, door: str) -> None:
        claim = Claim.objects.waiting().filter(project=self.world.project).order_by("step").first()
        if claim is None:
            return
        able = [by for by in self.world.people if claim in Claim.objects.answerable_by(by, on=TODAY)]
        if able:
            self.count(f"{door} approve", self.world.doors.answer(door, claim, "approve", able[0]))

    @rule(stage=st.sampled_from(Stage.values), who=PEOPLE)
    def import_a_stage(self, stage: str, who: int) -> None:
        by = self.world.people[who]
        self.count("import", self.world.doors.import_stage(self.project, stage, by))

    @rule(
        way=st.sampled_from(FORGERIES),
        stage=st.sampled_from(Stage.values),
        standing=st.sampled_from(Standing.values),
    )
    def forge_it(self, way: str, stage: str, standing: str) -> None:
        before = self.project
        forge(way, self.project, stage, standing)  # what it wrote, if anything, was no change: see below
        after = self.project
        assert (after.stage, after.standing) == (before.stage, before.standing), way
        self.count("forgery", False)

    @invariant()
    def the_history_replays_to_what_stands(self) -> None:
        project = self.project
        assert replayed(project) == (project.stage, project.standing)
        for stage, field in REACHED.items():
            has = Stage.values.index(project.stage) >= Stage.values.index(stage)
            assert (getattr(project, field) is not None) == has, stage

    @invariant()
    def whoever_claimed_never_verified_and_two_rounds_had_two_people(self) -> None:
        for taken in Transition.objects.filter(claim__isnull=False).select_related("claim"):
            claim = taken.claim
            assert claim is not None and claim.state == ClaimState.APPROVED
            assert taken.by_id not in (taken.claimed_by_id, claim.created_by_id)
            assert (taken.first_by_id is not None) == (claim.rounds == 2)
            assert taken.by_id != taken.first_by_id

    @invariant()
    def no_other_project_came_in_by_the_side_door(self) -> None:
        assert not Project.objects.exclude(stage="negotiating").exclude(pk=self.world.project.pk).exists()


def replayed(project: Project) -> tuple[str, str]:
    """Stage and standing told from the record alone; each edge is one that domain.md knows."""
    at = ("negotiating", "active")
    for number, taken in enumerate(project.transitions.order_by("sequence"), 1):
        assert taken.sequence == number and taken.project_version <= project.version
        assert (taken.source, taken.source_standing) == at
        assert legal(taken.step, taken.source, taken.target, taken.source_standing, taken.target_standing)
        at = (taken.target, taken.target_standing)
    return at


def plain(value: Any) -> Any:
    """As JSON says it."""
    return value if isinstance(value, (bool, str)) else str(value)


def web(project: Project, step: str) -> dict[str, Any]:
    """The form as somebody fills it in."""
    told = {name: "on" if value is True else str(value) for name, value in STEP_FIELDS[step].items()}
    signing = {
        "investors": [str(one.pk) for one in project.investors.all()],
        "total_investment_wan": "8",
        "landing_organisation": str(project.landing_organisation_id),
        "industry": "C38",
    }
    first = signing if step == "sign" else {}
    return {"effective_on": str(TODAY), "reason": "other", "note": "情况说明", **first, **told}


@pytest.mark.django_db
def test_no_order_of_doors_takes_an_illegal_edge(capsys: pytest.CaptureFixture[str]) -> None:
    size = os.environ.get("LUODI_STATE_MACHINE", SLICE)
    examples, steps = (int(part) for part in size.split("x"))
    with time_machine.travel(NOW, tick=False):
        world = Machine.world = World()
        rules = settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=size == SLICE,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(Machine, settings=rules)  # type: ignore[no-untyped-call]
    with capsys.disabled():
        told = "；".join(f"{what} {number}" for what, number in sorted(world.done.items()))
        sys.stdout.write(f"\nstate machine {size}: {told}\n")
    let_in = {what.split()[0] for what in world.done if what.endswith("let in")}
    assert {"page", "api", "service"} <= let_in, "a door that lets nobody in proves nothing"
    assert world.done["steps"] >= examples * steps // 4


@pytest.mark.django_db
def test_negative_control_a_door_left_open_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the check of the claim's people gone the same machine finds somebody who verifies what they claimed."""
    monkeypatch.setattr("workflow.steps.services.taking.check_may_verify", lambda *_, **__: None)
    monkeypatch.setattr("workflow.steps.services.verification.check_may_verify", lambda *_, **__: None)
    with time_machine.travel(NOW, tick=False):
        world = Machine.world = World()
        machine: Any = Machine()
        try:
            machine.claim("sign", world.city.clerk, "service")
            claim = Claim.objects.get(project=world.project)
            assert world.doors.answer("service", claim, "approve", world.city.clerk)
            with pytest.raises(AssertionError):
                machine.whoever_claimed_never_verified_and_two_rounds_had_two_people()
        finally:
            machine.teardown()
