"""How the form of a project is laid out: its sections, the unit behind every number, what runs over the whole width."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One part of the page. ``folds``: closed until something stands in it; ``hint``: a sentence under the heading."""

    title: str
    names: tuple[str, ...]
    folds: bool = False
    hint: str = ""


SECTIONS: tuple[Section, ...] = (
    Section("基本情况", ("name", "landing_organisation", "lead_organisation", "first_contact_organisation", "summary")),
    Section(
        "投资",
        (
            "total_investment_yi",
            "fixed_investment_yi",
            "filed_investment_wan",
            "statistics_investment_wan",
            "registered_capital_wan",
        ),
        hint="各项口径不同，不相加也不互相代替；到位资金在“资金”里登记，年度计划和分期保存后在项目概况里登记。",
    ),
    Section(
        "外币投资",
        ("foreign_amount_wan", "foreign_currency", "foreign_rate", "foreign_rate_on", "foreign_rate_source"),
        folds=True,
        hint="协议以外币约定的填这里。折合人民币由系统计算，签约认定后固定，不再随汇率变动。",
    ),
    Section("用地与建设", ("land_kind", "land_area_mu", "construction_nature", "site")),
    Section("预计效益", ("expected_output_wan", "expected_tax_wan", "expected_jobs"), folds=True),
    Section("行业与招商", ("industry", "is_industrial", "chain", "channel", "tags", "external_ref")),
    Section("首席责任人的依据", ("assigned_by_city", "demonstration_reason")),
    Section(
        "在谈与承诺日期",
        ("negotiating_on", "planned_signed_on", "planned_registered_on", "planned_started_on", "planned_producing_on"),
    ),
    Section(
        "申报节点时需要",
        (
            "agreement_kind",
            "fair_competition_reviewed_by",
            "company_name",
            "company_uscc",
            "registered_in_jurisdiction",
            "start_kind",
            "investment_code",
            "permanent_works",
            "approval_substitute_reason",
            "production_sub_stage",
        ),
    ),
)
UNITS: dict[str, str] = {
    "total_investment_yi": "亿元",
    "fixed_investment_yi": "亿元",
    "filed_investment_wan": "万元",
    "statistics_investment_wan": "万元",
    "foreign_amount_wan": "万（外币）",
    "foreign_rate": "元人民币／1单位外币",
    "registered_capital_wan": "万元",
    "land_area_mu": "亩",
    "expected_output_wan": "万元／年",
    "expected_tax_wan": "万元／年",
    "expected_jobs": "人",
}
WIDE = ("name", "summary", "demonstration_reason", "approval_substitute_reason")
