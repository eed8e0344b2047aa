"""The sandbox as it is founded: an invented city, two districts, who verifies, a project at each stage, six keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from config.demo.codes import sample_investment_code, sample_uscc
from config.demo.loading import latest_promised
from config.demo.papers import paper
from config.demo.telling import PAPERS
from projects.audit.services import audited
from projects.errors import Conflict
from projects.gateway.models import Signing
from projects.gateway.services import create_client, revoke_key
from projects.gateway.signatures import secret_shown
from projects.ledger.models import Project
from projects.ledger.services import add_evidence, assign, create_enterprise, create_project
from projects.ledger.stages import CLAIMED_STEPS, STAGES, STEP_TO_STAGE, Step
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Permission, Role
from projects.people.services import add_officer, add_organisation, add_post, start_tenure
from workflow.steps.models import VerifyingUnit
from workflow.steps.services import approve_claim, draft_claim, submit_claim

ROOT, CITY, DISTRICT, SIBLING = "990000", "990100", "990101", "990102"
NOWHERE = "349999"
"""A region such a code may name, which nobody has."""
KEY_LASTS = timedelta(days=365)
ONE_DAY = timedelta(days=1)
READ = (Permission.PROJECT_READ, Permission.DISPATCH_READ)
VENDOR = (
    *READ, Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.DISPATCH_WRITE, Permission.STATISTICS_READ,
    Permission.WEBHOOK_WRITE,
)  # fmt: skip
FIELDS: dict[str, dict[str, Any]] = {
    Step.SIGN: {"fair_competition_reviewed_by": "沙箱审查员"},
    Step.REGISTER: {"company_name": "沙箱项目公司", "registered_capital_wan": Decimal(10_000)},
    Step.START: {"start_kind": "construction", "site": "沙箱地块", "permanent_works": True},
    Step.PRODUCE: {"production_sub_stage": "trial"},
}


@dataclass
class Sandbox:
    """What a vendor is given: option of the conformance kit → key in the clear."""

    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _People:
    district: Organisation
    clerk: Officer
    verifier: Officer


@audited()
def found(*, now: datetime) -> Sandbox:
    """Fill an empty database; ``Conflict`` when anything is there. Whole or not at all."""
    if Organisation.objects.exists() or Officer.objects.exists():
        raise Conflict("数据库里已有单位或账号，联调环境只能建在空库里。请换一个数据目录，如 LUODI_HOME=var-sandbox。")
    at = latest_promised(now)
    root = _place(None, ROOT, "沙箱省", Kind.PROVINCE, now=at)
    city = _place(root, CITY, "沙箱市", Kind.CITY, now=at)
    district = _place(city, DISTRICT, "沙箱区", Kind.DISTRICT, now=at)
    sibling = _place(city, SIBLING, "沙箱县", Kind.DISTRICT, now=at)
    centre = add_organisation(city, code=f"{CITY}-TC", name="沙箱市投资促进中心", kind=Kind.DEPARTMENT, by=None, now=at)
    people = _People(
        district,
        add_officer(district, username="shaxiang.tianbao", name="沙填报", roles=(Role.CLERK,), by=None, now=at),
        add_officer(centre, username="shaxiang.rending", name="沙认定", roles=(Role.VERIFIER,), by=None, now=at),
    )
    VerifyingUnit.objects.bulk_create(VerifyingUnit(city=city, step=step, unit=centre) for step in CLAIMED_STEPS)
    for number, stage in enumerate(STAGES):
        _walk(_enter(people, number, now=at), stage, people, now=at)
    _lead(people, now=at)
    return Sandbox(_keys(district, sibling, centre, now=now))


def _place(parent: Organisation | None, code: str, name: str, kind: str, *, now: datetime) -> Organisation:
    return add_organisation(parent, code=code, name=name, kind=kind, region_code=code, by=None, now=now)


def _keys(district: Organisation, sibling: Organisation, centre: Organisation, *, now: datetime) -> dict[str, str]:
    until = now + KEY_LASTS
    main, key = create_client(
        district, name="沙箱区业务系统", scopes=VENDOR, signing=Signing.OPTIONAL, by=None, now=now, expires_at=until
    )
    keys = {
        "key": str(key),
        "signing-secret": secret_shown(main),
        "second-key": _key(sibling, "沙箱县业务系统", VENDOR, now=now),
        "verifier-key": _key(centre, "沙箱市认定系统", (*READ, Permission.CLAIM_VERIFY), now=now),
        "narrow-key": _key(district, "沙箱区大屏", (Permission.PROJECT_READ,), now=now),
    }
    row, revoked = create_client(district, name="沙箱区旧系统", scopes=VENDOR, by=None, now=now, expires_at=until)
    revoke_key(row, reason="供联调检查吊销的密钥", by=None, now=now)
    _, expired = create_client(
        district, name="沙箱区停用系统", scopes=VENDOR, by=None, now=now - ONE_DAY, expires_at=now - ONE_DAY / 2
    )
    return {**keys, "revoked-key": str(revoked), "expired-key": str(expired)}


def _key(unit: Organisation, name: str, scopes: tuple[str, ...], *, now: datetime) -> str:
    return str(create_client(unit, name=name, scopes=scopes, by=None, now=now, expires_at=now + KEY_LASTS)[1])


def _enter(people: _People, number: int, *, now: datetime) -> Project:
    """A project in 在谈: below every threshold, so that nobody must lead it before it moves on."""
    firm = "甲乙丙丁戊"[number]
    values = {
        "name": f"沙箱{firm}项目",
        "landing_organisation": people.district,
        "total_investment_wan": Decimal(20_000 + 1_000 * number),
        "industry": "C38",
        "negotiating_on": timezone.localdate(now) - timedelta(days=200),
        "investors": [create_enterprise(name=f"沙箱{firm}公司", by=people.clerk, now=now)],
    }
    return create_project(values, by=people.clerk, now=now)


def _lead(people: _People, *, now: datetime) -> None:
    """The newest project has a chief, by post: somebody to filter by."""
    head = add_officer(
        people.district, username="shaxiang.quzhang", name="沙区长", roles=(Role.LEADER,), by=None, now=now
    )
    post, today = add_post(people.district, title="区长", is_principal=True, by=None, now=now), timezone.localdate(now)
    start_tenure(post, head, valid_from=today, basis="沙箱任命", by=None, now=now)
    project = Project.objects.latest("number")
    assign(project.pk, role="chief", post=post, valid_from=today, basis="沙箱指定", by=people.clerk, now=now)


def _walk(project: Project, stage: str, people: _People, *, now: datetime) -> None:
    """Claim and verify one step after the other up to ``stage``."""
    for reached in STAGES[1 : STAGES.index(stage) + 1]:
        step = STEP_TO_STAGE[reached]
        documents = [
            add_evidence(
                project.pk, kind=kind, title="示例材料", file=paper(kind, project.name), by=people.clerk, now=now
            )
            for kind in PAPERS[step]
        ]
        claim = draft_claim(
            project.pk, step, by=people.clerk, now=now, effective_on=timezone.localdate(now), reason="条件具备",
            fields=FIELDS[step] | _further(step, project, timezone.localdate(now)), evidence=documents,
        )  # fmt: skip
        submit_claim(claim.pk, by=people.clerk, now=now)
        approve_claim(claim.pk, by=people.verifier, now=now, note="沙箱认定")


def _further(step: str, project: Project, today: date) -> dict[str, Any]:
    """What must differ from project to project, or lies ahead."""
    number = int(project.number.rsplit("-", 1)[1])
    if step == Step.REGISTER:
        return {"company_uscc": sample_uscc(DISTRICT, number)}
    if step == Step.START:
        code = sample_investment_code(NOWHERE, today.year, today.month, number)
        return {"planned_producing_on": today + timedelta(days=400), "investment_code": code}
    return {}
