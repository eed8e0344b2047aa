"""The world of the access matrix: a tree with people of every role, and at each place one of everything.

Whoever is asked about sits in ``own`` (a park). Below it lies ``child``; beside it ``sibling``; above it ``parent``
(the district) and ``city``. ``elsewhere`` is another district, where projects lie in which ``own`` has a part: led,
first talked to, entered, asked to verify; and two in which one person of ``own`` has, or had, a responsibility.

Every text of a place holds its canary, a word that occurs nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from notifications.outbox.models import Delivery, DeliveryState, Occurrence
from notifications.outbox.services import tell
from notifications.watch.models import ScanFailure
from notifications.webhooks.models import Delivery as Push
from notifications.webhooks.models import Webhook
from projects.funds.models import Fund
from projects.gateway.services import create_client
from projects.ledger.models import (
    Arrival,
    Chain,
    Clash,
    Contact,
    Enterprise,
    Evidence,
    Mark,
    Phase,
    Project,
    Recognition,
    Responsibility,
    Transfer,
    YearPlan,
)
from projects.ledger.services import (
    add_evidence,
    assign,
    create_enterprise,
    create_project,
    register_deputy,
    update_project,
)
from projects.ledger.services import end_responsibility as end
from projects.ledger.stages import Step
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import SCOPES, Role
from projects.people.services import add_officer, add_organisation
from projects.plans.models import Node, Plan, Template
from projects.progress.levels import level_of
from projects.progress.models import Problem, Report
from projects.progress.periods import period_of
from projects.progress.services import raise_problem, send_report
from tests.factories import NOW, PASSWORD, PDF, TODAY
from workflow.amendments.models import Amendment
from workflow.anomalies.models import Clearance
from workflow.decisions.models import Decision, Review
from workflow.desk.models import BulkRun, SavedView
from workflow.dispatch.models import AgendaEntry, MaterialFile, MaterialRequest, Meeting, Series
from workflow.items.models import Item, ItemFile
from workflow.letters.models import Attachment, Ladder, Letter, Talk
from workflow.lights.models import LightDecree
from workflow.packs.models import FreezePlan, Pack
from workflow.proposals.models import Proposal
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound
from workflow.spotchecks.models import Round, Visit
from workflow.statistics.models import FrozenFigure, SavedQuestion
from workflow.steps.models import Claim, Delegation, StatisticsConfirmation, Transition, VerifyingUnit
from workflow.steps.services import draft_claim, submit_claim, take_step

UNITS = ("own", "child", "sibling", "parent", "city", "elsewhere")
PARTS = ("led", "contacted", "sourced", "asked", "answered", "ended")
PLACES = (*UNITS, *PARTS)
PHONE, EMAIL = "13912345678", "zqmail"


def canary(place: str, what: str = "zq") -> str:
    """The word of a place. ``what``: zq its projects, qf firms, qd drafts, ql letters, qu the unit and its people,
    qs rounds of spot checks nobody may know of yet, qr reports."""
    return f"{what}{place}{what}"


@dataclass(frozen=True)
class Shown:
    """The agenda of a sitting as it was looked at."""

    version: int


@dataclass
class Place:
    """One of everything at one place."""

    name: str
    unit: Organisation
    filler: Officer
    project: Project
    claimed: Project
    drafted: Project
    suspended: Project
    evidence: Evidence
    responsibility: Responsibility
    claim: Claim
    draft: Claim
    transition: Transition
    firm: Enterprise
    report: Report
    problem: Problem
    phase: Phase | None = None
    year_plan: YearPlan | None = None
    mark: Mark | None = None
    chain: Chain | None = None
    honour: Recognition | None = None
    contact: Contact | None = None
    clash: Clash | None = None
    transfer: Transfer | None = None
    arrival: Arrival | None = None
    slip: Evidence | None = None
    fund: Fund | None = None
    occurrence: Occurrence | None = None
    unset: Shown = Shown(1)
    delivery: Delivery | None = None
    series: Series | None = None
    meeting: Meeting | None = None
    twin: Meeting | None = None
    entry: AgendaEntry | None = None
    agenda: Shown | None = None
    asked: MaterialRequest | None = None
    waiting: MaterialRequest | None = None
    paper: MaterialFile | None = None
    pack: Pack | None = None
    pack_plan: FreezePlan | None = None
    view: SavedView | None = None
    run: BulkRun | None = None
    plan: Plan | None = None
    node: Node | None = None
    template: Template | None = None
    amendment: Amendment | None = None
    confirmation: StatisticsConfirmation | None = None
    delegation: Delegation | None = None
    decree: LightDecree | None = None
    decision: Decision | None = None
    review: Review | None = None
    spot_round: Round | None = None
    spot_visit: Visit | None = None
    spot_open: Round | None = None
    spot_waiting: Visit | None = None
    spot_planned: Round | None = None
    asked_report: ReportRequest | None = None
    report_round: ReportRound | None = None
    owed_report: ReportReturn | None = None
    said_report: ReportReturn | None = None
    proposal: Proposal | None = None
    clearance: Clearance | None = None
    item: Item | None = None
    worked_item: Item | None = None
    item_file: ItemFile | None = None
    ladder: Ladder | None = None
    letter: Letter | None = None
    letter_draft: Letter | None = None
    letter_signing: Letter | None = None
    letter_received: Letter | None = None
    letter_answered: Letter | None = None
    letter_accepted: Letter | None = None
    letter_file: Attachment | None = None
    talk: Talk | None = None
    saved_question: SavedQuestion | None = None
    frozen_figure: FrozenFigure | None = None
    failure: ScanFailure | None = None
    hook: Webhook | None = None
    push: Push | None = None

    @property
    def projects(self) -> list[Project]:
        """All four."""
        return [self.project, self.claimed, self.drafted, self.suspended]


@dataclass
class World:
    """Everything the matrix asks about."""

    units: dict[str, Organisation] = field(default_factory=dict)
    fillers: dict[str, Officer] = field(default_factory=dict)
    people: dict[str, Officer] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


def plant_world() -> World:
    """Units, people, projects, and what hangs on them; ``files`` fills the rest."""
    world = World()
    _plant(world)
    _seat(world)
    _divide_verification(world)
    for number, name in enumerate(PLACES):
        world.places[name] = _settle(world, name, number)
    _take_parts(world)
    _stand_in(world)
    _tell_people(world)
    return world


def read_again(place: Place) -> None:
    """Every row as it is now, with its version."""
    for one in fields(place):
        row: Any = getattr(place, one.name)
        if isinstance(row, Model):
            setattr(place, one.name, type(row)._default_manager.get(pk=row.pk))


def _unit(parent: Organisation | None, name: str, kind: str, code: str) -> Organisation:
    return add_organisation(parent, code=code, name=f"{name}单位", kind=kind, region_code=code, by=None, now=NOW)


def _plant(world: World) -> None:
    province = add_organisation(None, code="340000", name="安徽省", kind=Kind.PROVINCE, by=None, now=NOW)
    city = _unit(province, "芜湖", Kind.CITY, "340200")
    parent = _unit(city, "繁昌", Kind.DISTRICT, "340212")
    own = _unit(parent, "本园区", Kind.PARK, "340213")
    world.units = {
        "city": city,
        "parent": parent,
        "own": own,
        "child": _unit(own, "孙村", Kind.TOWNSHIP, "340214"),
        "sibling": _unit(parent, canary("sibling", "qu"), Kind.PARK, "340215"),
        "elsewhere": _unit(city, "鸠江", Kind.DISTRICT, "340216"),
        "office": _unit(city, "投促", Kind.DEPARTMENT, "340217"),
    }


def _person(unit: Organisation, username: str, *roles: str, scope: Organisation | None = None) -> Officer:
    return add_officer(
        unit,
        username=username,
        name=f"{username}员",
        roles=roles,
        email=f"{EMAIL}{username}@luodi.example",
        phone=PHONE,
        password=PASSWORD,
        scope=scope,
        by=None,
        now=NOW,
    )


def _seat(world: World) -> None:
    units, own = world.units, world.units["own"]
    for place in UNITS:
        name = canary(place, "qu") if place == "sibling" else f"filler{place}"
        world.fillers[place] = _person(units[place], name, Role.CLERK)
    world.people = {
        **{
            role: _person(own, f"own{role}", role) for role in (Role.CLERK, Role.VERIFIER, Role.DISPATCHER, Role.LEADER)
        },
        "chief": _person(own, "ownchief", Role.LEADER),
        "deputy": _person(own, "owndeputy", Role.LEADER),
        "nobody": _person(own, "ownnobody"),
        "office": _person(units["office"], "office", Role.DISPATCHER, scope=units["city"]),
        **{role: _person(units["city"], role, role) for role in ("system_admin", "security_admin", "audit_admin")},
    }
    for name, scopes in (("service", SCOPES), ("reader", {"project:read", "dispatch:read"})):
        _, key = create_client(own, name=f"own{name}", scopes=scopes, by=None, now=NOW)
        world.keys[name] = str(key)


def _divide_verification(world: World) -> None:
    """The office verifies, but ``own`` answers for one step of the place that asks it."""
    VerifyingUnit.objects.create(city=world.units["city"], step=Step.SIGN, unit=world.units["office"])


def _settle(world: World, name: str, number: int) -> Place:
    home = name if name in UNITS else "elsewhere"
    unit, filler = world.units[home], world.fillers[home]
    word, firm = canary(name), create_enterprise(name=f"{canary(name, 'qf')}公司", by=filler, now=NOW)
    project, claimed, drafted, suspended = (_project(unit, filler, word, firm, 4 * number + n) for n in range(4))
    update_project(project.pk, {"summary": f"{word}改后"}, by=filler, now=NOW)
    return Place(
        name=name,
        unit=unit,
        filler=filler,
        project=project,
        claimed=claimed,
        drafted=drafted,
        suspended=suspended,
        evidence=_document(project, filler, word),
        responsibility=assign(project.pk, role="secretary", officer=filler, valid_from=TODAY, basis=f"{word}文件",
                              by=filler, now=NOW),
        claim=_claim(world, name, claimed, filler, word),
        draft=_draft(drafted, filler, word, canary(name, "qd")),
        transition=take_step(suspended.pk, Step.SUSPEND, by=filler, effective_on=TODAY, note=f"{word}缘由",
                             reason="land", now=NOW),
        firm=firm,
        report=send_report(project.pk, period_of("2026-11"), {"news": f"{word}进展", "next_steps": f"{word}计划"},
                           by=filler, now=NOW),
        problem=_problem(world, home, project, filler, word),
    )  # fmt: skip


def _project(unit: Organisation, filler: Officer, word: str, firm: Enterprise, number: int) -> Project:
    """Every free text is the canary; the amount is one of its own. Not industrial: no chief is needed."""
    texts = {name: f"{word}{name}"[:40] for name in ("summary", "chain", "site", "approval_substitute_reason")}
    values = {
        "name": f"{word}项目{number}",
        "external_ref": f"{word}-{number}",
        "fair_competition_reviewed_by": f"{word}审",
        "landing_organisation": unit,
        "total_investment_wan": amount(number),
        "industry": "C38",
        "is_industrial": False,
        "negotiating_on": TODAY - timedelta(days=100),
        "investors": [firm],
        "tags": [word],
        **texts,
        "demonstration_reason": "",
    }
    return create_project(values, by=filler, now=NOW)


def amount(number: int) -> Decimal:
    """万元; as 亿元 three digits and two decimals that no other number of the world has."""
    return Decimal(6_100_000 + 1_700 * number)


def _document(project: Project, filler: Officer, word: str) -> Evidence:
    file = SimpleUploadedFile(f"{word}.pdf", PDF + word.encode())
    return add_evidence(project.pk, kind="other", title=f"{word}材料", file=file, by=filler, now=NOW)


def _problem(world: World, home: str, project: Project, filler: Officer, word: str) -> Problem:
    """Asked of the nearest unit with a level of its own, so that who sees the project sees it, and nobody else."""
    unit = world.units["own" if home == "child" else home]
    values = {"kind": "land", "level": level_of(unit), "title": f"{word}问题", "need": f"{word}请求",
              "description": f"{word}情况", "asked_organisation": unit}  # fmt: skip
    return raise_problem(project.pk, values, by=filler, now=NOW)


def _draft(project: Project, filler: Officer, word: str, note: str) -> Claim:
    """A complete claim, not handed in."""
    file = SimpleUploadedFile("agreement.pdf", PDF)
    document = add_evidence(project.pk, kind="investment_agreement", title=word, file=file, by=filler, now=NOW)
    fields = {"fair_competition_reviewed_by": f"{word}审"}
    return draft_claim(project.pk, Step.SIGN, by=filler, now=NOW, effective_on=TODAY, note=note, fields=fields,
                       evidence=[document])  # fmt: skip


def _claim(world: World, name: str, project: Project, filler: Officer, word: str) -> Claim:
    """Handed in; for ``asked`` to ``own``, else to the city's office."""
    claim = submit_claim(_draft(project, filler, word, f"{word}说明").pk, by=filler, now=NOW)
    if name == "asked":
        own = world.units["own"]
        Claim.objects.filter(pk=claim.pk).update(verifying_unit=own)
        project.verifying_organisations.set([own])
    return claim


def _take_parts(world: World) -> None:
    """``own`` gets its part in projects elsewhere."""
    own, places = world.units["own"], world.places
    for name, unit in (("led", "lead"), ("contacted", "first_contact"), ("sourced", "source")):
        ids = [project.pk for project in places[name].projects]
        Project.objects.filter(pk__in=ids).update(**{f"{unit}_organisation": own})
    for project in places["asked"].projects:
        project.verifying_organisations.add(own)
    for name in ("answered", "ended"):
        for project in places[name].projects:
            given = assign(project.pk, role="leader", officer=world.people["chief"], valid_from=TODAY - timedelta(5),
                           by=places[name].filler, now=NOW)  # fmt: skip
            if name == "ended":
                end(given.pk, valid_to=TODAY - timedelta(1), by=places[name].filler, now=NOW)


def _stand_in(world: World) -> None:
    """The chief is away, and somebody of the same unit stands in."""
    chief, deputy = world.people["chief"], world.people["deputy"]
    register_deputy(chief, deputy, valid_from=TODAY, valid_to=TODAY + timedelta(9), basis="培训", by=chief, now=NOW)


def _tell_people(world: World) -> None:
    """A letter to the clerk of each unit, and one to the chief about what only the chief sees."""
    told = {name: world.fillers[name] for name in UNITS} | {"answered": world.people["chief"]}
    for name, recipient in told.items():
        place = world.places[name]
        word = canary(name, "ql")
        place.occurrence = tell(
            rule="claim_waiting", subject_type="claim", subject_id=place.claim.pk, slot=name, recipient=recipient,
            due_at=NOW, now=NOW, title=f"{word}题", text=f"{word}文", url=f"/claims/{place.claim.pk}/",
        )  # fmt: skip
        assert place.occurrence is not None
        place.delivery = place.occurrence.deliveries.get()
        place.occurrence.deliveries.update(state=DeliveryState.UNCERTAIN)
        place.failure = ScanFailure.objects.create(
            family=f"reminders.{name}", subject="申报:1", error="KeyError", first_at=NOW, last_at=NOW
        )
