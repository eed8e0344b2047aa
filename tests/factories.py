"""Samples for tests: named people of 芜湖 and projects that walk the real path to their stage."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from projects.access.models import Account
from projects.ledger.models import Evidence, Project
from projects.ledger.services import add_evidence, assign, create_enterprise, create_project
from projects.ledger.stages import STAGES, STEP_TO_STAGE, Step
from projects.people.models import Kind, Officer, Organisation, Post
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation, add_post, grant_roles, start_tenure
from tests.snapshots import Remembered
from workflow.steps.models import Claim, Transition, VerifyingUnit
from workflow.steps.services import approve_claim, draft_claim, submit_claim

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
PASSWORD = "Luodi-2026-demo"
USCC = "91340200MA2TE5T01C"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71"
    "////m8H////6/+b9//j/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
    "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
    "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
    "4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/ACv/2Q=="
)


@dataclass
class City:
    """芜湖 with three units below it, three departments, and named people."""

    province: Organisation
    city: Organisation
    district: Organisation
    sibling: Organisation
    park: Organisation
    departments: dict[str, Organisation]
    clerk: Officer
    sibling_clerk: Officer
    dispatcher: Officer
    leader: Officer
    chief: Officer
    chief_post: Post
    deputy: Officer
    deputy_post: Post
    verifiers: dict[str, Officer] = field(default_factory=dict)

    def verifier_of(self, step: str) -> Officer:
        """Who verifies ``step``: 投促中心, 市监局 or 工信局."""
        return self.verifiers[step]


def _person(unit: Organisation, username: str, name: str, *roles: str, scope: Organisation | None = None) -> Officer:
    officer = add_officer(
        unit,
        username=username,
        name=name,
        roles=roles,
        email=f"{username}@luodi.example",
        phone="13800001234",
        password=PASSWORD,
        scope=scope,
        by=None,
        now=NOW,
    )
    own_password(officer)
    return officer


def _build_city() -> City:
    """The people every story is told with."""
    province = add_organisation(
        None, code="340000", name="安徽省", kind=Kind.PROVINCE, region_code="340000", by=None, now=NOW
    )
    city = add_organisation(
        province, code="340200", name="芜湖市", kind=Kind.CITY, region_code="340200", by=None, now=NOW
    )
    district = add_organisation(
        city, code="340212", name="繁昌区", kind=Kind.DISTRICT, region_code="340212", by=None, now=NOW
    )
    sibling = add_organisation(
        city, code="340207", name="鸠江区", kind=Kind.DISTRICT, region_code="340207", by=None, now=NOW
    )
    park = add_organisation(
        city, code="340271", name="芜湖经济技术开发区", kind=Kind.PARK, short_name="芜湖经开区", by=None, now=NOW
    )
    names = {"TC": "市投资促进中心", "SJ": "市市场监督管理局", "GX": "市工业和信息化局"}
    departments = {
        key: add_organisation(city, code=f"340200-{key}", name=name, kind=Kind.DEPARTMENT, by=None, now=NOW)
        for key, name in names.items()
    }
    chief = _person(district, "zhangquzhang", "张区长", Role.LEADER)
    chief_post = add_post(district, title="区长", is_principal=True, by=None, now=NOW)
    start_tenure(chief_post, chief, valid_from=date(2020, 1, 1), by=None, now=NOW)
    deputy = _person(district, "zhoufuquzhang", "周副区长", Role.LEADER)
    deputy_post = add_post(district, title="副区长", by=None, now=NOW)
    start_tenure(deputy_post, deputy, valid_from=date(2020, 1, 1), by=None, now=NOW)
    built = City(
        province=province,
        city=city,
        district=district,
        sibling=sibling,
        park=park,
        departments=departments,
        clerk=_person(district, "litian", "李填", Role.CLERK),
        sibling_clerk=_person(sibling, "zhaotian", "赵填", Role.CLERK),
        dispatcher=_person(departments["TC"], "wangdiao", "王调", Role.DISPATCHER, scope=city),
        leader=_person(city, "chenshizhang", "陈市长", Role.LEADER),
        chief=chief,
        chief_post=chief_post,
        deputy=deputy,
        deputy_post=deputy_post,
    )
    _seat_verifiers(built)
    return built


def _seat_verifiers(built: City) -> None:
    people = {
        "TC": _person(built.departments["TC"], "qianren", "钱认", Role.VERIFIER),
        "SJ": _person(built.departments["SJ"], "sunren", "孙认", Role.VERIFIER),
        "GX": _person(built.departments["GX"], "wuren", "吴认", Role.VERIFIER),
    }
    units = {Step.REGISTER: "SJ", Step.START: "GX", Step.PRODUCE: "GX"}
    for step in (*STEP_TO_STAGE.values(), Step.RESUME, Step.RESTORE, Step.REVOKE):
        key = units.get(Step(step), "TC")
        built.verifiers[step] = people[key]
        VerifyingUnit.objects.create(city=built.city, step=step, unit=built.departments[key])


build_city = Remembered(_build_city)


def new_project(city: City, *, now: datetime = NOW, by: Officer | None = None, **over: Any) -> Project:
    """A project in 在谈 of 繁昌区, entered by its clerk, complete enough to be signed once evidence is there."""
    by = by or city.clerk
    investor = create_enterprise(name=over.pop("investor", "中信博新能源"), by=by, now=now)
    values = {
        "name": "中信博新能源装备产业园",
        "landing_organisation": city.district,
        "total_investment_wan": Decimal("80000"),
        "industry": "C38",
        "negotiating_on": now.date() - timedelta(days=200),
        "investors": [investor],
        **over,
    }
    return create_project(values, by=by, now=now)


def upload(city: City, project: Project, kind: str, *, now: datetime = NOW, by: Officer | None = None) -> Evidence:
    """A small real file of this kind."""
    picture = kind.endswith("photo")
    file = SimpleUploadedFile(f"{kind}.{'jpg' if picture else 'pdf'}", JPEG if picture else PDF)
    return add_evidence(project.pk, kind=kind, title=kind, file=file, by=by or city.clerk, now=now)


STEP_FIELDS: dict[str, dict[str, Any]] = {
    Step.SIGN: {"fair_competition_reviewed_by": "郑审"},
    Step.REGISTER: {
        "company_name": "芜湖中信博新能源有限公司",
        "company_uscc": USCC,
        "registered_capital_wan": Decimal("10000"),
    },
    Step.START: {
        "start_kind": "construction",
        "planned_producing_on": date(2027, 12, 31),
        "site": "孙村镇工业园B-12地块",
        "investment_code": "2606-340212-04-01-663102",
        "permanent_works": True,
    },
    Step.PRODUCE: {"production_sub_stage": "trial"},
    Step.REVOKE: {},
    Step.RESUME: {},
    Step.RESTORE: {},
}
STEP_EVIDENCE: dict[str, tuple[str, ...]] = {
    Step.SIGN: ("investment_agreement",),
    Step.REGISTER: ("business_licence",),
    Step.START: ("construction_scope", "construction_contract", "site_photo", "approval_document"),
    Step.PRODUCE: ("completion_acceptance",),
    Step.REVOKE: ("check_record",),
    Step.RESUME: (),
    Step.RESTORE: (),
}


def submitted(
    city: City, project: Project, step: str, *, on: date | None = None, now: datetime = NOW, by: Officer | None = None
) -> Claim:
    """A complete claim, handed in by the clerk."""
    by = by or city.clerk
    documents = [upload(city, project, kind, now=now, by=by) for kind in STEP_EVIDENCE[step]]
    claim = draft_claim(
        project.pk,
        step,
        by=by,
        now=now,
        effective_on=on or now.date(),
        reason="核查发现问题" if step == Step.REVOKE else "条件具备",
        fields=STEP_FIELDS[step],
        evidence=documents,
    )
    return submit_claim(claim.pk, by=by, now=now)


def take(city: City, project: Project, step: str, *, on: date | None = None, now: datetime = NOW) -> Transition:
    """Claim and verify one step."""
    claim = submitted(city, project, step, on=on, now=now)
    return approve_claim(claim.pk, by=city.verifier_of(step), now=now)


def give_chief(city: City, project: Project, *, now: datetime = NOW) -> None:
    """张区长, by post."""
    assign(
        project.pk,
        role="chief",
        post=city.chief_post,
        valid_from=now.date(),
        basis="示例文件",
        by=city.dispatcher,
        now=now,
    )


def fresh(project: Project) -> Project:
    """The row as it is now."""
    return Project.objects.get(pk=project.pk)


def at_stage(project: Project, stage: str, city: City, *, now: datetime = NOW) -> Project:
    """Walk ``project`` to ``stage`` by verified claims, a chief first where one is needed."""
    project = Project.objects.get(pk=project.pk)
    if project.needs_chief and not project.responsibilities.current().chiefs().exists():
        give_chief(city, project, now=now)
    for reached in STAGES[STAGES.index(project.stage) + 1 : STAGES.index(stage) + 1]:
        take(city, project, STEP_TO_STAGE[reached], now=now)
    return Project.objects.get(pk=project.pk)


def sign_in(client: Client, officer: Officer) -> Client:
    """``officer`` is wholly signed in at ``client``: for administrators, with the second factor verified."""
    client.force_login(officer)
    session = client.session
    session["access_verified"] = True
    session.save()
    return client


def own_password(*officers: Officer) -> None:
    """The passwords of ``officers`` count as their own choice of today: no change is due at sign-in."""
    now = timezone.now()
    for officer in officers:
        Account.objects.update_or_create(officer=officer, defaults={"chosen_at": now, "counted_from": now})


def build_administrators() -> dict[str, Officer]:
    """The three administrators by role, with ``PASSWORD`` of their own choice and no second factor yet."""
    made = {}
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        officer = Officer(username=role.value, name=role.label)
        officer.set_password(PASSWORD)
        officer.save()
        grant_roles(officer, [role], by=None, now=NOW)
        own_password(officer)
        made[role.value] = officer
    return made
