"""The form of a project. It checks shape; the services check meaning (both use the same rules of money and codes)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from projects.errors import DomainError, Invalid
from projects.ledger.fields import LABELS
from projects.ledger.industries import industry_choices
from projects.ledger.kinds import Channel, StartKind, SubStage
from projects.ledger.models import Project
from projects.ledger.money import SUSPICIOUS_YI, check_yi
from projects.ledger.widgets import EMPTY, DayField, OrganisationField, YiField, shown_yi
from projects.people.models import Kind, Officer, Organisation

YI_FIELDS: dict[str, str] = {
    "total_investment_yi": "total_investment_wan",
    "fixed_investment_yi": "fixed_investment_wan",
}
LANDING_KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("基本情况", ("name", "landing_organisation", "lead_organisation", "first_contact_organisation", "summary")),
    (
        "投资与用地",
        (
            "total_investment_yi",
            "fixed_investment_yi",
            "foreign_amount_wan",
            "foreign_currency",
            "registered_capital_wan",
            "land_area_mu",
        ),
    ),
    ("行业与招商", ("industry", "is_industrial", "chain", "channel", "tags", "external_ref")),
    ("首席责任人的依据", ("assigned_by_city", "demonstration_reason")),
    (
        "在谈与承诺日期",
        ("negotiating_on", "planned_signed_on", "planned_registered_on", "planned_started_on", "planned_producing_on"),
    ),
    (
        "申报节点时需要",
        (
            "fair_competition_reviewed_by",
            "company_name",
            "company_uscc",
            "registered_in_jurisdiction",
            "start_kind",
            "site",
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
    "foreign_amount_wan": "万（外币）",
    "registered_capital_wan": "万元",
    "land_area_mu": "亩",
}
WIDE = ("name", "summary", "demonstration_reason", "approval_substitute_reason")


def _text(name: str, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=LABELS[name], max_length=most, required=False, show_hidden_initial=True, **more)


def _day(name: str) -> DayField:
    return DayField(label=LABELS[name], required=False, show_hidden_initial=True)


def _flag(name: str, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=LABELS[name], required=False, show_hidden_initial=True, **more)


def _choice(name: str, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=LABELS[name], choices=[*EMPTY, *choices], required=False, show_hidden_initial=True)


def _number(name: str, places: int = 4) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=LABELS[name],
        required=False,
        max_digits=16,
        decimal_places=places,
        min_value=Decimal(0),
        widget=widget,
        show_hidden_initial=True,
    )


def _unit(name: str, *, required: bool = False) -> OrganisationField:
    return OrganisationField(
        Organisation.objects.none(),
        label=LABELS[name],
        required=required,
        empty_label="未选择",
        show_hidden_initial=True,
    )


class ProjectForm(forms.Form):
    """A project as a clerk types it. ``changed_values()`` gives only what differs from what the page showed."""

    name = forms.CharField(label="项目名称", max_length=80, show_hidden_initial=True)
    landing_organisation = _unit("landing_organisation", required=True)
    lead_organisation = _unit("lead_organisation")
    first_contact_organisation = _unit("first_contact_organisation")
    summary = _text("summary", 4000, widget=forms.Textarea(attrs={"rows": 4}))
    total_investment_yi = YiField(label="总投资", required=False, show_hidden_initial=True)
    fixed_investment_yi = YiField(label="其中固定资产投资", required=False, show_hidden_initial=True)
    confirm_amounts = forms.BooleanField(label="我已核对，金额确实是这么多亿元", required=False)
    foreign_amount_wan = _number("foreign_amount_wan")
    foreign_currency = _text("foreign_currency", 3, help_text="三位字母代码，如 USD、EUR、HKD")
    registered_capital_wan = _number("registered_capital_wan")
    land_area_mu = _number("land_area_mu", 2)
    is_industrial = _flag("is_industrial", initial=True)
    industry = _choice("industry", industry_choices())
    chain = _text("chain", 40)
    channel = _choice("channel", Channel.choices)
    tags = forms.CharField(
        label=LABELS["tags"],
        required=False,
        help_text="用顿号或空格分开，如：三类500强、专精特新",
        show_hidden_initial=True,
    )
    external_ref = _text("external_ref", 64, help_text="本单位系统中的编号，没有可不填")
    assigned_by_city = _flag("assigned_by_city")
    demonstration_reason = _text("demonstration_reason", 200)
    negotiating_on = _day("negotiating_on")
    planned_signed_on = _day("planned_signed_on")
    planned_registered_on = _day("planned_registered_on")
    planned_started_on = _day("planned_started_on")
    planned_producing_on = _day("planned_producing_on")
    fair_competition_reviewed_by = _text("fair_competition_reviewed_by", 40)
    company_name = _text("company_name", 120)
    company_uscc = _text("company_uscc", 18)
    registered_in_jurisdiction = _flag("registered_in_jurisdiction")
    start_kind = _choice("start_kind", StartKind.choices)
    site = _text("site", 120)
    investment_code = _text("investment_code", 28)
    permanent_works = _flag("permanent_works")
    approval_substitute_reason = _text("approval_substitute_reason", 200)
    production_sub_stage = _choice("production_sub_stage", SubStage.choices)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: Officer, on: date, project: Project | None = None, **kwargs: Any) -> None:
        if project is not None:
            kwargs.setdefault("initial", initial_of(project))
        super().__init__(*args, **kwargs)
        self.asks_back = False
        self._limit_units(by, project, on)
        if project is not None:
            self._keep_known_industry(project.industry)

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

    def sections(self) -> list[dict[str, Any]]:
        """The fields in their sections, as the page prints them."""
        return [
            {
                "title": title,
                "fields": [{"field": self[name], "unit": UNITS.get(name, ""), "wide": name in WIDE} for name in names],
            }
            for title, names in SECTIONS
        ]

    def clean_tags(self) -> list[str]:
        """Names of tags, each once, in the order typed."""
        words = self.cleaned_data["tags"].replace("、", " ").replace("，", " ").replace(",", " ").split()
        if any(len(word) > 20 for word in words):
            raise forms.ValidationError("每个标签最多20个字。")
        return list(dict.fromkeys(words))

    def clean(self) -> dict[str, Any]:
        """亿元 become 万元; a suspicious amount asks back instead of being stored."""
        cleaned = super().clean() or {}
        confirmed = bool(cleaned.get("confirm_amounts"))
        for typed, stored in YI_FIELDS.items():
            amount = cleaned.get(typed)
            if amount is not None:
                cleaned[stored] = self._checked_amount(amount, typed, confirmed=confirmed)
        return cleaned

    def _checked_amount(self, amount: Decimal, field: str, *, confirmed: bool) -> Decimal | None:
        try:
            return check_yi(amount, field, confirmed=confirmed)
        except Invalid as refused:
            self.asks_back = self.asks_back or (refused.code == "unit_question" and amount < SUSPICIOUS_YI)
            self.add_error(field, refused.detail)
            return None

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

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        shown = {stored: typed for typed, stored in YI_FIELDS.items()}
        name = shown.get(refused.field or "", refused.field)
        self.add_error(name if name in self.fields else None, refused.detail)


def initial_of(project: Project) -> dict[str, Any]:
    """What the form shows of a stored project."""
    initial: dict[str, Any] = {name: getattr(project, name, None) for name in ProjectForm.base_fields}
    for name in ("landing_organisation", "lead_organisation", "first_contact_organisation"):
        initial[name] = getattr(project, f"{name}_id")
    for typed, stored in YI_FIELDS.items():
        initial[typed] = shown_yi(getattr(project, stored))
    for name in ("foreign_amount_wan", "registered_capital_wan", "land_area_mu"):
        amount = getattr(project, name)
        initial[name] = "" if amount is None else f"{amount.normalize():f}"
    initial["tags"] = "、".join(tag.name for tag in project.tags.all())
    initial["company_name"] = project.company.name if project.company else ""
    initial["company_uscc"] = project.company.uscc if project.company else ""
    return initial
