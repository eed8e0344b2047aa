"""The accounts one can sign in with. All share one password; the others of the demo's people have none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from config.demo.places import CITIES
from projects.access.models import Account as Credentials
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import grant_roles

PASSWORD = "Luodi-2026-demo"  # noqa: S105 - printed for everybody; outside demo mode a random one is used
ADMIN = "admin"

SUCCESSOR = "wuhu.jieren1"


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
    Account(SUCCESSOR, "继任者（有一项责任交接待接收）"),
    Account("whjk.zhuren", "首席责任人（芜湖经开区管委会主任）"),
    Account(ADMIN, "系统管理员（账号、单位；后台 /backoffice/）"),
    Account("anquan", "安全管理员（角色、登录、接入）"),
    Account("shenji", "审计管理员（审计记录）"),
)
ADMINISTRATORS = {
    ADMIN: ("系统管理员", Role.SYSTEM_ADMIN),
    "anquan": ("安全管理员", Role.SECURITY_ADMIN),
    "shenji": ("审计管理员", Role.AUDIT_ADMIN),
}
PARTS = ("diaodu", "tc", "sj", "gx", "lingdao")


def usernames() -> list[str]:
    """Everybody who gets the password; the successor gets it when the seat changes (demo.handovers)."""
    others = [f"{slug}.{part}" for slug in CITIES.values() for part in PARTS]
    seated = [account.username for account in HOME_ACCOUNTS if account.username != SUCCESSOR]
    return list(dict.fromkeys([*seated, *others]))


def open_accounts(password: str, *, now: datetime) -> None:
    """Give the accounts their password, and make the three administrators.

    The password is one and public, so it is hashed once, by the installation's own slow hasher, not thirty times. In a
    demonstration it counts as the people's own choice, and the administrators' telephones are bound to a public
    secret; elsewhere everybody changes it, and the administrators bind their own.
    """
    for username, (name, role) in ADMINISTRATORS.items():
        officer = Officer(username=username, name=name, email=f"{username}@luodi.example")
        officer.save(force_insert=True)
        grant_roles(officer, [role], by=None, now=now)
    opened = Officer.objects.filter(username__in=usernames())
    count = opened.update(password=make_password(password))
    assert count == len(usernames())
    if settings.DEMO:
        Credentials.objects.bulk_create(_owned(officer, now) for officer in opened)


def _owned(officer: Officer, now: datetime) -> Credentials:
    row = Credentials(officer=officer, chosen_at=now, counted_from=now)
    if officer.username in ADMINISTRATORS:
        row.secret, row.enrolled_at = settings.DEMO_CODE_SECRET, now
    return row


def lines(password: str) -> list[str]:
    """账号 / 密码 / 身份, for the end of the load."""
    told = [f"  {account.username:<18} {password}  {account.part}" for account in HOME_ACCOUNTS]
    cities = "、".join(slug for slug in CITIES.values() if slug != "wuhu")
    others = f"  其余四市县（{cities}）：<市>.diaodu / .tc / .sj / .gx / .lingdao，密码相同"
    code = "  三名管理员登录还须动态码：演示模式下，动态码显示在输入页顶部的演示条上"
    return ["演示账号（账号 / 密码 / 身份）：", *told, others, code]
