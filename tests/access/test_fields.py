"""Row 19 of reliability.md 6: no field is written or read beyond one's right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from notifications.outbox.models import ChannelAddress, Delivery, Occurrence
from notifications.preferences.models import OfficePreset, OwnPreference
from notifications.receipts.models import Receipt
from notifications.watch.models import ScanFailure
from notifications.webhooks.models import Delivery as Push
from notifications.webhooks.models import Webhook
from projects.funds.models import Fund
from projects.gateway.bodies import MOST_NAMED, Strict
from projects.ledger.models import (
    Arrival,
    Clash,
    Contact,
    Credit,
    Enterprise,
    Evidence,
    Mark,
    Phase,
    Project,
    Responsibility,
    Transfer,
    YearPlan,
)
from projects.plans.models import Node
from projects.progress.models import Problem, Report
from tests.access.expected import PASSES, verdict
from tests.access.operations import OPERATIONS
from tests.access.pages import PAGES
from tests.access.requests import Caller
from tests.access.routes import Act
from tests.access.world import PLACES, Place, World
from workflow.amendments.models import Amendment
from workflow.decisions.models import Decision, Review
from workflow.dispatch.models import AgendaEntry, MaterialRequest, Meeting, Series
from workflow.items.models import Item
from workflow.letters.models import Ladder, Letter, Talk
from workflow.minutes.models import Correction, Minutes, Presence
from workflow.minutes.models import Decision as MeetingDecision
from workflow.minutes.models import Receipt as MinutesReceipt
from workflow.packs.models import FreezePlan, Pack
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound
from workflow.statistics.models import FrozenFigure, SavedQuestion
from workflow.steps.models import Claim, StatisticsConfirmation, Transition

pytestmark = [pytest.mark.django_db]
MODELS: dict[str, type[Model]] = {
    "enterprises": Enterprise,
    "contacts": Contact,
    "projects": Project,
    "project-by-ref": Project,
    "project-bulk": Project,
    "project-uploads": Arrival,
    "upload": Arrival,
    "project-credits": Credit,
    "phases": Phase,
    "year": YearPlan,
    "marks": Mark,
    "evidence": Evidence,
    "funds": Fund,
    "fund": Fund,
    "responsibilities": Responsibility,
    "steps": Transition,
    "claims": Claim,
    "claim": Claim,
    "plan": Node,
    "progress": Report,
    "issues": Problem,
    "project-amendments": Amendment,
    "amendment": Amendment,
    "clash": Clash,
    "project-transfers": Transfer,
    "transfer": Transfer,
    "confirmations": StatisticsConfirmation,
    "confirmation": StatisticsConfirmation,
    "project-decisions": Decision,
    "decision": Decision,
    "project-fair-competition-reviews": Review,
    "fair": Review,
    "action": Item,
    "report-requests-list": ReportRequest,
    "report-requests-detail": ReportRequest,
    "report-request-form": ReportRequest,
    "report-round-urge": ReportRound,
    "report-round-close": ReportRound,
    "report": ReportReturn,
    "letter": Letter,
    "letter-ladder-list": Ladder,
    "letter-ladder-trial": Ladder,
    "letter-ladder-look": Ladder,
    "letter-talk-list": Talk,
    "reminder": Occurrence,
    "reminder-accounts": ChannelAddress,
    "delivery": Delivery,
    "receipt": Receipt,
    "reminder-preferences": OwnPreference,
    **dict.fromkeys(("reminder-preset-detail", "reminder-preset-drop", "reminder-preset-preview"), OfficePreset),
    "failure": ScanFailure,
    "meetings": Meeting,
    "meeting": AgendaEntry,
    "meeting-series-list": Series,
    "meeting-series-detail": Series,
    "meeting-series-meetings": Meeting,
    "material": MaterialRequest,
    "meeting-decisions": MeetingDecision,
    "meeting-decision-drop": MeetingDecision,
    "meeting-minutes": Minutes,
    "meeting-minutes-acknowledge": Minutes,
    "meeting-minutes-file": Minutes,
    "meeting-minutes-attendance": Presence,
    **dict.fromkeys((f"meeting-minutes-{word}" for word in ("submit", "return", "confirm")), Minutes),
    "meeting-minutes-corrections": Correction,
    **dict.fromkeys(("meeting-minutes-send", "meeting-minutes-remind"), MinutesReceipt),
    "meeting-pack": Pack,
    "meeting-packs": Pack,
    "pack": Pack,
    "meeting-series-pack-plan": FreezePlan,
    "webhook": Webhook,
    "webhook-replay": Push,
    "statistics-saved-list": SavedQuestion,
    "statistics-saved-detail": SavedQuestion,
    "statistics-frozen-list": FrozenFigure,
}
"""First word of the route → the model behind it."""

NEVER = (
    *("id", "number", "stage", "standing", "version", "created_by", "created_at", "updated_at", "source_organisation"),
    *("needs_chief", "signed_on", "verifying_organisations", "state", "decided_by", "sha256", "uploaded_by"),
)
WRITES = [act for act in OPERATIONS if act.method != "GET"]
READS = [act for act in OPERATIONS if act.method == "GET" and "file" not in act.name and 200 in act.ok]
SCHEMA: dict[str, Any] = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def model_behind(act: Act) -> type[Model]:
    name = act.name.removeprefix("api:")
    return MODELS.get(name) or MODELS[name.split("-")[0]]


def fields_of(model: type[Model]) -> list[str]:
    """Every column and relation of the model."""
    return [one.name for one in (*model._meta.concrete_fields, *model._meta.many_to_many)]


def writer(act: Act) -> str:
    """A role that may do it at its own place, or where it was asked to."""
    roles = ("office", "service")
    may = (role for role in roles if verdict(role, place_of(act), act.door, is_api=True) == PASSES)
    return next(may, "office")  # nobody else's reminder can be acknowledged: what is sent is read first all the same


def place_of(act: Act) -> str:
    return "asked" if act.door.rule == "verifies" else "own"


def sent_with(act: Act, more: dict[str, Any]) -> Act:
    """The same act with more in its body."""
    body = act.body
    assert body is not None
    return Act(**{**act.__dict__, "body": lambda world, place: {**more, **body(world, place)}})


def rows(world: World) -> list[dict[str, Any]]:
    """All that could be changed, as it is."""
    return [row for model in set(MODELS.values()) for row in model._default_manager.order_by("pk").values()]


@pytest.mark.parametrize("act", WRITES, ids=lambda act: act.label)
def test_every_field_of_the_model_that_the_contract_does_not_take_is_refused(
    act: Act, world: World, people: dict[str, Caller]
) -> None:
    """As many in one body as a refusal names: 400, each of them named, and nothing changed."""
    caller, place = people[writer(act)], world.places[place_of(act)]
    if 428 in act.ok:
        caller = Caller(caller.role, caller.client, {**caller.headers, "If-Match": '"1"'})
    known = {*fields_of(model_behind(act)), *NEVER, "is_superuser", "district", "chief"}
    more = sorted(known - request_fields(act))
    before = rows(world)
    for some in (more[at : at + MOST_NAMED] for at in range(0, len(more), MOST_NAMED)):
        answer = caller.send(sent_with(act, dict.fromkeys(some, "1")), world, place)
        problem = json.loads(answer.text)
        assert (answer.status, problem["code"]) == (400, "unknown_field"), answer.text
        assert sorted(error["field"] for error in problem["errors"]) == some
    assert len(more) > 5
    assert rows(world) == before


def request_fields(act: Act) -> set[str]:
    """What the OpenAPI file lets a client send."""
    content = operation(act).get("requestBody", {}).get("content", {})
    names: set[str] = set()
    for one in content.values():
        names |= set(resolved(one["schema"]).get("properties", {}))
    return names


def operation(act: Act) -> dict[str, Any]:
    """The operation of the file by its route."""
    arguments = {name: "00000000-0000-4000-8000-000000000000" if act._is_id(value) else value[1:]
                 for name, value in act.by.items()}  # fmt: skip
    wanted = reverse(act.name, kwargs=arguments)
    for path, item in SCHEMA["paths"].items():
        filled = path
        for name in ("{id}", "{project_id}", "{enterprise_id}", "{decision_id}", "{person_id}", "{subject_id}"):
            filled = filled.replace(name, "00000000-0000-4000-8000-000000000000")
        if filled.replace("{external_ref}", "NEU-1").replace("{rule}", "claim_waiting") == wanted:
            return dict(item[act.method.lower()])
    raise AssertionError(act.label)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Without references."""
    while "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "allOf" in schema:
        return resolved(schema["allOf"][0])
    return schema


def stray(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Members of ``value`` that the schema does not name."""
    schema = resolved(schema)
    for one in schema.get("oneOf", []):
        schema = resolved(one) if resolved(one).get("type") != "null" else schema
    if isinstance(value, list):
        for item in value:
            yield from stray(item, schema.get("items", {}), f"{path}[]")
    elif isinstance(value, dict) and "properties" in schema:
        for name, inner in value.items():
            if name not in schema["properties"]:
                yield f"{path}.{name}"
            else:
                yield from stray(inner, schema["properties"][name], f"{path}.{name}")


@pytest.mark.parametrize("act", READS, ids=lambda act: act.label)
def test_no_answer_holds_a_field_that_the_schema_does_not_name(
    act: Act, world: World, people: dict[str, Caller]
) -> None:
    schema = operation(act)["responses"]["200"]["content"]["application/json"]["schema"]
    seen = 0
    for role in ("clerk", "verifier", "office", "service"):
        for place in ("own", "asked"):
            if act.exists_at(world.places[place]) and verdict(role, place, act.door, is_api=True) == PASSES:
                answer = people[role].send(act, world, world.places[place])
                assert not list(stray(json.loads(answer.text), schema)), role
                seen += 1
    assert seen


TRIMMABLE = [act for act in READS if "application/json" in operation(act)["responses"]["200"]["content"]]


@pytest.mark.parametrize("act", TRIMMABLE, ids=lambda act: act.label)
def test_fields_are_taken_exactly_where_the_schema_says_so(act: Act, world: World, people: dict[str, Caller]) -> None:
    """A field that there is not is refused where fields can be chosen, and means nothing where they cannot."""
    declared = "fields" in {one["name"] for one in operation(act).get("parameters", [])}
    query = "&".join(part for part in (act.query, "fields=zqnosuchfield") if part)
    answer = people[writer(act)].send(replace(act, query=query), world, world.places[place_of(act)])
    errors = json.loads(answer.text).get("errors", []) if answer.status == 422 else []
    assert ([one["field"] for one in errors] == ["fields"]) is declared, answer.text


FORMS = [act for act in PAGES if act.method == "POST" and act.door.of in ("project", "draft", "meeting")]
PLANTED = {
    "stage": "producing",
    "standing": "withdrawn",
    "number": "XM-2026-99999",
    "needs_chief": "on",
    "state": "approved",
    "created_by": "1",
    "source_organisation": "1",
    "signed_on": "2026-01-01",
    "decided_by": "1",
    "id": "1",
    "pk": "1",
    "verifying_organisations": "1",
    "uploaded_by": "1",
    "sha256": "0" * 64,
    "is_superuser": "on",
    "series": "1",
}
KEPT = {
    Project: ("stage", "number", "needs_chief", "created_by_id", "source_organisation_id", "signed_on", "id"),
    Claim: ("created_by_id", "project_id", "step", "id"),
    Meeting: ("series_id", "number", "id"),
}


def kept() -> dict[Any, Any]:
    """The fields that no form may change, row by row."""
    return {row["id"]: row for model, names in KEPT.items() for row in model._default_manager.values(*names)}


@pytest.mark.parametrize("act", FORMS, ids=lambda act: f"{act.label} {sorted(act.by.values())}")
def test_a_form_with_more_than_its_fields_changes_nothing_else(
    act: Act, world: World, people: dict[str, Caller]
) -> None:
    if act.door.rule == "verifies":
        role, place = "verifier", world.places["asked"]
    else:
        role, place = "clerk" if act.door.rule == "handles" else "office", world.places["own"]
    before: dict[Any, Any] = kept()
    after: list[dict[Any, Any]] = []
    caller = Looking(people[role], after)
    answer = caller.send(sent_with(act, PLANTED), world, place)
    assert answer.status in act.ok
    moved = {name for pk, row in before.items() for name in row if after[0][pk][name] != row[name]}
    approves = act.body is not None and act.body(world, place).get("do") == "approve"
    assert moved <= ({"stage", "signed_on"} if approves else set())


class Looking(Caller):
    """Reads the rows after the request and before it is undone."""

    def __init__(self, caller: Caller, after: list[dict[Any, Any]]) -> None:
        super().__init__(caller.role, caller.client, caller.headers)
        self.after = after

    def read(self) -> None:
        self.after.append(kept())


def test_without_strict_bodies_a_field_nobody_knows_goes_through(
    world: World, people: dict[str, Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: were unknown fields ignored, the first test of this file would fail."""
    monkeypatch.setattr(Strict, "to_internal_value", lambda self, data: super(Strict, self).to_internal_value(data))
    act = next(one for one in WRITES if one.label == "PATCH api:projects-detail")
    answer = people["office"].send(sent_with(act, {"stage": "producing"}), world, world.places["own"])
    assert answer.status == 200


def test_every_writable_operation_has_a_model_behind_it(world: World) -> None:
    assert {model_behind(act) for act in WRITES} == set(MODELS.values())
    assert all(isinstance(world.places[name], Place) for name in PLACES)
