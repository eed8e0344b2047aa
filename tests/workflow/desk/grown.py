"""A project with something behind every tab of its page, and as much of it as is asked for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.funds.services import report_fund
from projects.ledger.kinds import MarkKind
from projects.ledger.models import Clash, Credit, Project
from projects.ledger.services import (
    add_evidence,
    add_mark,
    add_phase,
    add_year_plan,
    assign,
    create_enterprise,
    end_responsibility,
    update_project,
)
from projects.ledger.stages import Step
from projects.people.models import Officer
from projects.plans.models import Node, Replan
from projects.plans.services import add_node
from projects.progress.levels import level_of
from projects.progress.periods import PeriodKind, period_on
from projects.progress.services import raise_problem, send_report
from tests.factories import NOW, PDF, TODAY, City, fresh, give_chief, new_project, submitted, take, upload
from tests.workflow.decisions.samples import procedure_of
from tests.workflow.dispatch.sittings import weekly
from tests.workflow.items.samples import issued, signed
from tests.workflow.letters.samples import received
from workflow.decisions.models import Decision, DecisionState, Gate, Procedure, Turn
from workflow.decisions.services import record_review
from workflow.letters.models import Talk
from workflow.lights.models import LightDecree, LightReading
from workflow.proposals.models import Proposal
from workflow.spotchecks.models import FrameRow, Record, Round, Visit
from workflow.spotchecks.models import Proposal as Revoking
from workflow.steps.models import Claim, StatisticsConfirmation

DAY = timedelta(days=1)
LARGE = Decimal(150_000)


def planted(city: City) -> Project:
    """Signed and taken back, with a chief, before a gate, and with a claim under way that changes the total."""
    project = new_project(city, total_investment_wan=LARGE, tags=["示例"])
    give_chief(city, project)
    take(city, project, Step.SIGN)
    take(city, project, Step.REVOKE)
    claim = submitted(city, fresh(project), Step.SIGN)
    Gate.objects.create(organisation=city.city, is_required=True, updated_by=city.dispatcher, updated_at=NOW)
    procedure_of(city)
    Claim.objects.filter(pk=claim.pk).update(fields={**claim.fields, "total_investment_wan": "160000.0000"})
    return fresh(project)


def grow(city: City, project: Project, first: int, number: int) -> None:
    """So many more of everything; ``first`` is the number of the first one."""
    for n in range(first, first + number):
        for add in (_file, _people, _plan, _progress, _money, _papers, _decisions, _claims, _duty, _oversight, _checks):
            add(city, project, n)


def _file(city: City, project: Project, n: int) -> None:
    by = city.clerk
    add_phase(project.pk, {"number": n + 1, "name": f"分期{n}", "total_wan": Decimal(100)}, by=by, now=NOW)
    add_year_plan(project.pk, {"year": 2026 + n, "amount_wan": Decimal(100)}, by=by, now=NOW)
    kind = MarkKind.values[n % len(MarkKind.values)]
    if n < len(MarkKind.values):
        add_mark(project.pk, {"kind": kind, "reason": "证书", "list_year": 2026}, by=by, now=NOW)
    units = (city.district, city.sibling, city.park, *city.departments.values())
    credit = {"organisation": units[n % len(units)], "part": "landing", "percent": Decimal(1)}
    if n < len(units):
        Credit.objects.create(project=project, created_by=by, created_at=NOW, updated_at=NOW, **credit)
    project.investors.add(create_enterprise(name=f"投资方{n}公司", by=by, now=NOW))
    project.tags.create(name=f"标签{n}")
    update_project(project.pk, {"summary": f"建设内容{n}"}, by=by, now=NOW + n * DAY / 100)


def _people(city: City, project: Project, n: int) -> None:
    """One who was, at a post, and one who is."""
    post, by = city.deputy_post, city.dispatcher
    since = TODAY - timedelta(days=100 - n)
    past = assign(project.pk, role="leader", post=post, valid_from=since, by=by, now=NOW)
    end_responsibility(past.pk, valid_to=since, by=by, now=NOW)
    if n < 2:
        officer = (city.clerk, city.deputy)[n]
        assign(project.pk, role="secretary", officer=officer, valid_from=TODAY, by=by, now=NOW)


def _plan(city: City, project: Project, n: int) -> None:
    before = list(Node.objects.filter(plan=project.pk).order_by("-position")[:2])
    node = add_node(
        project.pk,
        {"name": f"节点{n}", "stage": "started", "planned_start_on": TODAY, "planned_on": TODAY + n * DAY,
         "owner": city.deputy, "depends_on": before},
        by=city.clerk, now=NOW,
    )  # fmt: skip
    span = {"old_start_on": TODAY, "old_on": TODAY, "new_start_on": TODAY, "new_on": TODAY + DAY}
    Replan.objects.create(node=node, reason="等指标", by=city.clerk, at=NOW, **span)


def _progress(city: City, project: Project, n: int) -> None:
    period = period_on(PeriodKind.WEEK, TODAY - timedelta(days=7 * n))
    paper = upload(city, project, "other")
    said: dict[str, Any] = {"news": f"进展{n}", "evidence": [paper]}
    send_report(project.pk, period, said, by=city.clerk, now=NOW)
    asked = {"kind": "land", "level": level_of(city.district), "title": f"问题{n}", "need": "请协调",
             "asked_organisation": city.district}  # fmt: skip
    raise_problem(project.pk, asked, by=city.clerk, now=NOW)


def _money(city: City, project: Project, n: int) -> None:
    file = SimpleUploadedFile("进账单.pdf", PDF + b"%" + str(n).encode())
    slip = add_evidence(project.pk, kind="bank_slip", title="进账单", file=file, by=city.clerk, now=NOW)
    said = {"arrived_on": TODAY, "amount_wan": Decimal(100), "origin": "local", "bank_name": "银行",
            "slip_number": f"JZ{n}"}  # fmt: skip
    report_fund(project.pk, said, slip=slip, by=city.clerk, now=NOW)


def _papers(city: City, project: Project, n: int) -> None:
    for kind in ("other", "site_photo"):
        upload(city, project, kind)


def _decisions(city: City, project: Project, n: int) -> None:
    procedure, by = Procedure.objects.get(), city.clerk
    step = procedure.steps.first()
    assert step is not None
    made = Decision.objects.create(
        project=project, attempt=n + 1, procedure=procedure, landing=city.district, step=step, unit=city.district,
        started_by=by, started_at=NOW, started_on=TODAY, state=DecisionState.REJECTED, closed_at=NOW, closed_on=TODAY,
        updated_at=NOW,
    )  # fmt: skip
    Turn.objects.create(
        decision=made, sequence=1, holder="office", step=step, unit=city.district, asked_by=by, began_at=NOW,
        began_on=TODAY - 30 * DAY, due_on=TODAY, ended_on=TODAY, ended_at=NOW, outcome="rejected", note="缺材料",
        by=city.dispatcher,
    )  # fmt: skip
    record_review(project.pk, reviewer="郑审", reviewed_on=TODAY, conclusion="fit", document_number=f"{n}号", by=by,
                  now=NOW)  # fmt: skip


def _claims(city: City, project: Project, n: int) -> None:
    """Withdrawn ones, and what was confirmed for the statistics before the step was taken back."""
    said: dict[str, Any] = {"project": project, "created_by": city.clerk, "created_at": NOW, "updated_at": NOW}
    Claim.objects.create(step=Step.SIGN, effective_on=TODAY, state="withdrawn", note=f"第{n}次", **said)
    gone = {"withdrawn_at": NOW, "withdrawn_by": city.clerk, "withdrawn_why": "重复"} if n > 1 else {}
    kind = ("library", "above_scale")[n % 2]
    StatisticsConfirmation.objects.create(kind=kind, confirmed_on=TODAY, basis=f"批次{n}", **said, **gone)


def _duty(city: City, project: Project, n: int) -> None:
    for issue in (issued, signed):
        issue(city, project=project, joint=[city.sibling, city.park])
    received(city, project=project)
    Talk.objects.create(
        organisation=city.city, project=project, unit=city.district, trigger="连续红灯", held_at=NOW, place="会议室",
        led_by="王调", attendees="李填", outcome="限期推进", recorded_by=city.dispatcher, recorded_at=NOW,
    )  # fmt: skip
    weekly(city, name=f"第{n}个周调度")  # its agendas take the project up by themselves


def _oversight(city: City, project: Project, n: int) -> None:
    other = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, name=f"另一项目{n}",
                        investor=f"另一投资{n}")  # fmt: skip
    Clash.objects.create(first=other, later=project, strength="certain", due_on=TODAY, raised_at=NOW, updated_at=NOW)
    Proposal.objects.create(project=project, kind="stale", episode=f"{TODAY - n * DAY}", because="无进展",
                            proposed_at=NOW, updated_at=NOW)  # fmt: skip
    LightReading.objects.create(project=project, day=TODAY - (n + 1) * DAY, colour="red", reasons=["示例"])
    if n == 0:
        LightDecree.objects.create(project=project, kind="exempt", colour="green", reason="暴雨", until_on=TODAY,
                                   asked_by=city.clerk, asked_at=NOW, basis=upload(city, project, "other"))  # fmt: skip


def _checks(city: City, project: Project, n: int) -> None:
    """A visit with its record; the first one led to the revocation."""
    by: Officer = city.dispatcher
    round_ = Round.objects.create(
        organisation=city.city, year=2026, sequence=n + 1, title="核查", steps=["sign"], from_on=TODAY, to_on=TODAY,
        method="fixed", size=1, seed="种子", created_by=by, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    step = project.transitions.get(step=Step.SIGN)
    row = FrameRow.objects.create(round=round_, transition=step, stratum="全部", place=1, is_drawn=True)
    visit = Visit.objects.create(round=round_, row=row, project=project, number=1, due_on=TODAY)
    record = Record.objects.create(visit=visit, visited_at=NOW, met="接待", place="地点", finding="false", text="情况",
                                   recorded_by=by, recorded_at=NOW)  # fmt: skip
    Round.objects.filter(pk=round_.pk).update(
        state="fixed", fixed_at=NOW, fixed_by=by, known_at=NOW, frame_size=1, frame_sha256="0" * 64,
        algorithm="luodi-sample-1",
    )  # fmt: skip
    if n == 0:
        claim = Claim.objects.get(project=project, step=Step.REVOKE)
        Revoking.objects.create(record=record, claim=claim, by=by, at=NOW)
