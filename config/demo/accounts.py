"""The accounts one can sign in with. All share one password; the others of the demo's people have none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from config.demo.places import CITIES
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import grant_roles

PASSWORD = "Luodi-2026-demo"  # noqa: S105 - printed for everybody; outside demo mode a random one is used
ADMIN = "admin"


@dataclass(frozen=True)
class Account:
    """A demo account: ``part`` says who it is."""

    username: str
    part: str


HOME_ACCOUNTS = (
    Account("wuhu.diaodu", "调度员（芜湖市联席会议办公室，全市范围）"),
    Account("wuhu.tc", "认定员（芜湖市投资促进中心：签约等）"),
    Account("wuhu.sj", "认定员（芜湖市市场监督管理局：注册）"),
    Account("wuhu.gx", "认定员（芜湖市工业和信息化局：开工、投产）"),
    Account("wuhu.lingdao", "领导（芜湖市）"),
    Account("fanchang.tianbao", "填报员（繁昌区）"),
    Account("fanchang.quzhang", "首席责任人（繁昌区区长）"),
    Account("jiujiang.tianbao", "填报员（鸠江区）"),
    Account("whjk.tianbao", "填报员（芜湖经开区）"),
    Account("whjk.zhuren", "首席责任人（芜湖经开区管委会主任）"),
    Account(ADMIN, "系统管理员（后台 /backoffice/）"),
)
PARTS = ("diaodu", "tc", "sj", "gx", "lingdao")


def usernames() -> list[str]:
    """Everybody who gets the password."""
    others = [f"{slug}.{part}" for slug in CITIES.values() for part in PARTS]
    return list(dict.fromkeys([*(account.username for account in HOME_ACCOUNTS), *others]))


def open_accounts(password: str, *, superuser: bool, now: datetime) -> None:
    """Give the accounts their password, and make the administrator.

    The password is one and public, so it is hashed once, by the installation's own slow hasher, not thirty times.
    """
    admin = Officer.objects.create_superuser(ADMIN, None, name="系统管理员", email=f"{ADMIN}@luodi.example")
    if not superuser:
        admin.is_superuser = False
        admin.save(update_fields=["is_superuser"])
    grant_roles(admin, [Role.SYSTEM_ADMIN], by=None, now=now)
    opened = Officer.objects.filter(username__in=usernames()).update(password=make_password(password))
    assert opened == len(usernames())


def lines(password: str) -> list[str]:
    """账号 / 密码 / 身份, for the end of the load."""
    told = [f"  {account.username:<18} {password}  {account.part}" for account in HOME_ACCOUNTS]
    cities = "、".join(slug for slug in CITIES.values() if slug != "wuhu")
    others = f"  其余四市县（{cities}）：<市>.diaodu / .tc / .sj / .gx / .lingdao，密码相同"
    return ["演示账号（账号 / 密码 / 身份）：", *told, others]
