"""What changed, in the order in which it was committed; who could see each project; from where on the feed is kept.

Rows are narrow: they say that something changed, never what it was. What it is now is read when the feed is read, with
the eyes of whoever reads (``queries``).
"""

from __future__ import annotations

from django.db import models


class FeedChange(models.Model):
    """One change. ``position``: of the audit entry, with room for the changes of one act behind it (``positions``).

    ``before`` and ``after``: the keys of who saw the project, set where that changed (``sight``). ``newcomers``: meant
    only for those who did not see the project before, as a claim of a project that was handed over to them.
    """

    position = models.BigIntegerField("位置", primary_key=True)
    type = models.CharField("类型", max_length=40)
    kind = models.CharField("对象类别", max_length=20)
    object_id = models.UUIDField("对象标识")
    project_id = models.UUIDField("项目标识", null=True, blank=True)
    at = models.DateTimeField("时间")
    before = models.TextField("变更前可见范围", blank=True, default="")
    after = models.TextField("变更后可见范围", blank=True, default="")
    newcomers = models.BooleanField("只给新可见者", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "变更"
        ordering = ["position"]
        indexes = [
            models.Index(fields=["project_id", "position"], name="feed_change_project"),
            models.Index(fields=["at"], name="feed_change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.type}"


class FeedSight(models.Model):
    """Who saw a project when it was last written: keys of units and people, in order, one blank between them."""

    project_id = models.UUIDField("项目标识", primary_key=True)
    keys = models.TextField("可见范围")

    class Meta:
        verbose_name = verbose_name_plural = "项目可见范围"

    def __str__(self) -> str:
        return str(self.project_id)


class FeedFloor(models.Model):
    """The one row that says up to where the feed was purged."""

    id = models.PositiveSmallIntegerField("标识", primary_key=True, default=1)
    position = models.BigIntegerField("已清除至", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "变更流起点"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="feed_one_floor")]

    def __str__(self) -> str:
        return str(self.position)
