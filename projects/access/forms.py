"""Forms of sign-in, code, password, and changes of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from projects.access.queries import STATES
from projects.people.models import Officer
from projects.people.roles import ADMINISTRATORS, Role

_CURRENT = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password"}


class SignInForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label="账号", max_length=64, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(label="密码", max_length=256, strip=False, widget=forms.PasswordInput(_CURRENT))


class CodeForm(forms.Form):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label="动态码",
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
        error_messages={"required": "请输入手机上显示的6位动态码。"},
    )


class PasswordForm(forms.Form):
    """The present password once, the new one twice."""

    old_password = forms.CharField(
        label="当前密码", max_length=256, strip=False, widget=forms.PasswordInput({**_CURRENT, "autofocus": True})
    )
    new_password1 = forms.CharField(label="新密码", max_length=256, strip=False, widget=forms.PasswordInput(_NEW))
    new_password2 = forms.CharField(
        label="再输一遍新密码", max_length=256, strip=False, widget=forms.PasswordInput(_NEW)
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer
        self.fields["new_password1"].help_text = "".join(password_validation.password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """Both typings alike, every rule of the profile told at once."""
        typed: dict[str, Any] = super().clean() or {}
        first, again = typed.get("new_password1"), typed.get("new_password2")
        if first and again and first != again:
            self.add_error("new_password2", "两次输入的新密码不一致，请重新输入。")
        if first:
            try:
                password_validation.validate_password(first, self.officer)
            except forms.ValidationError as refused:
                self.add_error("new_password1", refused)
        return typed


class AccountFilter(forms.Form):
    """The list's filters; what is garbled filters nothing."""

    q = forms.CharField(label="姓名、账号或单位", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES.items()])
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])

    def chosen(self) -> dict[str, str]:
        """What was asked for, as far as it makes sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


BUSINESS = [(value, label) for value, label in Role.choices if value not in ADMINISTRATORS]
ADMINISTRATION = [(value, label) for value, label in Role.choices if value in ADMINISTRATORS]


class ChangeForm(forms.Form):
    """A change of an account, with its reason."""

    reason = forms.CharField(
        label="理由", required=False, max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )


class RolesForm(ChangeForm):
    """All the roles that the account shall hold."""

    roles = forms.MultipleChoiceField(
        label="角色",
        required=False,
        choices=[("业务角色", BUSINESS), ("三员（不能兼任）", ADMINISTRATION)],
        widget=forms.CheckboxSelectMultiple,
    )
