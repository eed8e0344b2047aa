"""The one door: first the password, then the code. Nothing else in the house turns words into an officer."""

from __future__ import annotations

from datetime import datetime

import structlog

from projects.access.acts import Act
from projects.access.models import Account, Factor
from projects.access.services.attempts import Door, give_back, note_failure, take_try
from projects.access.services.factors import use_recovery
from projects.access.totp import step_of
from projects.errors import Invalid, NotAllowed
from projects.people.models import Officer

log = structlog.get_logger(__name__)

WRONG = "账号或密码不正确，请重新输入（密码区分大小写）。忘记密码请联系单位的系统管理员重置。"
DISABLED = "这个账号已停用，请联系单位的系统管理员。"
WRONG_CODE = (
    "动态码不正确或已用过，请等下一个动态码再输入。手机不在身边的，可输入一个恢复码，或联系安全管理员解除绑定。"
)


def enter_password(username: str, password: str, *, address: str, now: datetime) -> Officer:
    """The officer whose password this is.

    ``Locked`` after too many tries, ``Invalid`` when it is wrong, ``NotAllowed`` when the account is switched off. An
    unknown account costs the same time and gets the same words as a wrong password.
    """
    door = Door.of(Factor.PASSWORD, username, address)
    take_try(door, now=now)
    officer = _known(username)
    if officer is None or not officer.check_password(password):
        note_failure(_discreet(door, officer), Act.SIGN_IN_FAILED, now=now, detail="账号或密码不正确")
        raise Invalid(WRONG, code="wrong_password")
    if not officer.is_active:
        note_failure(door, Act.SIGN_IN_FAILED, now=now, by=officer, detail="账号已停用")
        raise NotAllowed(DISABLED, "disabled")
    give_back(door, now=now)
    return officer


def _known(username: str) -> Officer | None:
    """A person's account; a service account has keys, no password."""
    people = Officer.objects.select_related("organisation").filter(kind=Officer.Kind.PERSON)
    officer: Officer | None = people.filter(username=username.strip()[:64]).first()
    if officer is None:
        Officer().set_password("as slow as if it were somebody")
    return officer


def _discreet(door: Door, officer: Officer | None) -> Door:
    """A name nobody has may be a password typed into the wrong field: it is not written down whole."""
    return door if officer else Door(door.factor, f"{door.username[:2]}***", door.address)


def enter_code(officer: Officer, code: str, *, address: str, now: datetime) -> None:
    """Accept the present code once, or a recovery code once. ``Locked``, or ``Invalid`` when it is neither."""
    door = Door.of(Factor.CODE, officer.username, address)
    take_try(door, now=now)
    typed = "".join(code.split()).replace("-", "")
    if not (use_code(officer, typed, now=now) or use_recovery(officer, typed, by=officer, now=now)):
        note_failure(door, Act.CODE_FAILED, now=now, by=officer, detail="动态码不正确或已用过")
        raise Invalid(WRONG_CODE, "code", "wrong_code")
    give_back(door, now=now)


def use_code(officer: Officer, code: str, *, now: datetime) -> bool:
    """Is it the present code, and unused? Claimed by a conditional UPDATE: of two at once one is told no."""
    account = Account.objects.filter(officer=officer, enrolled_at__isnull=False).first()
    if account is None:
        return False
    try:
        step = step_of(account.secret, code, now=now, after=account.last_step)
    except ValueError:  # the secret does not decrypt (its key was lost): no code fits, recovery codes still do
        log.error("the second factor of an account cannot be read", account=str(officer.pk))
        return False
    if step is None:
        return False
    return Account.objects.filter(officer=officer, last_step__lt=step).update(last_step=step) == 1
