"""Forms of arrived funds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from projects.errors import DomainError
from projects.funds.kinds import Nature, Origin, Purpose, UsdBasis
from projects.funds.models import Fund
from projects.funds.services.reporting import SLIP_KINDS
from projects.ledger.filetypes import TYPES
from projects.ledger.forms.versions import Overtaken
from projects.ledger.models import Enterprise, Evidence, Project
from projects.ledger.widgets import EMPTY, DayField

_ACCEPT = ",".join(f".{extension}" for extension in TYPES)
_UNNAMED = [("", "不填")]


class WanField(forms.DecimalField):
    """An amount in 万 of its currency, up to four decimals."""

    def __init__(self, label: str, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"label": label, "max_digits": 16, "decimal_places": 4, "widget": widget, **more})
        self.error_messages["invalid"] = "请填数字，例如 1500 或 1500.25。"


class Refusable(Overtaken):
    """A form that shows a refusal of the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def refuse(self, refused: DomainError) -> None:
        """Put it at its field, or on top."""
        field = {"file": "slip_file"}.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, refused.detail)


class FundForm(Refusable):
    """One arrival with its slip: chosen among the documents of the project, or uploaded here."""

    arrived_on = DayField(label="到账日期")
    amount_wan = WanField("到账金额", required=False, help_text="外资可留空，按外币金额和汇率折算")
    origin = forms.ChoiceField(label="资金来源", choices=[*EMPTY, *Origin.choices])
    nature = forms.ChoiceField(label="资金性质", choices=[*_UNNAMED, *Nature.choices], required=False)
    purpose = forms.ChoiceField(label="资金用途", choices=[*_UNNAMED, *Purpose.choices], required=False)
    payer = forms.ModelChoiceField(Enterprise.objects.none(), label="付款企业", required=False, empty_label="不在其中")
    payer_name = forms.CharField(label="付款方名称", max_length=120, required=False, help_text="不在上面企业中的填这里")
    bank_name = forms.CharField(label="开户银行", max_length=80, help_text="收款账户所在银行，如：中国工商银行繁昌支行")
    slip_number = forms.CharField(
        label="进账单号", max_length=60, help_text="银行进账单或电子回单上的编号，全市只能登记一次"
    )
    slip = forms.ModelChoiceField(
        Evidence.objects.none(), label="进账单（已上传的）", required=False, empty_label="未选择，在下方上传"
    )
    slip_file = forms.FileField(
        label="上传进账单",
        required=False,
        help_text="PDF 或照片，不超过 50 MB；存入本项目佐证材料",
        widget=forms.FileInput(attrs={"accept": _ACCEPT}),
    )
    foreign_currency = forms.CharField(
        label="币种", max_length=3, required=False, help_text="如 USD、HKD；跨境人民币填 CNY"
    )
    foreign_amount_wan = WanField("外币金额", required=False)
    rate = forms.DecimalField(
        label="汇率", max_digits=14, decimal_places=6, required=False, help_text="1 单位外币折合人民币元"
    )
    rate_on = DayField(label="汇率日期", required=False)
    rate_source = forms.CharField(label="汇率来源", max_length=60, required=False, help_text="如：银行结汇水单")
    usd_amount_wan = WanField("实际利用外资", required=False, help_text="以商务部门认定口径填报，不并入人民币金额")
    usd_basis = forms.ChoiceField(label="认定依据", choices=[*_UNNAMED, *UsdBasis.choices], required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args: Any, project: Project, fund: Fund | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firms = Enterprise.objects.filter(pk__in=list(_firms_of(project, fund))).order_by("name")
        payer, slip = self.fields["payer"], self.fields["slip"]
        assert isinstance(payer, forms.ModelChoiceField) and isinstance(slip, forms.ModelChoiceField)
        payer.queryset = firms
        used = Fund.objects.valid().filter(project=project).exclude(Q(pk=fund.pk if fund else None)).values("slip")
        slip.queryset = project.evidence.valid().filter(kind__in=SLIP_KINDS).exclude(pk__in=used)
        slip.label_from_instance = _shown_slip  # type: ignore[method-assign]

    def said(self) -> dict[str, Any]:
        """The values for the service, without the slip."""
        apart = ("slip", "slip_file", "version")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    def chosen_slip(self) -> Any:
        """The file uploaded here goes before a document chosen."""
        return self.cleaned_data.get("slip_file") or self.cleaned_data.get("slip")


def _shown_slip(obj: Any) -> str:
    return f"{obj.title}（{obj.filename}）"


def _firms_of(project: Project, fund: Fund | None) -> set[Any]:
    known = set(project.investors.values_list("pk", flat=True)) | {project.company_id}
    return (known | {fund.payer_id if fund else None}) - {None}


class ConfirmForm(Refusable):
    """What was found to have arrived."""

    amount_wan = WanField("核实金额", help_text="与填报不符时填查实的金额，不能高于填报")
    reason = forms.CharField(
        label="核减理由", max_length=200, required=False, help_text="核实金额低于填报金额时必填",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ReasonForm(Refusable):
    """Why an arrival is returned or void."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
