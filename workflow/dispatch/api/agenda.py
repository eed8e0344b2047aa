"""API doors of agendas: read, add, order, place, take off, note the outcome, ask a unit for material."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid, NotFound
from projects.gateway.bodies import Body, read_body
from projects.gateway.doors import Door, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import undivided
from projects.gateway.preconditions import etag, unchanged
from projects.ledger.models import Project
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.dispatch.api.materials import MaterialShown, materials_of
from workflow.dispatch.models import AgendaEntry, AgendaReason, EntryState, Meeting
from workflow.dispatch.policies import check_may_dispatch
from workflow.dispatch.services import add_entry, ask_unit, mark_entry, order_agenda, place_entry, remove_entry


class EntryBody(Body):
    """A project put on the agenda by hand."""

    project = serializers.UUIDField(help_text="项目标识")
    detail = serializers.CharField(required=False, allow_blank=True, default="", max_length=200, help_text="说明")


class OrderBody(Body):
    """The agenda in another order."""

    entries = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        max_length=500,
        help_text="议题标识，按新的顺序；没有列出的保持原来的先后，排在后面",
    )


class OfEntry(Body):
    """Which entry of the agenda."""

    entry = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="议题标识")


class PlaceBody(OfEntry):
    """Where one entry goes."""

    position = serializers.IntegerField(min_value=1, max_value=9999, help_text="第几项")


class RemoveBody(OfEntry):
    """Why it is taken off."""

    reason = serializers.CharField(max_length=200, help_text="移出原因")


class EntryMarkBody(OfEntry):
    """What the sitting did with it."""

    state = serializers.ChoiceField(EntryState.choices, help_text="待议、已议、续议")


class AgendaChange(Body):
    """One thing about the agenda: its order, or the place of one entry, or that one is taken off."""

    entries = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        required=False,
        max_length=500,
        help_text="调整顺序：议题标识，按新的顺序；没有列出的保持原来的先后，排在后面",
    )
    entry = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="议题标识，连同 position 或 removed"
    )
    position = serializers.IntegerField(required=False, min_value=1, max_value=9999, help_text="移到第几项")
    removed = serializers.BooleanField(required=False, help_text="true：移出议程，并写明 reason")
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200, help_text="移出原因，移出时必填"
    )


class AskBody(OfEntry):
    """One more unit asked for material."""

    organisation = serializers.CharField(max_length=32, help_text="报送单位代码")
    wanted = serializers.CharField(required=False, allow_blank=True, default="", max_length=200, help_text="要求")
    due_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="报送期限，默认按系列约定")


class EntryShown(serializers.Serializer):
    """An agenda entry as answered."""

    id = serializers.IntegerField(help_text="标识")
    position = serializers.IntegerField(help_text="顺序")
    project = serializers.UUIDField(help_text="项目标识")
    number = serializers.CharField(help_text="项目编号")
    name = serializers.CharField(help_text="项目名称")
    reason = serializers.ChoiceField(AgendaReason.choices, help_text="列入理由（首要）")
    reasons = serializers.ListField(child=serializers.ChoiceField(AgendaReason.choices), help_text="全部列入理由")
    detail = serializers.CharField(help_text="说明")
    state = serializers.ChoiceField(EntryState.choices, help_text="议题状态")


AGENDA = paged(EntryShown)


class AgendaDoor(Door):
    """The agenda of one sitting. Its entity tag is the ``agenda_version`` of the sitting."""

    tag = "调度会"
    shown = EntryShown
    required_scopes = {
        "list": Permission.DISPATCH_READ,
        "create": Permission.DISPATCH_WRITE,
        "order": Permission.DISPATCH_WRITE,
        "partial_update": Permission.DISPATCH_WRITE,
        "place": Permission.DISPATCH_WRITE,
        "remove": Permission.DISPATCH_WRITE,
        "mark": Permission.DISPATCH_WRITE,
        "ask": Permission.DISPATCH_WRITE,
    }

    @described("议题", {200: AGENDA})
    def list(self, request: Request, pk: UUID) -> Response:
        """The projects on the agenda that the caller may see."""
        return self.answer(request, pk)

    @described("增加议题", {201: EntryShown}, body=EntryBody)
    @once
    def create(self, request: Request, pk: UUID) -> Response:
        """One more entry."""
        self.version_of(request, pk)
        by, values = requester(request), read_body(EntryBody, request)
        made = add_entry(pk, values["project"], detail=values["detail"], by=by, now=timezone.now())
        return Response(one([entry for entry in entries_of(pk, by) if entry["id"] == made.pk]), 201)

    @described("调整议题顺序", {200: AGENDA}, body=OrderBody, needs_version=True)
    def order(self, request: Request, pk: UUID) -> Response:
        """All of it anew."""
        known = self.version_of(request, pk)
        entries = read_body(OrderBody, request)["entries"]
        with unchanged(request, known, show=lambda: self.current(request, pk)) as seen:
            order_agenda(pk, entries, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.answer(request, pk)

    @described("修改议程：调整顺序，移动或移出一项", {200: AGENDA}, body=AgendaChange, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """One thing at a time."""
        known = self.version_of(request, pk)
        values = read_body(AgendaChange, request)
        what = change_of(values)
        if what != "entries":
            self.check_entry(request, pk, values["entry"])
        with unchanged(request, known, show=lambda: self.current(request, pk)) as seen:
            change(pk, what, values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.answer(request, pk)

    @described("移动议题", {200: AGENDA}, body=PlaceBody, needs_version=True)
    @once
    def place(self, request: Request, pk: UUID) -> Response:
        """One entry to another place."""
        known = self.version_of(request, pk)
        values = read_body(PlaceBody, request)
        self.check_entry(request, pk, values["entry"])
        with unchanged(request, known, show=lambda: self.current(request, pk)) as seen:
            place_entry(
                values["entry"], values["position"], by=requester(request), now=timezone.now(), expected_version=seen
            )
        return self.answer(request, pk)

    @described("移出议题", {200: AGENDA}, body=RemoveBody, needs_version=True)
    @once
    def remove(self, request: Request, pk: UUID) -> Response:
        """With a reason; the rules do not put it back."""
        known = self.version_of(request, pk)
        values = read_body(RemoveBody, request)
        self.check_entry(request, pk, values["entry"])
        with unchanged(request, known, show=lambda: self.current(request, pk)) as seen:
            remove_entry(
                values["entry"],
                reason=values["reason"],
                by=requester(request),
                now=timezone.now(),
                expected_version=seen,
            )
        return self.answer(request, pk)

    @described("记录议题结果", {200: AGENDA}, body=EntryMarkBody)
    @once
    def mark(self, request: Request, pk: UUID) -> Response:
        """待议, 已议 or 续议."""
        self.version_of(request, pk)
        values = read_body(EntryMarkBody, request)
        self.check_entry(request, pk, values["entry"])
        mark_entry(values["entry"], values["state"], by=requester(request), now=timezone.now())
        return self.answer(request, pk)

    @described("征询汇报材料", {201: MaterialShown}, body=AskBody)
    @once
    def ask(self, request: Request, pk: UUID) -> Response:
        """One more unit is asked."""
        self.version_of(request, pk)
        by, values = requester(request), read_body(AskBody, request)
        entry = values.pop("entry")
        self.check_entry(request, pk, entry)
        unit = organisation_of(values.pop("organisation"), by, "organisation")
        made = ask_unit(entry, unit, **values, by=by, now=timezone.now())
        shown = one(materials_of([made.pk], self.address("material-requests-list")))
        return Response(shown, 201, headers={"ETag": etag(made.version), "Location": shown["url"]})

    def answer(self, request: Request, pk: UUID) -> Response:
        """The agenda with its entity tag."""
        version = self.version_of(request, pk)
        return Response(undivided(entries_of(pk, requester(request))), headers={"ETag": etag(version)})

    def current(self, request: Request, pk: UUID) -> Row:
        """What a caller with an older agenda is shown."""
        return {"agenda_version": self.version_of(request, pk), "entries": entries_of(pk, requester(request))}

    def version_of(self, request: Request, pk: UUID) -> int:
        """The ``agenda_version`` of a visible sitting, or 404."""
        seen = Meeting.objects.visible_to(requester(request)).filter(pk=pk)
        version = seen.values_list("agenda_version", flat=True).first()
        if version is None:
            raise NotFound()
        return version

    def check_entry(self, request: Request, pk: UUID, entry: int) -> None:
        """Refuse who does not organise the sitting, or does not see this entry of it."""
        by = requester(request)
        check_may_dispatch(Meeting.objects.select_related("series__organisation").get(pk=pk).series.organisation, by)
        visible = Project.objects.visible_to(by)
        if not AgendaEntry.objects.filter(pk=entry, meeting=pk, project__in=visible).exists():
            raise NotFound()


CHANGES = ("entries", "position", "removed")


def change_of(values: Row) -> str:
    """Which one of ``CHANGES`` the body means, or Invalid."""
    said = [name for name in CHANGES if values.get(name) not in (None, False)]
    if len(said) != 1:
        raise Invalid(
            "请给出 entries（调整顺序），或 entry 连同 position（移动）、removed（移出），三者择一。", "entries"
        )
    if (said[0] == "entries") is ("entry" in values):
        raise Invalid("移动、移出议题须给出 entry（议题标识），调整顺序不用。", "entry")
    if values["reason"] and said[0] != "removed":
        raise Invalid("只有移出议题才写原因。", "reason")
    return said[0]


def change(pk: UUID, what: str, values: Row, *, by: Officer, **when: Any) -> None:
    """The one service that the body means."""
    if what == "entries":
        order_agenda(pk, values["entries"], by=by, **when)
    elif what == "position":
        place_entry(values["entry"], values["position"], by=by, **when)
    else:
        remove_entry(values["entry"], reason=values["reason"], by=by, **when)


def entries_of(meeting: UUID, by: Officer) -> Rows:
    """The agenda in order, without projects outside the caller's scope."""
    visible = Project.objects.visible_to(by)
    rows = AgendaEntry.objects.current().filter(meeting=meeting, project__in=visible).order_by("position", "id")
    return [_entry(row) for row in rows.select_related("project")]


def _entry(row: AgendaEntry) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ("id", "position", "reason", "detail", "state")}
    project = {"project": row.project_id, "number": row.project.number, "name": row.project.name}
    return {**same, **project, "reasons": row.reasons or [row.reason]}
