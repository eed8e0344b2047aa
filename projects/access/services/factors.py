"""The second factor: binding a telephone, recovery codes."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from projects.access.acts import Act
from projects.access.limits import RECOVERY_CODES
from projects.access.models import Account, RecoveryCode
from projects.access.services.sessions import end_open
from projects.access.totp import new_secret, step_of
from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid
from projects.people.models import Officer

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike: 31 signs, so that ten of them hold 49 bits."""
CODE_LENGTH = 10
NOT_THE_CODE = "动态码不正确。请核对手机时间是否准确，等下一个动态码再输入。"


def begin_enrolment(officer: Officer) -> str:
    """The secret to be bound; the same one until it is. ``Conflict`` when a telephone is bound already."""
    with transaction.atomic():
        account, _ = Account.objects.select_for_update(no_key=True).get_or_create(officer=officer)
        if account.is_enrolled:
            raise Conflict("已绑定动态码。更换手机请联系安全管理员解除绑定后重新绑定。")
        if not account.secret:
            account.secret = new_secret()
            account.save(update_fields=["secret"])
    return account.secret


@audited()
def enrol(
    officer: Officer, code: str, *, by: Officer | None, now: datetime, keep_session: str | None = None
) -> list[str]:
    """Bind the telephone that shows ``code``; the recovery codes, shown once. ``Invalid`` when it shows another.

    ``keep_session``: the key of the session in which it is done; every other one, begun without a code, ends.
    """
    account = Account.objects.select_for_update(no_key=True).filter(officer=officer).first()
    if account is None or account.is_enrolled or not account.secret:
        raise Conflict("绑定已完成或已失效，请刷新页面重试。")
    step = step_of(account.secret, "".join(code.split()), now=now, after=account.last_step)
    if step is None:
        raise Invalid(NOT_THE_CODE, "code", "wrong_code")
    account.enrolled_at, account.last_step = now, step
    account.save(update_fields=["enrolled_at", "last_step"])
    ended = end_open(officer, now=now, besides=keep_session) if keep_session is not None else 0
    record(Act.ENROL, officer, by=by, now=now, detail=f"其他会话{ended}个已结束" if ended else "")
    return _fresh_codes(officer)


@audited()
def renew_recovery(officer: Officer, *, by: Officer | None, now: datetime) -> list[str]:
    """New recovery codes; the old ones are void."""
    if not Account.objects.filter(officer=officer, enrolled_at__isnull=False).exists():
        raise Conflict("还没有绑定动态码，请先绑定。")
    record(Act.RENEW_RECOVERY, officer, by=by, now=now)
    return _fresh_codes(officer)


@audited()
def use_recovery(officer: Officer, code: str, *, by: Officer | None, now: datetime) -> bool:
    """Is it one of the recovery codes, and unused? It is used now."""
    unused = RecoveryCode.objects.filter(officer=officer, digest=_digest(officer, code), used_at__isnull=True)
    if unused.update(used_at=now) == 0:
        return False
    left = RecoveryCode.objects.filter(officer=officer, used_at__isnull=True).count()
    record(Act.USE_RECOVERY, officer, by=by, now=now, detail=f"剩余{left}个")
    return True


def forget_factor(officer: Officer) -> None:
    """Unbind the telephone. A part of ``services.accounts``; the step stays: an old code is never good again."""
    Account.objects.filter(officer=officer).update(secret="", enrolled_at=None)
    RecoveryCode.objects.filter(officer=officer).delete()


def _fresh_codes(officer: Officer) -> list[str]:
    codes = ["".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(officer=officer).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(officer=officer, digest=_digest(officer, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(officer: Officer, code: str) -> str:
    return salted_hmac(f"access.recovery.{officer.pk}", code.lower(), algorithm="sha256").hexdigest()
