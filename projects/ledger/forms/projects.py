"""The form of a project. It checks shape; the services check meaning (both use the same rules of money and codes)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.ledger.fields import LABELS, MONEY_FIELDS
from projects.ledger.forms.amounts import AmountForm, confirm_field
from projects.ledger.forms.controls import (
    choice_field,
    count_field,
    day_field,
    flag_field,
    number_field,
    text_field,
    unit_field,
    yi_field,
)
from projects.ledger.forms.sections import SECTIONS, UNITS, WIDE
from projects.ledger.industries import industry_choices
from projects.ledger.kinds import AgreementKind, Channel, ConstructionNature, LandKind, StartKind, SubStage
from projects.ledger.models import Project
from projects.ledger.queries_chains import offered_chains
from projects.ledger.widgets import EMPTY, shown_yi
from projects.people.models import Kind, Officer, Organisation

YI_FIELDS: dict[str, str] = {
    "total_investment_yi": "total_investment_wan",
    "fixed_investment_yi": "fixed_investment_wan",
}
PLAIN_NUMBERS = (*(name for name in MONEY_FIELDS if name not in YI_FIELDS.values()), "foreign_rate", "land_area_mu")
LANDING_KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)


class ProjectForm(AmountForm):
    """A project as a clerk types it. ``changed_values()`` gives only what differs from what the page showed."""

    yi_fields = YI_FIELDS

    name = forms.CharField(label="项目名称", max_length=80, show_hidden_initial=True)
    landing_organisation = unit_field("landing_organisation", required=True)
    lead_organisation = unit_field("lead_organisation")
    first_contact_organisation = unit_field("first_contact_organisation")
    summary = text_field("summary", 4000, widget=forms.Textarea(attrs={"rows": 4}))
    total_investment_yi = yi_field("总投资")
    fixed_investment_yi = yi_field("其中固定资产投资")
    confirm_amounts = confirm_field()
    filed_investment_wan = number_field("filed_investment_wan", help_text="备案（核准）证上的总投资")
    statistics_investment_wan = number_field("statistics_investment_wan", help_text="纳入投资统计库的计划总投资")
    foreign_amount_wan = number_field("foreign_amount_wan")
    foreign_currency = text_field("foreign_currency", 3, help_text="三位字母代码，如 USD、EUR、HKD")
    foreign_rate = number_field("foreign_rate", 6, help_text="如1美元合7.1021元人民币，填 7.1021")
    foreign_rate_on = day_field("foreign_rate_on")
    foreign_rate_source = text_field("foreign_rate_source", 60, help_text="如：中国外汇交易中心人民币汇率中间价")
    registered_capital_wan = number_field("registered_capital_wan")
    land_area_mu = number_field("land_area_mu", 2)
    land_kind = choice_field("land_kind", LandKind.choices)
    construction_nature = choice_field("construction_nature", ConstructionNature.choices)
    expected_output_wan = number_field("expected_output_wan")
    expected_tax_wan = number_field("expected_tax_wan")
    expected_jobs = count_field("expected_jobs")
    is_industrial = flag_field("is_industrial", initial=True)
    industry = choice_field("industry", industry_choices())
    chain = text_field("chain", 40)
    channel = choice_field("channel", Channel.choices)
    tags = forms.CharField(
        label=LABELS["tags"],
        required=False,
        help_text="用顿号或空格分开，如：三类500强、专精特新",
        show_hidden_initial=True,
    )
    external_ref = text_field("external_ref", 64, help_text="本单位系统中的编号，没有可不填")
    assigned_by_city = flag_field("assigned_by_city")
    demonstration_reason = text_field("demonstration_reason", 200)
    negotiating_on = day_field("negotiating_on")
    planned_signed_on = day_field("planned_signed_on")
    planned_registered_on = day_field("planned_registered_on")
    planned_started_on = day_field("planned_started_on")
    planned_producing_on = day_field("planned_producing_on")
    agreement_kind = choice_field("agreement_kind", AgreementKind.choices, help_text="框架协议、意向书不计签约")
    fair_competition_reviewed_by = text_field("fair_competition_reviewed_by", 40)
    company_name = text_field("company_name", 120)
    company_uscc = text_field("company_uscc", 18)
    registered_in_jurisdiction = flag_field("registered_in_jurisdiction")
    start_kind = choice_field("start_kind", StartKind.choices)
    site = text_field("site", 120)
    investment_code = text_field("investment_code", 28)
    permanent_works = flag_field("permanent_works")
    approval_substitute_reason = text_field("approval_substitute_reason", 200)
    production_sub_stage = choice_field("production_sub_stage", SubStage.choices)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: Officer, on: date, project: Project | None = None, **kwargs: Any) -> None:
        if project is not None:
            kwargs.setdefault("initial", initial_of(project))
        super().__init__(*args, **kwargs)
        self._limit_units(by, project, on)
        if project is not None:
            self._keep_known_industry(project.industry)
        self._offer_chains(by, project)

    def _limit_units(self, by: Officer, project: Project | None, on: date) -> None:
        """Units that exist ``on``, and the one that stands in the project whatever became of it."""
        visible = Organisation.objects.visible_to(by)
        root = by.scope_root
        own = Organisation.objects.under(root).filter(kind__in=LANDING_KINDS) if root else Organisation.objects.none()
        for name, units in (
            ("landing_organisation", own),
            ("lead_organisation", visible),
            ("first_contact_organisation", visible),
        ):
            current = getattr(project, f"{name}_id", None)
            # the tree's manager orders by path: the two sets are one prefix query each, joined by OR
            present = units.current_on(on)
            choices = present | Organisation.objects.filter(pk=current) if current else present
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices.order_by("path")

    def _keep_known_industry(self, code: str) -> None:
        """A four-digit code from a district system stays choosable."""
        field = self.fields["industry"]
        assert isinstance(field, forms.ChoiceField)
        if code and code not in dict(industry_choices()):
            field.choices = [*EMPTY, (code, code), *industry_choices()]

    def _offer_chains(self, by: Officer, project: Project | None) -> None:
        """The chains the city has named, and the one that stands in the project; free text where it has named none."""
        unit = project.landing_organisation if project else by.organisation
        names = offered_chains(unit) if unit else []
        if not names:
            return
        shown = self.data.get(self.add_initial_prefix("chain"), "") if self.is_bound else ""
        kept = [name for name in dict.fromkeys((project.chain if project else "", shown)) if name and name not in names]
        self.fields["chain"] = choice_field("chain", [(name, name) for name in (*kept, *names)])

    def sections(self) -> list[dict[str, Any]]:
        """The fields in their sections, as the page prints them; a folded one opens when something stands in it."""
        return [
            {
                "title": section.title,
                "hint": section.hint,
                "folds": section.folds,
                "is_open": any(self[name].value() or self[name].errors for name in section.names),
                "fields": [
                    {"field": self[name], "unit": UNITS.get(name, ""), "wide": name in WIDE} for name in section.names
                ],
            }
            for section in SECTIONS
        ]

    def clean_tags(self) -> list[str]:
        """Names of tags, each once, in the order typed."""
        words = self.cleaned_data["tags"].replace("、", " ").replace("，", " ").replace(",", " ").split()
        if any(len(word) > 20 for word in words):
            raise forms.ValidationError("每个标签最多20个字。")
        return list(dict.fromkeys(words))

    def changed_values(self) -> dict[str, Any]:
        """Ledger field → value, for every field that the writer changed."""
        names = [name for name in self.changed_data if name not in ("version", "confirm_amounts")]
        return {YI_FIELDS.get(name, name): self._value(name) for name in names}

    def values(self) -> dict[str, Any]:
        """Ledger field → value, for every field filled in; for a new project."""
        names = [name for name in self.fields if name not in ("version", "confirm_amounts")]
        values = {YI_FIELDS.get(name, name): self._value(name) for name in names}
        return {name: value for name, value in values.items() if value not in (None, "", [])}

    def _value(self, name: str) -> Any:
        return self.cleaned_data.get(YI_FIELDS.get(name, name))


def initial_of(project: Project) -> dict[str, Any]:
    """What the form shows of a stored project."""
    initial: dict[str, Any] = {name: getattr(project, name, None) for name in ProjectForm.base_fields}
    for name in ("landing_organisation", "lead_organisation", "first_contact_organisation"):
        initial[name] = getattr(project, f"{name}_id")
    for typed, stored in YI_FIELDS.items():
        initial[typed] = shown_yi(getattr(project, stored))
    for name in PLAIN_NUMBERS:
        amount = getattr(project, name)
        initial[name] = "" if amount is None else f"{amount.normalize():f}"
    initial["tags"] = "、".join(tag.name for tag in project.tags.all())
    initial["company_name"] = project.company.name if project.company else ""
    initial["company_uscc"] = project.company.uscc if project.company else ""
    return initial
