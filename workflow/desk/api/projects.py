"""API doors of projects: the ledger's facts together with the light."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.audit.services import audited
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Place, Placed, Row, Rows, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import MissingThing, described, paged
from projects.gateway.preconditions import check_nothing_seen, unchanged
from projects.ledger.api.credits import ShareShown, nested_credits, present_credits
from projects.ledger.api.file_rows import (
    MarkDoor,
    MarkShown,
    PhaseDoor,
    PhaseShown,
    RowDoor,
    YearPlanDoor,
    YearPlanShown,
)
from projects.ledger.api.projects import (
    COLUMNS,
    LINKED,
    ORDERS,
    ProjectBody,
    ProjectQuery,
    ProjectShown,
    check_external_ref,
    filtered,
    present_projects,
    with_links,
    writable,
)
from projects.ledger.kinds import ClashState
from projects.ledger.models import Project
from projects.ledger.queries import THESE, seen_projects, visible_project
from projects.ledger.queries_clashes import most_pressing, nested_clashes
from projects.ledger.services import create_project, update_project, upsert_project
from projects.ledger.stages import Step
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.statements import Statement
from workflow.lights.colours import LABELS
from workflow.lights.queries.books import Book, book_on
from workflow.lights.queries.now import ANNOTATED, light_of_row, with_facts, with_light
from workflow.steps.queries import next_steps

FILES: dict[str, type[RowDoor]] = {"phases": PhaseDoor, "year_plans": YearPlanDoor, "marks": MarkDoor}
FILE_ROWS = (*FILES, "credits")
LIGHT_COLUMNS = tuple(name for name in ANNOTATED if name not in COLUMNS)
NOTHING_SEEN = 0  # the version before the first


class LightShown(serializers.Serializer):
    """The light as answered."""

    colour = serializers.ChoiceField(list(LABELS.items()), help_text="绿、黄、红、灰")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="理由")


class ClashShown(serializers.Serializer):
    """A claim of another unit to the same firm or project; nothing else of it is told."""

    state = serializers.ChoiceField(ClashState.choices, help_text="状态")
    deadline_on = serializers.DateField(help_text="裁定期限")


class LitProjectShown(ProjectShown):
    """A project with its light."""

    light = LightShown(help_text="亮灯")
    clash = ClashShown(allow_null=True, help_text="首报争议，没有时为空")

    class Meta(ProjectShown.Meta):
        fields = (*ProjectShown.Meta.fields, "light", "clash")


class ProjectFileShown(LitProjectShown):
    """A project with the rows of its file, those that count."""

    phases = PhaseShown(many=True, help_text="分期")
    year_plans = YearPlanShown(many=True, help_text="年度计划投资")
    marks = MarkShown(many=True, help_text="标识")
    credits = ShareShown(many=True, help_text="业绩分成")

    class Meta(LitProjectShown.Meta):
        fields = (*LitProjectShown.Meta.fields, *FILE_ROWS)


class LitProjectQuery(ProjectQuery):
    """Filters with the light."""

    light = serializers.ChoiceField(list(LABELS.items()), required=False, help_text="亮灯")


class NextStepShown(serializers.Serializer):
    """A step that is open now."""

    step = serializers.ChoiceField(Step.choices, help_text="节点")
    label = serializers.CharField(help_text="名称")  # type: ignore[assignment]
    target = serializers.CharField(help_text="办理后的阶段或状态")
    may_take = serializers.BooleanField(help_text="您现在可否办理")
    refusal = serializers.CharField(help_text="不能办理的原因，可以时为空")
    missing = MissingThing(many=True, help_text="还缺什么")


class ProjectDoor(Door):
    """Projects."""

    tag = "项目"
    shown = ProjectFileShown
    required_scopes = {
        "list": Permission.PROJECT_READ,
        "retrieve": Permission.PROJECT_READ,
        "next_steps": Permission.PROJECT_READ,
        "create": Permission.PROJECT_WRITE,
        "partial_update": Permission.PROJECT_WRITE,
        "by_ref": Permission.PROJECT_WRITE,
    }

    @described("项目列表", {200: paged(LitProjectShown)}, query=(LitProjectQuery,))
    def list(self, request: Request) -> Response:
        """Visible projects, last changed first."""
        query = read_query(LitProjectQuery, request)
        by, today = requester(request), timezone.localdate()
        book = book_on(today)
        rows = lit_rows(filtered(seen_projects(by), query, by=by), query.get("light"), on=today, book=book)
        order, name = ORDERS[query["ordering"]], f"{Project._meta.label_lower}:{query['ordering']}"
        return self.page(query, rows, order, partial(self.present, book=book), name=name, shown=LitProjectShown)

    @described("项目", {200: ProjectFileShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One project."""
        return self.represent(show_project(self, pk))

    @described("录入项目", {201: ProjectFileShown}, body=ProjectBody)
    @once
    def create(self, request: Request) -> Response:
        """A new one, in 在谈."""
        by, now = requester(request), timezone.now()
        values = writable(read_body(ProjectBody, request), by=by, now=now)
        made = create_project(values, by=by, now=now)
        return self.represent(show_project(self, made.pk), status=201, place=True)

    @described("更新项目", {200: ProjectFileShown}, body=ProjectBody, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> HttpResponse:
        """Change some fields."""
        version = show_project(self, pk)["version"]
        values = read_body(ProjectBody, request, partial=True)
        by, now = requester(request), timezone.now()
        with unchanged(request, version, show=lambda: show_project(self, pk)) as seen, audited():
            update_project(pk, writable(values, by=by, now=now), by=by, now=now, expected_version=seen)
        return self.represent(show_project(self, pk))

    @described(
        "按外部编号录入或更新",
        {200: ProjectFileShown, 201: ProjectFileShown},
        body=ProjectBody,
        needs_version=True,
        version_required=False,
    )
    def by_ref(self, request: Request, external_ref: str) -> Response:
        """Create, or change what the caller's organisation entered under this reference."""
        check_ref(external_ref, request.data)
        by = requester(request)
        mine = Project.objects.filter(source_organisation=by.organisation, external_ref=external_ref)
        known = mine.visible_to(by).first()
        values = read_body(ProjectBody, request, partial=known is not None)
        if known is None:
            return self.enter(request, external_ref, values)
        with unchanged(request, known.version, show=lambda: show_project(self, known.pk)) as seen:
            return self.write(request, external_ref, values, seen)

    @described("下一步还缺什么", {200: NextStepShown(many=True)})
    def next_steps(self, request: Request, pk: UUID) -> Response:
        """Every step open from here, and what is missing for each."""
        by = requester(request)
        project = visible_project(by, pk)
        return Response(
            [
                {
                    "step": step.step,
                    "label": step.label,
                    "target": step.target,
                    "may_take": step.may_take,
                    "refusal": step.refusal,
                    "missing": [thing.as_dict() for thing in step.missing],
                }
                for step in next_steps(project, by=by, on=timezone.localdate())
            ]
        )

    def enter(self, request: Request, external_ref: str, values: Row) -> Response:
        """The first under this reference. Who comes second in the same instant has not seen what he would change."""
        check_nothing_seen(request)
        try:
            return self.write(request, external_ref, values, NOTHING_SEEN)
        except Stale as late:
            raise Conflict(f"外部编号“{external_ref}”刚刚已录入，请读取后带 If-Match 更新。") from late

    def write(self, request: Request, external_ref: str, values: Row, version: int) -> Response:
        """Write ``values`` if nobody else has since; new investors are registered in the same transaction."""
        by, now = requester(request), timezone.now()
        with audited():
            written, is_new = upsert_project(
                external_ref, writable(values, by=by, now=now), by=by, now=now, expected_version=version
            )
        return self.represent(show_project(self, written.pk), status=201 if is_new else 200, place=is_new)

    def present(self, rows: Rows, *, book: Book) -> Rows:
        """Rows with address, chief and light."""
        return present_lit(rows, base=self.address("projects-list"), book=book)


def present_lit(rows: list[Row], *, base: str, book: Book) -> list[Row]:
    """Rows of ``lit_rows`` as answered."""
    today = timezone.localdate()
    presented = present_projects(rows, base=base)
    for row, item in zip(rows, presented, strict=True):
        light = light_of_row(row, on=today, book=book)
        item["light"] = {"colour": light.colour, "reasons": light.reasons}
        item["clash"] = most_pressing(row["clash_rows"])
    return presented


def lit_rows(found: Statement, light: str | None, *, on: date, book: Book, whole: bool = False) -> Statement:
    """Its rows as ``present_lit`` takes them, those of one colour where ``light`` names it.

    ``whole``: with the rows of their files, as ``whole_projects`` takes them.
    """

    def lit(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        if light:
            projects = with_light(projects, on=on, book=book).filter(light_colour=light)
        else:
            projects = with_facts(projects, on=on)
        files = {f"{name}_rows": door.nested() for name, door in FILES.items()} | {"credits_rows": nested_credits()}
        linked = with_links(projects).annotate(clash_rows=nested_clashes(), **(files if whole else {}))
        return linked.values(*COLUMNS, *LINKED, *LIGHT_COLUMNS, "clash_rows", *(files if whole else ()))

    return found.then(lit, light, on, whole, book.shape if light else ())


def show_project(door: Door, pk: UUID) -> Row:
    """The visible project as answered, or 404."""
    shown = shown_projects(requester(door.request), [pk], door.address)
    if pk not in shown:
        raise NotFound()
    return shown[pk]


def whole_projects(place: Placed, rows: list[Row], *, book: Book) -> list[Row]:
    """Whole rows of ``lit_rows`` with the rows of their files that count."""
    presented = present_lit(rows, base=place.address("projects-list"), book=book)
    for row, item in zip(rows, presented, strict=True):
        item |= {name: door.presented(place, row[f"{name}_rows"]) for name, door in FILES.items()}
        item["credits"] = present_credits(row["credits_rows"])
    return presented


def shown_projects(reader: Officer, ids: Collection[UUID], address: Callable[..., str]) -> dict[UUID, Row]:
    """The projects among ``ids`` that the officer sees, as a detail answers them: two queries."""
    today = timezone.localdate()
    book = book_on(today)
    these = seen_projects(reader).then(_among_these, projects=list(ids))
    rows = lit_rows(these, None, on=today, book=book, whole=True).rows()
    return {row["id"]: row for row in whole_projects(Place(address), rows, book=book)}


def _among_these(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return projects.filter(pk__among=THESE)


def check_ref(external_ref: str, data: Any) -> None:
    """The reference in the address is a possible one, and the body does not name another."""
    check_external_ref(external_ref)
    if isinstance(data, dict) and data.get("external_ref", external_ref) != external_ref:
        raise Invalid("内容中的外部编号与地址中的不一致，请去掉或改为一致。", "external_ref")
