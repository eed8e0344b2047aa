"""Django's hooks for the password profile; each says in Chinese what to do instead."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from projects.access.models import PastPassword
from projects.access.profiles import PROFILES, Profile, classes_of, guessable_words, is_common
from projects.people.models import Officer

CLASSES = "大写字母、小写字母、数字、符号"


def profile() -> Profile:
    """The profile of this installation."""
    return PROFILES[settings.PASSWORD_PROFILE]


class LengthAndClasses:
    """Long enough, and of enough kinds of characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what is too short or too plain."""
        wanted = profile()
        if len(password) < wanted.shortest:
            raise ValidationError(f"密码至少{wanted.shortest}位，现在是{len(password)}位。", "password_too_short")
        if classes_of(password) < wanted.classes:
            raise ValidationError(f"密码须包含{CLASSES}中的至少{wanted.classes}类。", "password_too_plain")

    def get_help_text(self) -> str:
        """For below the field."""
        wanted = profile()
        kinds = f"，含{CLASSES}中的至少{wanted.classes}类" if wanted.classes > 1 else ""
        return f"至少{wanted.shortest}位{kinds}。"


class NotCommon:
    """Not what everybody chooses."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse passwords out of breaches, and those with the usual ornaments."""
        if is_common(password):
            raise ValidationError("这个密码太常见，容易被猜中，请换一个。", "password_too_common")

    def get_help_text(self) -> str:
        """For below the field."""
        return "不能是常见密码。"


class NotOfContext:
    """Not made of what anybody knows of this person and this city."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse names of the person, the unit, the city and the system."""
        text = password.lower()
        found = next((word for word in _words_of(user) if word in text), None)
        if found:
            raise ValidationError(
                f"密码不能包含账号、姓名、单位、城市或系统名称（“{found}”），请换一个。", "password_known"
            )

    def get_help_text(self) -> str:
        """For below the field."""
        return "不能包含账号、姓名、单位、城市或系统名称。"


class NotUsedLately:
    """Not one of the last few."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse the present password and those before it."""
        if not isinstance(user, Officer) or user._state.adding:
            return
        last = profile().remembered
        past = list(PastPassword.objects.filter(officer=user).values_list("digest", flat=True)[:last])
        if any(check_password(password, digest) for digest in {*past, user.password}):
            raise ValidationError(f"不能与最近{last}次用过的密码相同，请换一个。", "password_used")

    def get_help_text(self) -> str:
        """For below the field."""
        return f"不能与最近{profile().remembered}次用过的相同。"


def _words_of(user: Any) -> list[str]:
    words = ["luodi", "落地", settings.CITY_NAME]
    if isinstance(user, Officer):
        words += [user.username, *user.username.split("."), user.name]
        unit = user.organisation
        if unit is not None:
            words += [unit.name, unit.short_name, unit.code, unit.region_code, unit.city().name]
    return guessable_words(words)
