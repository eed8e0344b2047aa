"""Passwords: chosen by the person, or set once by an administrator and then changed."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from projects.access.acts import Act
from projects.access.models import Account, PastPassword
from projects.access.services.sessions import end_open
from projects.access.validators import profile
from projects.audit.services import audited, record
from projects.errors import Invalid
from projects.people.models import Officer

GROUPS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789")
GROUP_LENGTH = 4


@audited()
def choose_password(
    officer: Officer, password: str, *, by: Officer | None, now: datetime, keep_session: str = ""
) -> None:
    """The person's own new password. ``Invalid`` when the profile refuses it; other sessions end.

    ``keep_session``: the key of the session in which it is done.
    """
    check_password_rules(officer, password)
    _set(officer, password, chosen_at=now, now=now)
    end_open(officer, now=now, besides=keep_session)
    record(Act.CHANGE_PASSWORD, officer, by=by, now=now)


def check_password_rules(officer: Officer, password: str) -> None:
    """``Invalid`` with every rule of the profile that it breaks."""
    try:
        validate_password(password, officer)
    except ValidationError as refused:
        raise Invalid("".join(refused.messages), "new_password1", "weak_password") from refused


def set_by_another(officer: Officer, password: str, *, now: datetime) -> None:
    """A password that the person changes at the next sign-in; sessions end. A part of ``services.accounts``."""
    _set(officer, password, chosen_at=None, now=now)
    end_open(officer, now=now)


def temporary_password() -> str:
    """Three groups of four, read out over the telephone without confusion; about 58 bits."""
    return "-".join("".join(secrets.choice(group) for _ in range(GROUP_LENGTH)) for group in GROUPS)


def _set(officer: Officer, password: str, *, chosen_at: datetime | None, now: datetime) -> None:
    if officer.has_usable_password() and not PastPassword.objects.filter(officer=officer).exists():
        begun = min(officer.created_at, now)
        PastPassword.objects.create(officer=officer, digest=officer.password, chosen_at=begun)
    officer.set_password(password)
    officer.save(update_fields=["password"])
    PastPassword.objects.create(officer=officer, digest=officer.password, chosen_at=now)
    kept = PastPassword.objects.filter(officer=officer).values_list("pk", flat=True)[: profile().remembered]
    PastPassword.objects.filter(officer=officer).exclude(pk__in=list(kept)).delete()
    Account.objects.update_or_create(officer=officer, defaults={"chosen_at": chosen_at})
