"""API doors of steps: taking one at once or asking for a second person, and the record of those taken."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import NotFound
from projects.gateway.bodies import Body, read_body, read_query
from projects.gateway.doors import DetailQuery, Door, PageQuery, Place, Placed, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.queries import visible_project
from projects.ledger.stages import DIRECT_STEPS, SECOND_PERSON_STEPS, Stage, Standing, Step
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.desk.api.projects import show_project
from workflow.steps.api.claims import ClaimShown, show_claim
from workflow.steps.models import Transition
from workflow.steps.services import ask_for_step, take_step

IN_ORDER = Order("sequence")
ASIDE = [(step, str(Step(step).label)) for step in (*DIRECT_STEPS, *SECOND_PERSON_STEPS)]


class StepBody(Body):
    """A step that does not lead forward."""

    step = serializers.ChoiceField(ASIDE, help_text="节点")
    effective_on = serializers.DateField(help_text="发生日期")
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=40, help_text="事由")
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000, help_text="情况说明")


class PersonShown(serializers.Serializer):
    """Somebody in the record."""

    id = serializers.UUIDField(help_text="人员标识")
    name = serializers.CharField(help_text="姓名")
    organisation = serializers.CharField(allow_null=True, help_text="所属单位代码")


class TransitionShown(serializers.Serializer):
    """A step taken, as answered. It never changes; only ``revoked`` may turn true."""

    id = serializers.UUIDField(help_text="标识")
    url = serializers.URLField(help_text="地址")
    version = serializers.IntegerField(help_text="版本，撤销后为 2")
    created_at = serializers.DateTimeField(help_text="记录时间")
    updated_at = serializers.DateTimeField(help_text="记录时间，撤销后为撤销时间")
    project = serializers.UUIDField(help_text="项目标识")
    sequence = serializers.IntegerField(help_text="序号")
    step = serializers.ChoiceField(Step.choices, help_text="节点")
    source = serializers.ChoiceField(Stage.choices, help_text="原阶段")  # type: ignore[assignment]
    target = serializers.ChoiceField(Stage.choices, help_text="新阶段")
    source_standing = serializers.ChoiceField(Standing.choices, help_text="原状态")
    target_standing = serializers.ChoiceField(Standing.choices, help_text="新状态")
    effective_on = serializers.DateField(help_text="发生日期")
    recorded_at = serializers.DateTimeField(help_text="记录时间")
    is_back_dated = serializers.BooleanField(help_text="是否补录")
    by = PersonShown(help_text="申报人或办理人")
    verified_by = PersonShown(allow_null=True, help_text="认定人；两轮认定的为第二轮认定人")
    first_verified_by = PersonShown(allow_null=True, help_text="第一轮认定人；只有一轮的为空")
    verifying_unit = serializers.CharField(allow_null=True, help_text="认定单位代码")
    first_verifying_unit = serializers.CharField(allow_null=True, help_text="第一轮认定单位代码")
    reason = serializers.CharField(help_text="事由")
    note = serializers.CharField(help_text="说明")
    claim = serializers.UUIDField(allow_null=True, help_text="申报标识")
    project_version = serializers.IntegerField(help_text="记录后的项目版本")
    revoked = serializers.BooleanField(help_text="是否已被撤销")


class TransitionQuery(PageQuery):
    """Filters."""

    step = serializers.ChoiceField(Step.choices, required=False, help_text="节点")


SAME = (
    *("sequence", "step", "source", "target", "source_standing", "target_standing", "effective_on", "recorded_at"),
    *("is_back_dated", "reason", "note", "project_version"),
)
PERSON = ("_id", "__name", "__organisation__code")
COLUMNS = (
    *("id", "project_id", "claim_id", *SAME, "revocation__recorded_at"),
    *(f"by{column}" for column in PERSON),
    *(f"claimed_by{column}" for column in PERSON),
    *(f"first_by{column}" for column in PERSON),
    *("verifying_unit__code", "first_unit__code"),
)


class StepDoor(Door):
    """Suspend, terminate, withdraw at once; resume, restore, revoke by a second person."""

    tag = "节点"
    required_scopes = {"create": (Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.CLAIM_VERIFY)}

    @described(
        "办理缓建、终止、退库，或申请恢复建设、恢复入库、撤销认定",
        {201: TransitionShown, 202: ClaimShown},
        body=StepBody,
        needs_version=True,
    )
    @once
    def create(self, request: Request, project_id: UUID) -> Response:
        """201 with the step taken, or 202 with the claim that now waits for another person."""
        version = show_project(self, project_id)["version"]
        values = read_body(StepBody, request)
        with unchanged(request, version, show=lambda: show_project(self, project_id)) as seen:
            if values["step"] in DIRECT_STEPS:
                return self.take(request, project_id, values, seen)
            return self.ask(request, project_id, values, seen)

    def take(self, request: Request, project_id: UUID, values: Row, version: int) -> Response:
        """At once."""
        by, now = requester(request), timezone.now()
        taken = take_step(project_id, values.pop("step"), **values, by=by, now=now, expected_version=version)
        return self.represent(show_transition(self, project_id, taken.pk), status=201, place=True)

    def ask(self, request: Request, project_id: UUID, values: Row, version: int) -> Response:
        """A submitted claim."""
        by, now = requester(request), timezone.now()
        asked = ask_for_step(project_id, values.pop("step"), **values, by=by, now=now, expected_version=version)
        return self.represent(show_claim(self, asked.pk), status=202, place=True)


class TransitionDoor(Door):
    """The record of one project."""

    tag = "节点"
    shown = TransitionShown
    required_scopes = {"list": Permission.PROJECT_READ, "retrieve": Permission.PROJECT_READ}

    @described("流转记录", {200: paged(TransitionShown)}, query=(TransitionQuery,))
    def list(self, request: Request, project_id: UUID) -> Response:
        """In the order of the record."""
        visible_project(requester(request), project_id)
        query = read_query(TransitionQuery, request)
        found = Transition.objects.filter(project=project_id)
        if "step" in query:
            found = found.filter(step=query["step"])
        return self.page(query, found.values(*COLUMNS), IN_ORDER, self.present)

    @described("一条流转记录", {200: TransitionShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, project_id: UUID, pk: UUID) -> Response:
        """One step taken."""
        return self.represent(show_transition(self, project_id, pk))

    def present(self, rows: Rows) -> Rows:
        """Rows with address and people."""
        return present_transitions(self, rows)


def show_transition(door: Door, project_id: UUID, pk: UUID) -> Row:
    """The visible transition as answered, or 404."""
    visible = Transition.objects.visible_to(requester(door.request)).filter(project=project_id, pk=pk)
    rows = list(visible.values(*COLUMNS))
    if not rows:
        raise NotFound()
    return one(present_transitions(door, rows))


def shown_transitions(reader: Officer, ids: Collection[UUID], address: Callable[..., str]) -> dict[UUID, Row]:
    """The transitions among ``ids`` that the officer sees, as answered: one query."""
    rows = list(Transition.objects.visible_to(reader).filter(pk__in=ids).values(*COLUMNS))
    return {row["id"]: row for row in present_transitions(Place(address), rows)}


def present_transitions(place: Placed, rows: list[Row]) -> list[Row]:
    """Rows as answered: ``by`` is who claimed, ``verified_by`` who verified; a step taken at once has only ``by``."""
    base = {pk: place.address("transitions-list", pk) for pk in {row["project_id"] for row in rows}}
    return [
        {
            "id": row["id"],
            "url": f"{base[row['project_id']]}{row['id']}/",
            "version": 2 if row["revocation__recorded_at"] else 1,
        }
        | {"created_at": row["recorded_at"], "updated_at": row["revocation__recorded_at"] or row["recorded_at"]}
        | {"project": row["project_id"], "claim": row["claim_id"]}
        | {name: row[name] for name in SAME}
        | {"by": person(row, "claimed_by") or person(row, "by")}
        | {"verified_by": person(row, "by") if row["claimed_by_id"] else None}
        | {"first_verified_by": person(row, "first_by"), "first_verifying_unit": row["first_unit__code"]}
        | {"verifying_unit": row["verifying_unit__code"]}
        | {"revoked": row["revocation__recorded_at"] is not None}
        for row in rows
    ]


def person(row: Row, name: str) -> Row | None:
    """Somebody in the record."""
    pk, text, organisation = (row[f"{name}{column}"] for column in PERSON)
    return {"id": pk, "name": text, "organisation": organisation} if pk else None
