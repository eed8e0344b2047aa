"""交接 of the home city: finished ones, one that waits for the successor, one for the office; and who deputises now.

Two units whose principal changed long ago have finished theirs; two more change shortly before the load. Names are
invented, as everywhere in the demo.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone

from config.demo.diary import Diary
from config.demo.places import Places
from config.demo.staff import BASIS, HANDED_OVER, Staff
from projects.access.models import Account
from projects.ledger.models import Responsibility
from projects.ledger.services import register_deputy
from projects.people.models import Officer, Post
from projects.people.roles import Role
from projects.people.services import add_officer, start_tenure
from workflow.handover.models import Handover, HandoverState
from workflow.handover.services import acknowledge_handover, confirm_handover, propose_handovers

HOME = "340200"
SURNAMES = "石钟"
TO_TAKE, TO_CONFIRM = 6, 2
"""Days before the load on which the two seats change hands."""
SETTLING = 25
"""After so many days what the plans have not reassigned one by one passes on as a handover."""
SPARED = tuple(HANDED_OVER)
"""Units whose principals one signs in as: they changed long ago, with handovers of their own."""
DEPUTY_UNIT, DEPUTY_DAYS = "340271", 12


@dataclass
class Handovers:
    """Writes the job changes into the diary."""

    places: Places
    staff: Staff
    diary: Diary

    def tell(self, *, now: datetime) -> None:
        """A change is made in the morning, proposed at once, and goes as far as it goes."""
        for long_ago in HANDED_OVER.values():
            self._finish(now - timedelta(days=long_ago - SETTLING))
        for number, (ago, surname) in enumerate(zip((TO_TAKE, TO_CONFIRM), SURNAMES, strict=True)):
            self.diary.write(now - timedelta(days=ago), partial(self._change, number, surname))
        self.diary.write(now - timedelta(days=TO_TAKE - 1), self._confirm)
        self.diary.write(now - timedelta(hours=3), self._deputise)

    def _finish(self, at: datetime) -> None:
        """Proposed, confirmed the next day, taken over the day after."""
        for hours, act in ((0, self._look), (20, self._confirm), (44, self._acknowledge)):
            self.diary.write(at + timedelta(hours=hours), act)

    def _look(self, now: datetime) -> None:
        """What the system's tick does."""
        propose_handovers(now)

    def _change(self, number: int, surname: str, now: datetime) -> None:
        """The seat among those left that answers for most projects gets a new holder."""
        post = self._busiest()
        if post is None:
            return
        unit, title = post.organisation, post.title
        successor = add_officer(
            unit,
            username=f"wuhu.jieren{number + 1}",
            name=surname + title[-2:],
            roles=[Role.LEADER],
            email=f"wuhu.jieren{number + 1}@luodi.example",
            by=None,
            now=now,
        )
        self._let_in(successor, now)
        start_tenure(post, successor, valid_from=timezone.localdate(now), basis=BASIS, by=None, now=now)
        self._look(now)

    def _let_in(self, officer: Officer, now: datetime) -> None:
        """The same password as everybody's, so that one can take over as the successor."""
        known = Officer.objects.get(pk=self.staff.dispatchers[HOME].pk)
        Officer.objects.filter(pk=officer.pk).update(password=known.password)
        if settings.DEMO:
            Account.objects.update_or_create(officer=officer, defaults={"chosen_at": now, "counted_from": now})

    def _busiest(self) -> Post | None:
        spared = [self.places.by_code[code] for code in SPARED]
        handed = Handover.objects.values("post")
        held = (
            Responsibility.objects.current()
            .chiefs()
            .filter(post__organisation__path__startswith=self.places.by_code[HOME].path)
        )
        held = held.exclude(post__in=handed).exclude(post__organisation__in=spared).order_by()
        counts: dict[Post, int] = {}
        for one in held.select_related("post__organisation"):
            if one.post is not None:
                counts[one.post] = counts.get(one.post, 0) + 1
        return max(counts, key=lambda post: (counts[post], post.organisation.code, post.title), default=None)

    def _confirm(self, now: datetime) -> None:
        for handover in self._in(HandoverState.PROPOSED):
            by = self.staff.dispatchers[HOME]
            confirm_handover(handover.pk, basis=BASIS, by=by, now=now)

    def _acknowledge(self, now: datetime) -> None:
        for handover in self._in(HandoverState.CONFIRMED):
            successor: Officer | None = handover.successor
            assert successor is not None
            acknowledge_handover(handover.pk, by=successor, note="已核对在办事项。", now=now)

    def _in(self, state: str) -> list[Handover]:
        home = self.places.by_code[HOME]
        found = Handover.objects.filter(state=state, post__organisation__path__startswith=home.path)
        return list(found.select_related("successor").order_by("proposed_at"))

    def _deputise(self, now: datetime) -> None:
        """管委会主任 is away; 副主任 stands in."""
        on = timezone.localdate(now)
        principal = self.staff.principals[DEPUTY_UNIT].holder_on(on)
        deputy = self.staff.deputies[DEPUTY_UNIT].holder_on(on)
        assert principal is not None and deputy is not None
        last = on + timedelta(days=DEPUTY_DAYS)
        register_deputy(principal, deputy, valid_from=on, valid_to=last, basis="示例：外出培训", by=principal, now=now)
