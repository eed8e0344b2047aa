"""What the daily tick does: accounts that lie idle are switched off, rows of no more use are removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from projects.access.acts import Act
from projects.access.limits import DAY, KNOWN_FOR
from projects.access.models import LoginAttempt, SignIn
from projects.access.queries import unused
from projects.access.services.accounts import is_last_of, locked, switch
from projects.audit.services import Difference, audited, record
from projects.people.models import Officer
from projects.people.roles import ADMINISTRATORS

SESSIONS_KEPT = timedelta(days=30)


def disable_unused(*, now: datetime) -> list[Officer]:
    """Switch off what nobody used for 90 days, each in its own transaction; never the last administrator of a kind."""
    return [officer for officer in list(unused(now=now)) if _disabled(officer, now=now)]


@audited()
def _disabled(found: Officer, *, now: datetime) -> bool:
    officer = locked(found)
    held = officer.roles.filter(role__in=ADMINISTRATORS).values_list("role", flat=True)
    if not unused(now=now).filter(pk=officer.pk).exists() or any(is_last_of(officer, role) for role in held):
        return False
    switch(officer, is_active=False, now=now)
    change = Difference("is_active", "启用", "是", "否")
    record(Act.DISABLE_UNUSED, officer, by=None, now=now, changes=[change], detail="超过90天未登录")
    return True


def purge(*, now: datetime) -> int:
    """Remove tries that no longer count and sessions long over; how many rows."""
    idle_tries = LoginAttempt.objects.filter(last_at__lt=now - DAY, succeeded_at__isnull=True)
    old_tries = LoginAttempt.objects.filter(last_at__lt=now - KNOWN_FOR, succeeded_at__lt=now - KNOWN_FOR)
    over = SignIn.objects.filter(last_seen_at__lt=now - SESSIONS_KEPT)
    return sum(rows.delete()[0] for rows in (idle_tries, old_tries, over))
