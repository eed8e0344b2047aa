"""Officers: the user model. A district system acts through a service account, an officer of kind ``service``."""

from __future__ import annotations

import uuid
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from projects.errors import NotAllowed
from projects.people.models.organisations import Organisation
from projects.people.roles import Role, permissions_of
from projects.privacy.fields import EncryptedTextField


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Reads of officers."""

    def people(self) -> OfficerQuerySet:
        """Human beings, not service accounts."""
        return self.filter(kind=Officer.Kind.PERSON)

    def with_permission(self, permission: str) -> OfficerQuerySet:
        """Active people one of whose roles holds ``permission``."""
        roles = [role for role in Role.values if permission in permissions_of([role])]
        return self.filter(is_active=True, kind=Officer.Kind.PERSON, roles__role__in=roles).distinct()

    def visible_to(self, officer: Officer) -> OfficerQuerySet:
        """People of the officer's own subtree and of the organisations above it."""
        return self.filter(organisation__in=Organisation.objects.visible_to(officer))


class OfficerManager(BaseUserManager.from_queryset(OfficerQuerySet)):  # type: ignore[misc]
    """Manager that Django's login machinery asks for. It makes no superuser: there is none (三员分立)."""

    def create_superuser(self, *args: object, **fields: object) -> Officer:
        """Refused, whoever asks."""
        raise NotAllowed(
            "本系统没有超级用户，请用 create_administrator 分别开设系统、安全、审计管理员。", "no_superuser"
        )


class Officer(AbstractBaseUser, PermissionsMixin):
    """A person who works with the system, or the service account of a district system."""

    class Kind(models.TextChoices):
        """Who is behind the account."""

        PERSON = "person", "人员"
        SERVICE = "service", "系统账号"

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=40)
    kind = models.CharField("类别", max_length=8, choices=Kind.choices, default=Kind.PERSON)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="officers", verbose_name="所属单位", null=True, blank=True
    )
    scope = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        verbose_name="数据范围",
        null=True,
        blank=True,
        help_text="可查看哪个单位及其下属的项目；留空为所属单位",
    )
    email = models.EmailField("邮箱", blank=True)
    phone = EncryptedTextField("电话", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField("可进后台", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = OfficerManager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("username"), name="people_username_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_root(self) -> Organisation | None:
        """The organisation whose subtree this officer sees."""
        return self.scope or self.organisation

    @cached_property
    def held_roles(self) -> frozenset[str]:
        """The roles the officer holds: read once for each object, as ``permissions`` are."""
        return frozenset(held.role for held in self.roles.all())

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the officer may do. A service account gets exactly its key's scopes, set at authentication."""
        if self.kind == self.Kind.SERVICE:
            return frozenset()
        return permissions_of(sorted(self.held_roles))

    def may(self, permission: str) -> bool:
        """Does the officer hold ``permission``?"""
        return self.is_active and permission in self.permissions

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Nothing by Django's own table: a row marked superuser by somebody's hand gains nothing."""
        return False

    def has_perms(self, perm_list: object, obj: models.Model | None = None) -> bool:
        """As ``has_perm``."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As ``has_perm``."""
        return False

    def has_role(self, role: str) -> bool:
        """Does the officer hold ``role``?"""
        return role in self.held_roles


class OfficerRole(models.Model):
    """One role of one officer."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="roles", verbose_name="人员")
    role = models.CharField("角色", max_length=16, choices=Role.choices)

    class Meta:
        verbose_name = verbose_name_plural = "角色"
        constraints = [models.UniqueConstraint(fields=["officer", "role"], name="people_role_once")]

    def __str__(self) -> str:
        return self.get_role_display()
