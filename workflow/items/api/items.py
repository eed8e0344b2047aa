"""API doors of action items: list, issue, and everything that is done with one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.ledger.queries import visible_project
from projects.people.api import organisation_of
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.items import services
from workflow.items.actions import Action, deadline_of, perform
from workflow.items.api import bodies
from workflow.items.api.presenting import RELATED, Address, shown
from workflow.items.downloads import attachment
from workflow.items.models import Item
from workflow.items.moves import OPEN_STATES
from workflow.items.queries import item_of, lines_of, narrowed
from workflow.items.queries.listing import file_of
from workflow.items.sources import Source

NEWEST = Order("issued_at", descending=True)
READ = (Permission.DISPATCH_READ, Permission.DISPATCH_WRITE)
"""Of a person a write asks no more at the door than a read: who may do what, say the policies; a key needs more."""


class ItemDoor(Door):
    """Action items."""

    tag = "交办督办"
    shown = bodies.ItemShown
    required_scopes = {
        **dict.fromkeys(("list", "retrieve", "file", "sign", "accept", "decline", "reply", "submit"), READ),
        **dict.fromkeys(("partial_update", "request_extension", "handover", "pass_up", "answer_up"), READ),
        **dict.fromkeys(("create", "urge", "send_back", "close", "reopen", "check"), Permission.DISPATCH_WRITE),
        **dict.fromkeys(("decide_extension", "defer", "review", "resume"), Permission.DISPATCH_WRITE),
    }

    @described("交办事项列表", {200: paged(bodies.ItemShown)}, query=(bodies.ItemQuery,))
    def list(self, request: Request) -> Response:
        """Newest first."""
        query, by = read_query(bodies.ItemQuery, request), requester(request)
        unit = organisation_of(query["organisation"], by, "organisation") if "organisation" in query else None
        state = query.get("state", "all")
        words = {**query, "unit": unit, "state": "all" if state == "open" else state}
        found = narrowed(by, words, on=timezone.localdate())
        found = found.filter(state__in=OPEN_STATES) if state == "open" else found
        return self.page(query, found.values("id", "issued_at"), NEWEST, self.present)

    @described("一件交办事项", {200: bodies.ItemShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its thread."""
        return self.represent(self.show(pk))

    @described("交办", {201: bodies.ItemShown}, body=bodies.ItemIssueBody)
    @once
    def create(self, request: Request) -> Response:
        """A new item."""
        by, values = requester(request), read_body(bodies.ItemIssueBody, request)
        made = services.issue_item(
            issuer=organisation_of(values["issuer"], by, "issuer"),
            matter=values["matter"],
            requirement=values["requirement"],
            lead=organisation_of(values["lead"], by, "lead"),
            joint=[organisation_of(code, by, "joint") for code in values["joint"]],
            officer=_officer(values["officer"], by),
            project=visible_project(by, values["project"]) if values["project"] else None,
            deadline=deadline_of(values),
            source=Source(values["source_kind"], values["source_label"], values["source_key"]),
            by=by,
            now=timezone.now(),
        )
        return self.represent(self.show(made.pk), status=201, place=True)

    @described("签收", {200: bodies.ItemShown}, body=bodies.ItemSignBody, needs_version=True)
    @once
    def sign(self, request: Request, pk: UUID) -> Response:
        """By the lead unit."""
        return self._act(request, pk, Action.SIGN, bodies.ItemSignBody)

    @described("更换责任人", {200: bodies.ItemShown}, body=bodies.ItemOfficerBody, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """All that may change of an item without a step: what it was issued with stays."""
        return self._act(request, pk, Action.NAME, bodies.ItemOfficerBody)

    @described("接收移交", {200: bodies.ItemShown}, body=bodies.ItemSignBody, needs_version=True)
    @once
    def accept(self, request: Request, pk: UUID) -> Response:
        """Take over what another unit hands over; where nothing is handed over, sign for it."""
        item = item_of(pk, requester(request))
        handed = item.handovers.filter(answer="").exists()
        return self._act(request, pk, Action.ACCEPT if handed else Action.SIGN, bodies.ItemSignBody)

    @described("不接收移交", {200: bodies.ItemShown}, body=bodies.ItemNoteBody, needs_version=True)
    @once
    def decline(self, request: Request, pk: UUID) -> Response:
        """Say why; it stays with the unit that has it."""
        return self._act(request, pk, Action.DECLINE, bodies.ItemNoteBody)

    @described("办理回复", {200: bodies.ItemShown}, body=bodies.ItemReplyBody, needs_version=True)
    @once
    def reply(self, request: Request, pk: UUID) -> Response:
        """By the lead unit, or by a co-operating unit to it."""
        return self._act(request, pk, Action.REPLY, bodies.ItemReplyBody)

    @described("报请核销", {200: bodies.ItemShown}, body=bodies.ItemReplyBody, needs_version=True)
    @once
    def submit(self, request: Request, pk: UUID) -> Response:
        """The lead unit answers for all."""
        return self._act(request, pk, Action.SUBMIT, bodies.ItemReplyBody)

    @described("退回", {200: bodies.ItemShown}, body=bodies.ItemNoteBody, needs_version=True)
    @once
    def send_back(self, request: Request, pk: UUID) -> Response:
        """Say why."""
        return self._act(request, pk, Action.RETURN, bodies.ItemNoteBody)

    @described("销号", {200: bodies.ItemShown}, body=bodies.ItemNoteBody, needs_version=True)
    @once
    def close(self, request: Request, pk: UUID) -> Response:
        """By somebody other than who handled it."""
        return self._act(request, pk, Action.CLOSE, bodies.ItemNoteBody)

    @described("申请延期", {200: bodies.ItemShown}, body=bodies.ItemExtensionBody, needs_version=True)
    @once
    def request_extension(self, request: Request, pk: UUID) -> Response:
        """Once, before the deadline."""
        return self._act(request, pk, Action.ASK_EXTENSION, bodies.ItemExtensionBody)

    @described("答复延期", {200: bodies.ItemShown}, body=bodies.ItemDecisionBody, needs_version=True)
    @once
    def decide_extension(self, request: Request, pk: UUID) -> Response:
        """Grant or refuse."""
        values = read_body(bodies.ItemDecisionBody, request)
        action = Action.EXTEND if values.pop("grants") else Action.NOT_EXTEND
        return self._done(request, pk, action, values)

    @described("移交其他单位", {200: bodies.ItemShown}, body=bodies.ItemHandoverBody, needs_version=True)
    @once
    def handover(self, request: Request, pk: UUID) -> Response:
        """The unit stays responsible until the other accepts."""
        return self._act(request, pk, Action.HAND_OVER, bodies.ItemHandoverBody)

    @described("上报协调", {200: bodies.ItemShown}, body=bodies.ItemPassUpBody, needs_version=True)
    @once
    def pass_up(self, request: Request, pk: UUID) -> Response:
        """To the city or the province."""
        return self._act(request, pk, Action.PASS_UP, bodies.ItemPassUpBody)

    @described("登记上级答复", {200: bodies.ItemShown}, body=bodies.ItemAnswerUpBody, needs_version=True)
    @once
    def answer_up(self, request: Request, pk: UUID) -> Response:
        """By the unit that was asked, or from its letter."""
        return self._act(request, pk, Action.ANSWER_UP, bodies.ItemAnswerUpBody)

    @described("催办", {200: bodies.ItemShown}, body=bodies.ItemUrgeBody, needs_version=True)
    @once
    def urge(self, request: Request, pk: UUID) -> Response:
        """Once a day."""
        return self._act(request, pk, Action.URGE, bodies.ItemUrgeBody)

    @described("跟踪问效：核实有效", {200: bodies.ItemShown}, body=bodies.ItemReplyBody, needs_version=True)
    @once
    def check(self, request: Request, pk: UUID) -> Response:
        """The result holds; where it does not, reopen."""
        return self._act(request, pk, Action.VERIFY, bodies.ItemReplyBody)

    @described("重新交办", {200: bodies.ItemShown}, body=bodies.ItemTermBody, needs_version=True)
    @once
    def reopen(self, request: Request, pk: UUID) -> Response:
        """With a new deadline."""
        return self._act(request, pk, Action.REOPEN, bodies.ItemTermBody)

    @described("转长期", {200: bodies.ItemShown}, body=bodies.ItemReviewBody, needs_version=True)
    @once
    def defer(self, request: Request, pk: UUID) -> Response:
        """With a review day."""
        return self._act(request, pk, Action.DEFER, bodies.ItemReviewBody)

    @described("长期复核", {200: bodies.ItemShown}, body=bodies.ItemReviewBody, needs_version=True)
    @once
    def review(self, request: Request, pk: UUID) -> Response:
        """With the next review day."""
        return self._act(request, pk, Action.REVIEW, bodies.ItemReviewBody)

    @described("恢复限期办理", {200: bodies.ItemShown}, body=bodies.ItemTermBody, needs_version=True)
    @once
    def resume(self, request: Request, pk: UUID) -> Response:
        """A long-term item gets a deadline again."""
        return self._act(request, pk, Action.RESUME, bodies.ItemTermBody)

    @described("下载办理材料", {(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def file(self, request: Request, pk: UUID, file_id: UUID) -> FileResponse:
        """Always as an attachment that no browser may run."""
        return attachment(file_of(pk, file_id, requester(request)))

    def _act(self, request: Request, pk: UUID, action: Action, body: type[bodies.Body]) -> Response:
        return self._done(request, pk, action, read_body(body, request))

    def _done(self, request: Request, pk: UUID, action: Action, values: Row) -> Response:
        """One act on an item that the caller has seen in its present version."""
        by, version = requester(request), self.show(pk)["version"]
        with unchanged(request, version, show=lambda: self.show(pk)) as seen:
            perform(action, pk, _meant(values, by), by=by, now=timezone.now(), version=seen)
        return self.represent(self.show(pk))

    def show(self, pk: UUID) -> Row:
        """The visible item as answered, or 404."""
        item_of(pk, requester(self.request))
        return one(self.present([{"id": pk}]))

    def present(self, rows: Rows) -> Rows:
        """Rows as answered, in their order: the same number of queries, however many."""
        return present_items([row["id"] for row in rows], self.address)


def present_items(ids: Sequence[UUID], address: Address) -> list[Row]:
    """Items as answered, in this order."""
    single, many = RELATED
    found = Item.objects.select_related(*single).prefetch_related(*many).in_bulk(ids)
    return [shown(line, address) for line in lines_of([found[pk] for pk in ids], on=timezone.localdate())]


def shown_items(reader: Officer, ids: Collection[UUID], address: Address) -> dict[UUID, Row]:
    """The items among ``ids`` that the officer sees, as answered: a fixed number of queries."""
    seen = list(Item.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))
    return dict(zip(seen, present_items(seen, address), strict=True))


def _meant(values: Row, by: Officer) -> dict[str, Any]:
    """Codes and identifiers as the units and people they mean."""
    meant = dict(values)
    if "to_unit" in meant:
        meant["to_unit"] = organisation_of(meant["to_unit"], by, "to_unit") if meant["to_unit"] else None
    if "officer" in meant:
        meant["officer"] = _officer(meant["officer"], by)
    return meant


def _officer(officer_id: UUID | None, by: Officer) -> Officer | None:
    if officer_id is None:
        return None
    found = one_or_none(Officer.objects.visible_to(by).filter(pk=officer_id))
    if found is None:
        raise Invalid("没有找到这个人，请核对责任人标识。", "officer")
    return found
