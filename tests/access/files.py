"""What the files of the world hold beside the projects themselves, by the same services that the doors call."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.funds.services import report_fund
from projects.ledger.models import Clash, Project, Transfer
from projects.ledger.services import (
    add_chain,
    add_contact,
    add_evidence,
    add_mark,
    add_phase,
    add_recognition,
    add_year_plan,
    begin_arrival,
)
from projects.people.models import Organisation
from projects.plans.services import add_node, copy_preset
from tests.access.figures import keep_figures
from tests.access.letters import fill_letters
from tests.access.reports import ask_reports
from tests.access.sittings import ask_units, call_meetings
from tests.access.webhooks import hang_hooks
from tests.access.world import EMAIL, PHONE, UNITS, Place, World, canary, plant_world, read_again
from tests.factories import NOW, PDF, TODAY
from workflow.amendments.models import Amendment
from workflow.anomalies.models import AnomalyRules, Clearance
from workflow.decisions.models import Decision, Procedure, Turn
from workflow.decisions.presets import StepLine
from workflow.decisions.services import record_review, save_procedure
from workflow.desk.services import preview_run, save_view
from workflow.desk.services.bulk import Plan as BulkPlan
from workflow.items.deadlines import Deadline
from workflow.items.models import ItemFile
from workflow.items.services import issue_item, reply_item, sign_item
from workflow.items.sources import Source
from workflow.lights.models import LightDecree
from workflow.proposals.models import Proposal, ProposalRules
from workflow.spotchecks.models import Assignment, FrameRow, Record, Round, Visit
from workflow.steps.models import Delegation, StatisticsConfirmation, Transition


def build_world() -> World:
    """Everything there is: each place with one of each row."""
    world = plant_world()
    for fill in (
        call_meetings,
        ask_units,
        _fill_files,
        _pay,
        _amend,
        _confirm,
        _exempt,
        _decide,
        _inspect,
        _call_firms,
        _plan_nodes,
        _dispute,
        _oversee,
        ask_reports,
        _save_views,
        keep_figures,
        hang_hooks,
        _issue_items,
        fill_letters,
    ):
        fill(world)
    for place in world.places.values():
        read_again(place)
    return world


def _issue_items(world: World) -> None:
    """At every unit an item that waits to be signed, and one with a file, which the unit gave itself."""
    office = world.people["office"]
    for name in UNITS:
        place, word = world.places[name], canary(name)
        said: dict[str, Any] = {
            "issuer": place.unit,
            "lead": place.unit,
            "project": place.project,
            "requirement": f"{word}要求",
            "deadline": Deadline(days=5),
            "source": Source("other", f"{word}来源"),
            "by": office,
            "now": NOW,
        }
        place.item, other = (issue_item(matter=f"{word}事项{n}", **said) for n in (1, 2))
        by = place.filler
        sign_item(other.pk, by=by, now=NOW)
        files = [SimpleUploadedFile(f"{word}.pdf", PDF + word.encode())]
        place.worked_item = reply_item(other.pk, note=f"{word}回复", files=files, by=by, now=NOW)
        place.item_file = ItemFile.objects.get(event__item=other)


def _fill_files(world: World) -> None:
    """A phase, a yearly plan and a mark at every place; two chains of the city, one of them named for merging."""
    for place in world.places.values():
        at, by, word = place.project.pk, place.filler, canary(place.name)
        place.phase = add_phase(at, {"number": 1, "name": f"{word}一期", "capacity": f"{word}产能"}, by=by, now=NOW)
        place.year_plan = add_year_plan(
            at, {"year": 2026, "amount_wan": Decimal(1), "content": f"{word}年度"}, by=by, now=NOW
        )
        place.mark = add_mark(at, {"kind": "high_tech", "reason": f"{word}证书"}, by=by, now=NOW)
    city, office = world.places["city"], world.people["office"]
    city.chain = add_chain(city.unit, {"name": "EV"}, by=office, now=NOW)
    add_chain(city.unit, {"name": "ICE"}, by=office, now=NOW)


def _pay(world: World) -> None:
    """An arrival that waits for its confirmation, and the slip of another one."""
    for name, place in world.places.items():
        word, project = canary(name), place.project
        files = [SimpleUploadedFile(f"{word}{n}.pdf", PDF + f"%{word}{n}".encode()) for n in (1, 2)]
        slips = [
            add_evidence(project.pk, kind="bank_slip", title=f"{word}进账单", file=file, by=place.filler, now=NOW)
            for file in files
        ]
        said = {"arrived_on": TODAY, "amount_wan": Decimal(100), "origin": "local", "bank_name": f"{word}银行",
                "slip_number": word, "payer_name": f"{word}付款方", "note": f"{word}备注"}  # fmt: skip
        place.fund = report_fund(project.pk, said, slip=slips[0], by=place.filler, now=NOW)
        place.slip = slips[1]
        place.arrival = begin_arrival(project.pk, kind="other", filename=f"{word}.pdf", size=len(PDF), sha256="0" * 64,
                                      title=f"{word}待传", by=place.filler, now=NOW)  # fmt: skip


def _amend(world: World) -> None:
    """A request that waits; for ``asked`` decided by ``own``, else by the city's office."""
    for name, place in world.places.items():
        word, unit = canary(name), world.units["own" if name == "asked" else "office"]
        place.amendment = Amendment.objects.create(
            project=place.claimed, kind="correction", effective_on=TODAY, reason=f"{word}更正", phase=f"{word}期",
            amounts={"total_investment_wan": ["1", "2"]}, base_version=1, deciding_unit=unit, due_on=TODAY,
            requested_by=place.filler, requested_at=NOW, updated_at=NOW,
        )  # fmt: skip


def _confirm(world: World) -> None:
    """A confirmation of each place's first project, and a delegation by each unit to one that nobody here sits in."""
    for name, place in world.places.items():
        place.confirmation = StatisticsConfirmation.objects.create(
            project=place.project, kind="library", confirmed_on=TODAY, basis=f"{canary(name)}批次",
            created_by=place.filler, created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        other = world.units["elsewhere" if place.unit == world.units["sibling"] else "sibling"]
        place.delegation = Delegation.objects.create(
            unit=place.unit, to_unit=other, valid_from=TODAY, valid_to=TODAY, basis="委托书", given_by=place.filler,
            given_at=NOW,
        )  # fmt: skip


def _exempt(world: World) -> None:
    """An exemption from the lights that waits for the office."""
    for name, place in world.places.items():
        word = canary(name)
        place.decree = LightDecree.objects.create(
            project=place.project, kind="exempt", colour="green", reason=f"{word}暴雨", basis=place.evidence,
            until_on=TODAY, asked_by=place.filler, asked_at=NOW,
        )  # fmt: skip


def _decide(world: World) -> None:
    """A decision at its first step; for ``asked`` answered by ``own``, else by the city's office. And a review."""
    procedure = save_procedure(
        world.units["city"], [StepLine("研判", "unit", 2, unit=world.units["office"])], valid_from=TODAY,
        by=world.people["office"], now=NOW,
    )  # fmt: skip
    for name, place in world.places.items():
        place.decision = _begun(place.claimed, procedure, world.units["own" if name == "asked" else "office"], place)
        place.review = record_review(
            place.claimed.pk, reviewer=f"{canary(name)}审", reviewed_on=TODAY, conclusion="fit", by=place.filler,
            document_number=f"{canary(name)}号", note=f"{canary(name)}说明", now=NOW,
        )  # fmt: skip


def _begun(project: Project, procedure: Procedure, unit: Organisation, place: Place) -> Decision:
    step, word = procedure.steps.get(), canary(place.name)
    made = Decision.objects.create(
        project=project, attempt=1, procedure=procedure, landing=place.unit, step=step, unit=unit, due_on=TODAY,
        started_by=place.filler, started_at=NOW, started_on=TODAY, note=f"{word}发起", updated_at=NOW,
    )  # fmt: skip
    Turn.objects.create(decision=made, sequence=1, holder="office", step=step, unit=unit, asked_by=place.filler,
                        began_at=NOW, began_on=TODAY, due_on=TODAY)  # fmt: skip
    return made


def _inspect(world: World) -> None:
    """At each place a round that is over, one whose visit nobody has made yet, and one that is only planned."""
    for number, (name, place) in enumerate(world.places.items()):
        word = canary(name)
        done, waits = _round(world, 3 * number, f"{word}核查"), _round(world, 3 * number + 1, canary(name, "qs"))
        place.spot_planned = _round(world, 3 * number + 2, canary(name, "qs"))
        place.spot_visit, place.spot_waiting = (_visit(world, one, place.transition) for one in (done, waits))
        Record.objects.create(
            visit=place.spot_visit, visited_at=NOW, met=f"{word}接待", place=f"{word}地点", finding="true",
            text=f"{word}情况", recorded_by=world.people["office"], recorded_at=NOW,
        )  # fmt: skip
        for one in (done, waits):
            Round.objects.filter(pk=one.pk).update(
                state="fixed", fixed_at=NOW, fixed_by=world.people["office"], known_at=NOW, frame_size=1,
                frame_sha256="0" * 64, algorithm="luodi-sample-1",
            )  # fmt: skip
        place.spot_round, place.spot_open = done, waits


def _round(world: World, number: int, title: str) -> Round:
    return Round.objects.create(
        organisation=world.units["city"], year=2026, sequence=number + 1, title=title, steps=["sign"], from_on=TODAY,
        to_on=TODAY, method="fixed", size=1, seed=f"{title}种子", created_by=world.people["office"], created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip


def _visit(world: World, round_: Round, transition: Transition) -> Visit:
    row = FrameRow.objects.create(round=round_, transition=transition, stratum="全部", place=1, is_drawn=True)
    visit = Visit.objects.create(round=round_, row=row, project=transition.project, number=1, due_on=TODAY)
    office = world.people["office"]
    for officer in (office, world.people["audit_admin"]):
        Assignment.objects.create(visit=visit, officer=officer, assigned_by=office, assigned_at=NOW)
    return visit


def _oversee(world: World) -> None:
    """A proposal on the first project of each place, and an anomaly that its unit has cleared."""
    for name, place in world.places.items():
        word, by = canary(name), place.filler
        place.proposal = Proposal.objects.create(
            project=place.project, kind="stale", episode="2026-01-01", because=f"{word}无进展", proposed_at=NOW,
            updated_at=NOW,
        )  # fmt: skip
        place.clearance = Clearance.objects.create(
            kind="amounts", key=str(place.project.pk), fingerprint=name, title=f"{word}项目", reason=f"{word}已核",
            organisation=place.unit, by=by, at=NOW,
        )  # fmt: skip
    AnomalyRules.objects.create(organisation=world.units["city"])
    ProposalRules.objects.create(organisation=world.units["city"], valid_from=TODAY)


def _dispute(world: World) -> None:
    """A clash between two projects of each place, and a transfer that its unit is asked to accept."""
    for place in world.places.values():
        by, whence = place.filler, world.units["city" if place.unit != world.units["city"] else "elsewhere"]
        place.clash = Clash.objects.create(
            first=place.project, later=place.suspended, strength="certain", due_on=TODAY, raised_at=NOW, updated_at=NOW
        )
        place.transfer = Transfer.objects.create(
            project=place.project, sender=whence, to=place.unit, why=f"{canary(place.name)}理由", asked_by=by,
            asked_at=NOW, updated_at=NOW,
        )  # fmt: skip


def _call_firms(world: World) -> None:
    """A recognition and a contact of each firm; the contact's name is for who sees the projects."""
    for name, place in world.places.items():
        word, by = canary(name), place.filler
        place.honour = add_recognition(place.firm.pk, kind="high_tech", by=by, now=NOW)
        place.contact = add_contact(place.firm.pk, name=f"{word}联系人", phone=PHONE, email=f"{EMAIL}{name}@qf.example",
                                    by=by, now=NOW)  # fmt: skip


def _plan_nodes(world: World) -> None:
    """A draft plan of one node for the first project of each place; a template of each unit."""
    for name, place in world.places.items():
        word = canary(name)
        values = {"name": f"{word}节点", "note": f"{word}注", "stage": "signed", "planned_start_on": TODAY,
                  "planned_on": TODAY}  # fmt: skip
        place.node = add_node(place.project.pk, values, by=place.filler, now=NOW)
        place.plan = place.node.plan
        if name in UNITS:
            label = canary(name, "qu") if name == "sibling" else name
            place.template = copy_preset(
                "opening", organisation=place.unit, name=f"{label}模板", by=world.people["office"], now=NOW
            )


def _save_views(world: World) -> None:
    """At each place its filler shares a view with the own unit, and has looked at what a tag would change."""
    for place in world.places.values():
        by = place.filler
        place.view = save_view(f"{place.name}视图", "stage=signed", "", shared_with=place.unit, by=by, now=NOW)
        found = [Project.objects.get(pk=place.project.pk)]
        place.run = preview_run(BulkPlan("add_tag", tag="核对"), found, filters="", by=by, now=NOW)
