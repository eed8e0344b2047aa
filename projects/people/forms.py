"""Forms of sign-in and password, with Chinese words of our own where Django's are stiff."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class SignIn(AuthenticationForm):
    """Account and password."""

    error_messages = {
        "invalid_login": "账号或密码不正确，请重新输入（密码区分大小写）。忘记密码请联系单位的系统管理员重置。",
        "inactive": "这个账号已停用，请联系单位的系统管理员。",
    }


class NewPassword(PasswordChangeForm):
    """The old password once, the new one twice."""
