"""Forms of an enterprise: facts, 荣誉资质, contacts, 并入, and the filter of the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from projects.errors import DomainError
from projects.ledger.enterprises import ANY_500, known_enterprise
from projects.ledger.forms.conflicts import NOTHING, Difference
from projects.ledger.models import Contact, Enterprise, RecognitionKind
from projects.ledger.uscc import normalise_uscc
from projects.ledger.widgets import EMPTY, DayInput
from projects.people.services.reveals import LONGEST_WORDS, Reason
from projects.privacy.forms import KeptField
from projects.privacy.showing import shown_mail
from projects.rows import one_or_none

KEPT_MAIL = "已登记 {shown}。留空不改；填新邮箱则更换，填一个减号“-”则清除。"
_LIST = {"list": "enterprise-names", "autocomplete": "off"}


def _text(label: str, most: int, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, show_hidden_initial=True, **more)


class Refusing(forms.Form):
    """A form whose service may refuse: the sentence goes to its field, or on top."""

    use_required_attribute = False

    def refuse(self, refused: DomainError) -> None:
        """Show a refusal."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class NamedEnterpriseField(forms.CharField):
    """A registered enterprise, typed by its full name, code or id. Answers the enterprise, or None for nothing."""

    def clean(self, value: Any) -> Any:
        """Found among all that are registered."""
        typed = str(super().clean(value)).strip()
        if not typed:
            return None
        found = _by_key(typed) or known_enterprise("", typed) or _by_name(typed)
        if found is None:
            raise forms.ValidationError(f"没有登记名为“{typed}”的企业，请从提示中选择，或先登记这家企业。")
        return found


def _by_key(typed: str) -> Enterprise | None:
    """By code, or by the id that a page of ours put into a hidden box."""
    code = normalise_uscc(typed)
    if len(code) == 18:
        return known_enterprise(code, "")
    try:
        return one_or_none(Enterprise.objects.standing().filter(pk=UUID(typed)))
    except ValueError:
        return None


def _by_name(name: str) -> Enterprise | None:
    """The only one of this name, whatever its code."""
    rows = list(Enterprise.objects.standing().filter(name=name)[:2])
    if len(rows) > 1:
        raise forms.ValidationError("有多家同名企业，请改填统一社会信用代码。")
    return rows[0] if rows else None


class EnterpriseForm(Refusing):
    """Facts of an enterprise. ``changed_values()``: only what differs from what the page showed."""

    name = _text("企业名称", 120, required=True, help_text="与营业执照一致")
    uscc = _text("统一社会信用代码", 24, help_text="18位；没有可不填")
    kind = forms.ChoiceField(label="类型", choices=Enterprise.Kind.choices, show_hidden_initial=True)
    origin_region = _text("来源地", 60, help_text="省市，如江苏苏州；境外企业填国家或地区")
    is_abroad = forms.BooleanField(label="境外企业（无统一社会信用代码）", required=False, show_hidden_initial=True)
    former_registration_number = _text("原工商注册号", 20, help_text="2015年以前的13位或15位注册号，没有可不填")
    legal_representative = _text("法定代表人", 60)
    registered_on = forms.DateField(label="成立日期", required=False, widget=DayInput, show_hidden_initial=True)
    parent = NamedEnterpriseField(
        label="集团母公司",
        required=False,
        max_length=120,
        show_hidden_initial=True,
        widget=forms.TextInput(attrs=_LIST),
        help_text="填已登记企业的全称或信用代码",
    )
    why = forms.CharField(label="修改理由", max_length=200, required=False, help_text="如：企业更名、营业执照变更")

    def __init__(self, *args: Any, enterprise: Enterprise | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": initial_of(enterprise) if enterprise else {}})
        if enterprise is None:
            del self.fields["why"]

    def facts(self) -> list[str]:
        """Names of the fields that belong to the enterprise."""
        return [name for name in self.fields if name != "why"]

    def values(self) -> dict[str, Any]:
        """Every field that says something."""
        return {name: value for name in self.facts() if (value := self.cleaned_data[name]) not in ("", None, False)}

    def changed_values(self) -> dict[str, Any]:
        """What the writer changed."""
        return {name: self.cleaned_data[name] for name in self.facts() if name in self.changed_data}


def initial_of(enterprise: Enterprise) -> dict[str, Any]:
    """What the form shows of a stored enterprise."""
    shown = {name: getattr(enterprise, name, "") for name in EnterpriseForm.base_fields}
    return shown | {"parent": enterprise.parent.name if enterprise.parent else ""}


def differences(form: EnterpriseForm, enterprise: Enterprise) -> list[Difference]:
    """Every field in which the writer's page and the stored enterprise now differ. ``enterprise``: read again."""
    now = initial_of(enterprise)
    found = [_difference(form, name, now[name]) for name in form.facts()]
    return [one for one in found if one is not None]


def _difference(form: EnterpriseForm, name: str, now: Any) -> Difference | None:
    field, bound = form.fields[name], form[name]
    seen = field.hidden_widget().value_from_datadict(form.data, form.files, bound.html_initial_name)
    mine_changed = name in form.changed_data and field.has_changed(now, bound.data)
    if not mine_changed and not field.has_changed(now, seen):
        return None
    mine = bound.data if mine_changed else seen
    return Difference(name, str(field.label), _shown(field, mine), _shown(field, now), mine_changed)


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "是" if field.to_python(value) else "否"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value or NOTHING)


class EnterpriseFilter(forms.Form):
    """The filter of the list; it lives in the address."""

    q = forms.CharField(
        label="搜索",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称、信用代码或拼音首字母"}),
    )
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *Enterprise.Kind.choices])
    honour = forms.ChoiceField(
        label="荣誉资质", required=False, choices=[("", "全部"), (ANY_500, "三类500强"), *RecognitionKind.choices]
    )
    year = forms.IntegerField(
        label="榜单年份",
        required=False,
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "如2025"}),
    )
    origin = forms.CharField(label="来源地", max_length=60, required=False)


class RecognitionForm(Refusing):
    """One list or title."""

    kind = forms.ChoiceField(label="类别", choices=[*EMPTY, *RecognitionKind.choices])
    list_year = forms.IntegerField(
        label="榜单或认定年份",
        required=False,
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="世界、中国、民营500强必填，如2025",
    )
    stock_code = forms.CharField(label="股票代码", max_length=12, required=False, help_text="上市公司必填，如600519")
    text = forms.CharField(label="名称", max_length=60, required=False, help_text="类别选“其他”时填写")
    note = forms.CharField(label="备注", max_length=120, required=False, help_text="如名次、认定文件")


class WithdrawForm(Refusing):
    """Why a row does not hold."""

    reason = forms.CharField(label="作废理由", max_length=200)


class KeptMailField(KeptField):
    """A mail address that is kept and shown masked."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """With the address masked as an address."""
        bound = super().get_bound_field(form, field_name)
        if self.kept:
            self.help_text = KEPT_MAIL.format(shown=shown_mail(self.kept))
        return bound


class ContactForm(Refusing):
    """A contact. The telephone is kept, not shown: an empty box leaves it as it is."""

    name = forms.CharField(label="姓名", max_length=40)
    title = forms.CharField(label="职务", max_length=60, required=False)
    phone = KeptField(label="电话", required=False, max_length=20)
    email = KeptMailField(label="邮箱", required=False, max_length=254)
    is_primary = forms.BooleanField(label="首要联系人", required=False)

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        shown = {name: getattr(contact, name) for name in self.base_fields} if contact else {}
        super().__init__(*args, **{**kwargs, "initial": shown})


class ContactRevealForm(Refusing):
    """Why the number is needed."""

    reason = forms.ChoiceField(
        label="查看事由", choices=[("", "请选择"), *Reason.choices], error_messages={"required": "请选择查看事由。"}
    )
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.TextInput(attrs={"placeholder": "选“其他”时必填"}),
    )


class HeirForm(Refusing):
    """Into which enterprise."""

    heir = NamedEnterpriseField(
        label="并入哪一家",
        max_length=120,
        widget=forms.TextInput(attrs=_LIST),
        help_text="填保留的那一家的全称或统一社会信用代码",
        error_messages={"required": "请填写要并入的企业。"},
    )


class MergeForm(HeirForm):
    """The merge that was previewed."""

    reason = forms.CharField(label="并入理由", max_length=200, help_text="如：同一企业，补录信用代码后发现重复")
