"""Which fields of a project may be written, by whom they are called what, and how a value is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Model

MONEY_FIELDS: tuple[str, ...] = (
    "total_investment_wan",
    "fixed_investment_wan",
    "filed_investment_wan",
    "statistics_investment_wan",
    "foreign_amount_wan",
    "registered_capital_wan",
    "expected_output_wan",
    "expected_tax_wan",
)
FOREIGN_FIELDS: tuple[str, ...] = (
    "foreign_currency",
    "foreign_amount_wan",
    "foreign_rate",
    "foreign_rate_on",
    "foreign_rate_source",
)
AMOUNT_FIELDS: tuple[str, ...] = ("total_investment_wan", "fixed_investment_wan", *FOREIGN_FIELDS)
"""What the verification of the signing froze: from then on only an amendment changes it (domain.md 3)."""
ORGANISATION_FIELDS: tuple[str, ...] = ("landing_organisation", "lead_organisation", "first_contact_organisation")
DATE_FIELDS: tuple[str, ...] = (
    "negotiating_on",
    "planned_signed_on",
    "planned_registered_on",
    "planned_started_on",
    "planned_producing_on",
    "foreign_rate_on",
)
FLAG_FIELDS: tuple[str, ...] = ("is_industrial", "assigned_by_city", "registered_in_jurisdiction", "permanent_works")
CHOICE_FIELDS: tuple[str, ...] = (
    "channel",
    "agreement_kind",
    "construction_nature",
    "land_kind",
    "start_kind",
    "production_sub_stage",
)
NUMBER_FIELDS: tuple[str, ...] = ("land_area_mu", "foreign_rate", "expected_jobs")
TEXT_FIELDS: tuple[str, ...] = (
    "name",
    "external_ref",
    "summary",
    "foreign_currency",
    "foreign_rate_source",
    "industry",
    "chain",
    "demonstration_reason",
    "fair_competition_reviewed_by",
    "site",
    "investment_code",
    "approval_substitute_reason",
)
COMPANY_FIELDS: tuple[str, ...] = ("company_name", "company_uscc")
MANY_FIELDS: tuple[str, ...] = ("investors", "tags")
PLAIN_FIELDS: tuple[str, ...] = (
    *TEXT_FIELDS,
    *CHOICE_FIELDS,
    *MONEY_FIELDS,
    *NUMBER_FIELDS,
    *FLAG_FIELDS,
    *DATE_FIELDS,
    *ORGANISATION_FIELDS,
)
DERIVED_FIELDS: tuple[str, ...] = ("foreign_equivalent_wan",)
"""What the ledger works out from the fields that are written; shown and kept in the history, never typed."""
WRITABLE_FIELDS: tuple[str, ...] = (*PLAIN_FIELDS, *COMPANY_FIELDS, *MANY_FIELDS)

LABELS: dict[str, str] = {
    "name": "项目名称",
    "external_ref": "外部编号",
    "summary": "建设内容",
    "landing_organisation": "落地单位",
    "lead_organisation": "牵头单位",
    "first_contact_organisation": "首谈单位",
    "investors": "投资方",
    "tags": "标签",
    "company_name": "项目公司名称",
    "company_uscc": "项目公司统一社会信用代码",
    "total_investment_wan": "总投资",
    "fixed_investment_wan": "固定资产投资",
    "filed_investment_wan": "备案证金额",
    "statistics_investment_wan": "纳统计划总投资",
    "foreign_currency": "外币币种",
    "foreign_amount_wan": "外币金额",
    "foreign_rate": "折算汇率",
    "foreign_rate_on": "汇率日期",
    "foreign_rate_source": "汇率来源",
    "foreign_equivalent_wan": "外币折合人民币",
    "registered_capital_wan": "注册资本",
    "land_area_mu": "用地",
    "is_industrial": "工业项目",
    "industry": "行业",
    "chain": "产业链",
    "channel": "招商方式",
    "agreement_kind": "协议类型",
    "construction_nature": "建设性质",
    "land_kind": "用地情况",
    "expected_output_wan": "预计年产值",
    "expected_tax_wan": "预计年税收",
    "expected_jobs": "预计用工",
    "assigned_by_city": "市委市政府直接交办",
    "demonstration_reason": "高新技术／示范／影响重大的理由",
    "fair_competition_reviewed_by": "公平竞争审查人",
    "start_kind": "开工类型",
    "site": "建设地点",
    "investment_code": "投资项目代码",
    "registered_in_jurisdiction": "注册地在本市",
    "permanent_works": "永久性工程已正式破土",
    "approval_substitute_reason": "无立项文件的理由",
    "production_sub_stage": "投产阶段",
    "negotiating_on": "在谈日期",
    "planned_signed_on": "计划签约",
    "planned_registered_on": "计划注册",
    "planned_started_on": "计划开工",
    "planned_producing_on": "计划投产",
}


def show_value(value: object) -> str:
    """A value as the history shows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, Model)):
        return str(value)
    if isinstance(value, Iterable):
        return "、".join(str(item) for item in value)
    return str(value)
