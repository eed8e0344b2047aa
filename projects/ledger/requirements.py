"""What each step requires, as data: fields, evidence, conditions (domain.md 2.2). ``missing_for`` reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from projects.ledger.kinds import AgreementKind, StartKind
from projects.ledger.kinds import EvidenceKind as E
from projects.ledger.stages import Step

Values = Mapping[str, object]
When = Callable[[Values], bool]


def always(_: Values) -> bool:
    """Required whatever the project says."""
    return True


def start_is(*kinds: str) -> When:
    """Required when the kind of start is one of ``kinds``."""
    return lambda values: values.get("start_kind") in kinds


def has_substitute_reason(values: Values) -> bool:
    """A reason was given why there is no 立项文件."""
    return bool(values.get("approval_substitute_reason"))


def is_no_formal_agreement(values: Values) -> bool:
    """What was signed is said to be a framework agreement or a letter of intent; nothing said counts as formal."""
    return values.get("agreement_kind") in (AgreementKind.FRAMEWORK, AgreementKind.INTENT)


def is_foreign(values: Values) -> bool:
    """The investment is agreed in foreign money."""
    return values.get("foreign_amount_wan") is not None


def is_formal(value: object) -> bool:
    """Is this kind of agreement the one that counts?"""
    return value == AgreementKind.FORMAL


@dataclass(frozen=True)
class FieldRequirement:
    """A field that must hold a value (a condition: a tick or a named person), or one that ``meets`` accepts."""

    name: str
    label: str
    how: str
    kind: str = "field"
    when: When = always
    meets: Callable[[object], bool] = bool
    in_file: bool = False
    """It stands with others in the file of the project and is written there; no claim carries it alone."""


@dataclass(frozen=True)
class EvidenceRequirement:
    """One of ``alternatives`` must be complete; each is a set of evidence kinds, usable under its own condition."""

    name: str
    label: str
    how: str
    alternatives: tuple[tuple[frozenset[str], When], ...]
    when: When = always


@dataclass(frozen=True)
class StepRequirements:
    """Everything one step asks for. ``needs_chief``: a chief responsible officer if the project needs one."""

    fields: tuple[FieldRequirement, ...] = ()
    evidence: tuple[EvidenceRequirement, ...] = ()
    needs_chief: bool = False
    needs_reason: bool = False
    needs_finding: bool = False
    may_set: tuple[str, ...] = field(default=())
    looks_at: tuple[str, ...] = field(default=())
    """What the conditions of this step read besides; no claim carries it."""

    def claimable(self) -> tuple[str, ...]:
        """Names of the fields a claim for this step may carry."""
        return tuple(dict.fromkeys([*(f.name for f in self.fields if not f.in_file), *self.may_set]))

    def read(self) -> tuple[str, ...]:
        """Names of the fields that the conditions of this step ask for."""
        return tuple(dict.fromkeys([*self.claimable(), *(f.name for f in self.fields), *self.looks_at]))


def document(kind: E, how: str, when: When = always) -> EvidenceRequirement:
    """A single document."""
    return EvidenceRequirement(kind.value, str(kind.label), how, ((frozenset({kind.value}), always),), when)


_CONSTRUCTION = start_is(StartKind.CONSTRUCTION)
_EQUIPMENT = start_is(StartKind.EQUIPMENT)
_OPENING = start_is(StartKind.OPENING)

STEP_REQUIREMENTS: dict[str, StepRequirements] = {
    Step.SIGN: StepRequirements(
        fields=(
            FieldRequirement("investors", "投资方", "在项目档案中登记至少一个投资方"),
            FieldRequirement("total_investment_wan", "总投资", "填写协议总投资额"),
            FieldRequirement("landing_organisation", "落地单位", "选择项目落地的县区或园区"),
            FieldRequirement("industry", "行业", "填写国民经济行业代码（GB/T 4754），如C38"),
            FieldRequirement(
                "fair_competition_reviewed_by",
                "公平竞争审查",
                "填写完成公平竞争审查的人员姓名",
                kind="condition",
            ),
            FieldRequirement(
                "agreement_kind",
                "正式投资协议（协议类型）",
                "框架协议、意向书不计签约：签订正式投资协议后，把协议类型改为“正式投资协议”再申报",
                kind="condition",
                when=is_no_formal_agreement,
                meets=is_formal,
            ),
            FieldRequirement(
                "foreign_rate",
                "外币折算汇率",
                "在项目档案中填写折算汇率、汇率日期和来源：外币投资按认定时的折合人民币数固定，之后不再重算",
                kind="condition",
                when=is_foreign,
                in_file=True,
            ),
        ),
        evidence=(document(E.INVESTMENT_AGREEMENT, "上传已签署的正式投资协议；框架协议、意向书不计签约"),),
        needs_chief=True,
        may_set=("fixed_investment_wan", "planned_registered_on", "planned_started_on", "planned_producing_on"),
        looks_at=("foreign_amount_wan",),
    ),
    Step.REGISTER: StepRequirements(
        fields=(
            FieldRequirement("company_name", "项目公司名称", "填写在本地注册的项目公司全称"),
            FieldRequirement("company_uscc", "统一社会信用代码", "按营业执照填写18位统一社会信用代码"),
            FieldRequirement("registered_capital_wan", "注册资本", "按营业执照填写注册资本"),
            FieldRequirement(
                "registered_in_jurisdiction",
                "注册地在本市",
                "核对营业执照登记机关，确认公司在本市注册",
                kind="condition",
            ),
        ),
        evidence=(document(E.BUSINESS_LICENCE, "上传营业执照扫描件或照片"),),
        may_set=("planned_started_on", "planned_producing_on"),
    ),
    Step.START: StepRequirements(
        fields=(
            FieldRequirement("start_kind", "开工类型", "选择建安、设备购置或开业"),
            FieldRequirement("planned_producing_on", "计划投产日期", "填写承诺的投产日期"),
            FieldRequirement("site", "建设地点", "填写地块或厂房"),
            FieldRequirement(
                "investment_code",
                "投资项目代码",
                "填写投资项目在线审批监管平台的项目代码，如2111-340271-04-01-663102",
                when=_CONSTRUCTION,
            ),
            FieldRequirement(
                "permanent_works",
                "永久性工程破土",
                "确认永久性工程已正式破土；勘探、平整场地、拆迁、临时设施不算开工",
                kind="condition",
                when=_CONSTRUCTION,
            ),
        ),
        evidence=(
            document(E.CONSTRUCTION_SCOPE, "上传建设内容说明", _CONSTRUCTION),
            document(E.CONSTRUCTION_CONTRACT, "上传已签署的施工合同", _CONSTRUCTION),
            document(E.SITE_PHOTO, "上传能看清永久性工程破土的现场照片", _CONSTRUCTION),
            EvidenceRequirement(
                "approval_document",
                "立项文件",
                "上传审批、核准或备案文件；没有时写明理由，并上传施工许可证、设计文件、可研报告之一",
                (
                    (frozenset({E.APPROVAL_DOCUMENT.value}), always),
                    (frozenset({E.CONSTRUCTION_PERMIT.value}), has_substitute_reason),
                    (frozenset({E.DESIGN_DOCUMENT.value}), has_substitute_reason),
                    (frozenset({E.FEASIBILITY_STUDY.value}), has_substitute_reason),
                ),
                _CONSTRUCTION,
            ),
            document(E.EQUIPMENT_CONTRACT, "上传设备购置合同", _EQUIPMENT),
            document(E.PAYMENT_VOUCHER, "上传付款凭证", _EQUIPMENT),
            document(E.EQUIPMENT_PHOTO, "上传设备到位照片", _EQUIPMENT),
            document(E.OPENING_PROOF, "上传开业证明", _OPENING),
            EvidenceRequirement(
                "opening_photo",
                "现场照片",
                "上传开业现场照片",
                ((frozenset({E.SITE_PHOTO.value}), always),),
                _OPENING,
            ),
        ),
        may_set=("approval_substitute_reason", "fixed_investment_wan", "land_area_mu"),
    ),
    Step.PRODUCE: StepRequirements(
        fields=(FieldRequirement("production_sub_stage", "投产阶段", "选择试产、部分投产、投产、量产或达产"),),
        evidence=(
            EvidenceRequirement(
                "production_proof",
                "投产证明",
                "上传竣工或单项验收证明；或首台（套）产品下线证明加开票／纳税证明",
                (
                    (frozenset({E.COMPLETION_ACCEPTANCE.value}), always),
                    (frozenset({E.FIRST_PRODUCT.value, E.INVOICE_OR_TAX.value}), always),
                ),
            ),
        ),
    ),
    Step.SUSPEND: StepRequirements(needs_reason=True),
    Step.TERMINATE: StepRequirements(needs_reason=True),
    Step.WITHDRAW: StepRequirements(needs_reason=True),
    Step.RESUME: StepRequirements(needs_reason=True),
    Step.RESTORE: StepRequirements(needs_reason=True),
    Step.REVOKE: StepRequirements(
        evidence=(document(E.CHECK_RECORD, "上传核查记录"),), needs_reason=True, needs_finding=True
    ),
}
