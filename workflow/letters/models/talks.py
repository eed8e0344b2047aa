"""Records of talks 约谈: written down once, with what follows from them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.items.models import Item
from workflow.letters.models.letters import Letter

MOST_OUTCOME = 3000


class TalkQuerySet(models.QuerySet["Talk"]):
    """Reads of talks."""

    def visible_to(self, officer: Officer) -> TalkQuerySet:
        """The office and its leaders; whom it was with; who sees the project."""
        root = officer.scope_root
        if root is None or not officer.may(Permission.DISPATCH_READ):
            return self.none()
        seen = Q(unit__path__startswith=root.path) | Q(project__in=Project.objects.visible_to(officer))
        if officer.may(Permission.DISPATCH_WRITE) or officer.may(Permission.OVERSIGHT_READ):
            seen |= Q(organisation__path__startswith=root.path)
        return self.filter(seen)


class Talk(models.Model):
    """One talk. ``attendees``: lines as written. Append-only (``triggers``)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="约谈单位")
    letter = models.OneToOneField(
        Letter, models.PROTECT, related_name="talk", verbose_name="约谈通知", null=True, blank=True
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="talks", verbose_name="项目", null=True, blank=True
    )
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="被约谈单位")
    trigger = models.CharField("约谈事由", max_length=300)
    held_at = models.DateTimeField("约谈时间")
    place = models.CharField("约谈地点", max_length=120)
    led_by = models.CharField("约谈人", max_length=120)
    attendees = models.TextField("参加人员", max_length=1000)
    outcome = models.TextField("约谈结果", max_length=MOST_OUTCOME)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects = TalkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "约谈记录"
        ordering = ["-held_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(trigger="") & ~Q(place="") & ~Q(led_by="") & ~Q(attendees="") & ~Q(outcome=""),
                name="letters_talk_told",
            )
        ]

    def __str__(self) -> str:
        return f"约谈{self.unit}（{self.project.name if self.project else self.trigger}）"


class TalkItem(models.Model):
    """What follows from a talk: an item that was issued for it."""

    talk = models.ForeignKey(Talk, models.PROTECT, related_name="items", verbose_name="约谈")
    item = models.OneToOneField(Item, models.PROTECT, related_name="talk_item", verbose_name="交办事项")

    class Meta:
        verbose_name = verbose_name_plural = "约谈交办"
        ordering = ["talk", "pk"]

    def __str__(self) -> str:
        return f"{self.talk}：{self.item}"
