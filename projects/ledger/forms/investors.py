"""The rows of investors under the form of a project."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from projects.errors import Invalid
from projects.ledger.enterprises import known_enterprise, like
from projects.ledger.models import Enterprise
from projects.ledger.uscc import check_uscc


class InvestorRow(forms.Form):
    """One investor: an enterprise already known by its code or name, or a new one."""

    name = forms.CharField(
        label="投资方名称",
        max_length=120,
        required=False,
        show_hidden_initial=True,
        widget=forms.TextInput(attrs={"list": "enterprise-names", "autocomplete": "off", "placeholder": "企业名称"}),
    )
    uscc = forms.CharField(label="统一社会信用代码", max_length=24, required=False, show_hidden_initial=True)
    is_other = forms.BooleanField(label="都不是，确是另一家企业", required=False)

    known: Enterprise | None = None
    likes: tuple[Enterprise, ...] = ()

    def clean_uscc(self) -> str:
        """The code, normalised and with its check character right."""
        typed = self.cleaned_data["uscc"].strip()
        if not typed:
            return ""
        try:
            return check_uscc(typed)
        except Invalid as refused:
            raise forms.ValidationError(refused.detail) from refused

    def clean(self) -> dict[str, Any]:
        """Find the enterprise that is meant; a code that belongs to another name asks back."""
        cleaned = super().clean() or {}
        name, uscc = cleaned.get("name", "").strip(), cleaned.get("uscc", "")
        if uscc and not name:
            self.add_error("name", "请填写投资方名称。")
        if self.errors or not name:
            return cleaned
        same = Enterprise.objects.standing().filter(Q(uscc=uscc) if uscc else Q(name=name))
        found = list(same[:2]) or [one for one in [known_enterprise(uscc, name)] if one]
        if len(found) > 1:
            self.add_error("uscc", "有多家同名企业，请填写统一社会信用代码以区分。")
        elif uscc and found and found[0].name != name:
            self.add_error("name", f"这个信用代码登记的企业是“{found[0].name}”，请核对名称或代码。")
        elif found:
            self.known = found[0]
        elif not cleaned.get("is_other"):
            self._ask_back(name, uscc)
        return cleaned

    def _ask_back(self, name: str, uscc: str) -> None:
        """One more firm of nearly the same name is registered only after a second look."""
        self.likes = tuple(like(name, uscc=uscc))
        if self.likes:
            told = "、".join(f"“{one.name}”{f'（{one.uscc}）' if one.uscc else ''}" for one in self.likes)
            self.add_error("name", f"已登记名称相近的企业，是否为：{told}？是的请改填这个名称；不是请勾选下面一项。")


class Rows(forms.BaseFormSet):
    """The rows together."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": "投资方一栏提交不完整，请刷新页面后重新填写。"
    }


InvestorRows = forms.formset_factory(InvestorRow, formset=Rows, extra=2, max_num=30, absolute_max=40)
