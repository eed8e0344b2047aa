"""API doors of claims 申报 and their verification 认定."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from projects.audit.services import audited
from projects.errors import Invalid, NotFound
from projects.gateway.bodies import read_body, read_query
from projects.gateway.doors import DetailQuery, Door, Place, Placed, Row, Rows, one, requester
from projects.gateway.idempotency import once
from projects.gateway.openapi import described, paged
from projects.gateway.pagination import Order
from projects.gateway.preconditions import unchanged
from projects.gateway.refusals import FieldError, Refusal
from projects.ledger.api.projects import writable
from projects.ledger.models import Enterprise, Evidence
from projects.ledger.queries import visible_project
from projects.ledger.requirements import STEP_REQUIREMENTS
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.steps.api.bodies import (
    CLAIMABLE,
    ClaimBody,
    ClaimChange,
    ClaimQuery,
    ClaimShown,
    NoteBody,
    NothingBody,
    ReturnBody,
)
from workflow.steps.models import Claim, ClaimEvent
from workflow.steps.services import (
    approve_claim,
    draft_claim,
    edit_claim,
    reject_claim,
    return_claim,
    submit_claim,
    withdraw_claim,
)

LATEST = Order("updated_at", descending=True)
SAME = (
    *("version", "created_at", "updated_at", "step", "state", "effective_on", "note", "reason", "due_on"),
    *("submitted_at", "decided_at", "round"),
)
COLUMNS = (
    *("id", "project_id", *SAME, "fields", "verifying_unit__code", "revokes_id", "transition__id"),
    *("created_by_id", "submitted_by_id", "decided_by_id"),
    *("second_unit__code", "first_unit__code", "first_by_id", "first_at"),
)
READ = (Permission.PROJECT_READ, Permission.CLAIM_WRITE, Permission.CLAIM_VERIFY)


class ClaimDoor(Door):
    """Claims: write, hand in, take back; approve, return, reject."""

    tag = "申报与认定"
    shown = ClaimShown
    required_scopes = {
        "list": READ,
        "retrieve": READ,
        "create": Permission.CLAIM_WRITE,
        "partial_update": Permission.CLAIM_WRITE,
        "submit": Permission.CLAIM_WRITE,
        "withdraw": Permission.CLAIM_WRITE,
        "approve": Permission.CLAIM_VERIFY,
        "send_back": Permission.CLAIM_VERIFY,
        "reject": Permission.CLAIM_VERIFY,
    }

    @described("申报列表", {200: paged(ClaimShown)}, query=(ClaimQuery,))
    def list(self, request: Request) -> Response:
        """Last changed first."""
        query = read_query(ClaimQuery, request)
        found = Claim.objects.visible_to(requester(request))
        found = found.filter(**{name: query[name] for name in ("project", "step", "state") if name in query})
        return self.page(query, found.values(*COLUMNS), LATEST, self.present)

    @described("申报", {200: ClaimShown}, query=(DetailQuery,))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One claim."""
        return self.represent(show_claim(self, pk))

    @described("起草申报，可同时提交", {201: ClaimShown}, body=ClaimBody)
    @once
    def create(self, request: Request) -> Response:
        """A draft, or with ``submit`` a claim that waits for its verification."""
        by, now = requester(request), timezone.now()
        values = read_body(ClaimBody, request)
        project, step, submit = values.pop("project"), values.pop("step"), values.pop("submit")
        visible_project(by, project)
        with audited():
            made = draft_claim(project, step, **self.claimed(values, step, project), by=by, now=now)
            if submit:
                submit_claim(made.pk, by=by, now=now)
        return self.represent(show_claim(self, made.pk), status=201, place=True)

    @described("补正申报", {200: ClaimShown}, body=ClaimChange, needs_version=True)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Mend a draft or a returned claim."""
        known = show_claim(self, pk)
        values = read_body(ClaimChange, request, partial=True)
        with unchanged(request, known["version"], show=lambda: show_claim(self, pk)) as seen, audited():
            changes = self.claimed(values, known["step"], known["project"])
            edit_claim(pk, **changes, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(show_claim(self, pk))

    @described("提交申报", {200: ClaimShown}, needs_version=True)
    @once
    def submit(self, request: Request, pk: UUID) -> Response:
        """Hand it to the verifying unit."""
        return self.act(request, pk, submit_claim, NothingBody)

    @described("撤回申报", {200: ClaimShown}, body=NoteBody, needs_version=True)
    @once
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take it back before it is answered."""
        return self.act(request, pk, withdraw_claim, NoteBody)

    @described("认定通过：推进节点", {200: ClaimShown}, body=NoteBody, needs_version=True)
    @once
    def approve(self, request: Request, pk: UUID) -> Response:
        """Verify it; the step is taken."""
        return self.act(request, pk, approve_claim, NoteBody)

    @described("退回补正", {200: ClaimShown}, body=ReturnBody, needs_version=True)
    @once
    def send_back(self, request: Request, pk: UUID) -> Response:
        """Name what must be mended."""
        return self.act(request, pk, return_claim, ReturnBody)

    @described("不予认定", {200: ClaimShown}, body=NoteBody, needs_version=True)
    @once
    def reject(self, request: Request, pk: UUID) -> Response:
        """It does not hold."""
        return self.act(request, pk, reject_claim, NoteBody)

    def act(
        self, request: Request, pk: UUID, service: Callable[..., Any], body: type[NothingBody | NoteBody]
    ) -> Response:
        """One action on a claim the caller has seen in its present version."""
        version = show_claim(self, pk)["version"]
        values = read_body(body, request)
        with unchanged(request, version, show=lambda: show_claim(self, pk)) as seen:
            service(pk, **values, by=requester(request), now=timezone.now(), expected_version=seen)
        return self.represent(show_claim(self, pk))

    def claimed(self, values: Row, step: str, project_id: UUID) -> Row:
        """The arguments of the service: flat fields gathered, documents and units looked up."""
        values = dict(values)
        flat = {name: values.pop(name) for name in CLAIMABLE if name in values}
        refuse_stray(flat, step)
        if "evidence" in values:
            values["evidence"] = evidence_of(values["evidence"], project_id)
        if flat:
            values["fields"] = writable(flat, by=requester(self.request), now=timezone.now())
        return values

    def present(self, rows: Rows) -> Rows:
        """Rows with address, documents, thread and flat fields."""
        return present_claims(self, rows)


def refuse_stray(flat: Iterable[str], step: str) -> None:
    """400 for project fields that this step does not ask for."""
    stray = [name for name in flat if name not in STEP_REQUIREMENTS[step].claimable()]
    if stray:
        sentence = f"不是本节点的申报内容：{'、'.join(stray)}。请在项目档案中修改。"
        errors: list[FieldError] = [
            {"field": name, "code": "unknown_field", "detail": "不是本节点的申报内容。"} for name in stray
        ]
        raise Refusal(400, "unknown_field", sentence, errors=errors)


def evidence_of(ids: list[UUID], project_id: UUID) -> list[Evidence]:
    """The documents meant, all of this project, or Invalid."""
    found = {document.pk: document for document in Evidence.objects.filter(project=project_id, pk__in=ids)}
    for pk in ids:
        if pk not in found:
            raise Invalid(f"本项目没有标识为“{pk}”的佐证材料，请先上传。", "evidence", "unknown_evidence")
    return list(found.values())


def show_claim(door: Door, pk: UUID) -> Row:
    """The visible claim as answered, or 404."""
    rows = list(Claim.objects.visible_to(requester(door.request)).filter(pk=pk).values(*COLUMNS))
    if not rows:
        raise NotFound()
    return one(present_claims(door, rows))


def shown_claims(reader: Officer, ids: Collection[UUID], address: Callable[..., str]) -> dict[UUID, Row]:
    """The claims among ``ids`` that the officer sees, as answered: a fixed number of queries."""
    rows = list(Claim.objects.visible_to(reader).filter(pk__in=ids).values(*COLUMNS))
    return {row["id"]: row for row in present_claims(Place(address), rows)}


def present_claims(place: Placed, rows: list[Row]) -> list[Row]:
    """Rows as answered: three more queries, however many rows."""
    base = place.address("claims-list")
    ids = [row["id"] for row in rows]
    documents, threads, investors = documents_of(ids), threads_of(ids), investors_in(rows)
    return [
        {"id": row["id"], "url": f"{base}{row['id']}/", "project": row["project_id"]}
        | {name: row[name] for name in SAME}
        | {"evidence": documents.get(row["id"], []), "thread": threads.get(row["id"], [])}
        | {
            "verifying_unit": row["verifying_unit__code"],
            "transition": row["transition__id"],
            "revokes": row["revokes_id"],
        }
        | {name: row[f"{name}_id"] for name in ("created_by", "submitted_by", "decided_by")}
        | rounds_of(row)
        | flat_fields(row["fields"], investors)
        for row in rows
    ]


def rounds_of(row: Row) -> Row:
    """What a claim says of its two rounds."""
    return {
        "rounds": 2 if row["second_unit__code"] else 1,
        "second_unit": row["second_unit__code"],
        "first_unit": row["first_unit__code"],
        "first_verified_by": row["first_by_id"],
        "first_verified_at": row["first_at"],
    }


def flat_fields(fields: Row, investors: dict[str, Row]) -> Row:
    """What the claim says about the project."""
    shown = dict(fields)
    if "investors" in shown:
        shown["investors"] = [investors[pk] for pk in shown["investors"] or [] if pk in investors]
    return shown


def documents_of(claims: list[UUID]) -> dict[UUID, list[UUID]]:
    """Evidence by claim."""
    found: dict[UUID, list[UUID]] = {}
    links = Claim.evidence.through.objects.filter(claim__in=claims).order_by("evidence_id")
    for claim, document in links.values_list("claim_id", "evidence_id"):
        found.setdefault(claim, []).append(document)
    return found


def threads_of(claims: list[UUID]) -> dict[UUID, list[Row]]:
    """The thread by claim, in order."""
    found: dict[UUID, list[Row]] = {}
    events = ClaimEvent.objects.filter(claim__in=claims).order_by("at", "id")
    told = ("kind", "at", "note", "reasons", "round")
    for row in events.values("claim_id", "by__name", "delegation__unit__code", *told):
        entry = {name: row[name] for name in told}
        entry |= {"by": row["by__name"], "delegated_by": row["delegation__unit__code"]}
        found.setdefault(row["claim_id"], []).append(entry)
    return found


def investors_in(rows: list[Row]) -> dict[str, Row]:
    """Every enterprise that the claims name, by id."""
    wanted = {pk for row in rows for pk in row["fields"].get("investors") or []}
    if not wanted:
        return {}
    found = Enterprise.objects.filter(pk__in=wanted).values("id", "name", "uscc")
    return {str(enterprise["id"]): dict(enterprise) for enterprise in found}
