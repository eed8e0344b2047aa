"""Every way into the house: all named addresses of the resolver, and every operation of the OpenAPI file.

A route is in the matrix by a line in ``pages.py``, ``operations.py``, ``consoles.py`` or ``backoffice.py``. One that
stands in none of them and not in ``PUBLIC`` fails ``test_coverage.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from drf_spectacular.generators import SchemaGenerator

from tests.access.expected import Door
from tests.access.world import Place, World

PUBLIC: dict[str, str] = {
    "healthz": "探活：只答存活与否，不读业务数据",
    "readyz": "就绪检查：只有组件状态和计数",
    "api:schema": "接口文档是公开的",
    "api:docs": "接口文档是公开的",
    "api/v1/^(?P<rest>.*)$": "不存在的接口地址，一律 404",
    "^api/": "不存在的接口地址，一律 404",
    "drafts:discard": "丢弃草稿：只作用于自己的草稿",
    "access:login": "登录页",
    "dispatch:feed": "日历订阅：地址本身是密钥，只答这一个人的会议时间地点，错的一律 404",
    "access:logout": "退出：只作用于自己的会话",
    "access:password": "修改密码：只作用于自己的账号",
    "access:second_factor": "登录的第二步：只认刚输过密码的人",
    "access:enrol": "绑定第二因素：只作用于自己的账号",
    "access:backoffice_login": "转到登录页",
    "access:backoffice_logout": "退出：只作用于自己的会话",
    "access:backoffice_password": "修改密码：只作用于自己的账号",
    "access:backoffice_password_done": "修改密码：只作用于自己的账号",
    "outbox:addresses": "接收渠道：只作用于自己的账号",
    "preferences:own": "提醒设置：只作用于自己的账号",
    "receipts:link": "邮件中的确认链接：签名即凭据，只能确认这一条提醒",
    "outbox:demo_mail": "演示邮箱：只在演示模式存在，此外一律 404",
    "outbox:demo_message": "演示邮箱：只在演示模式存在，此外一律 404",
    "outbox:demo_html": "演示邮箱：只在演示模式存在，此外一律 404",
    "outbox:demo_part": "演示邮箱：只在演示模式存在，此外一律 404",
}
"""Open on purpose, and why."""

Fill = dict[str, str]
Body = Callable[[World, Place], dict[str, Any]]
ANY_STEP = "="


@dataclass(frozen=True)
class Act:
    """One method on one route. ``by``: URL argument → attribute of the place (``=x``: the word x itself).

    ``ok``: what an allowed request answers; ``hidden`` and ``refused``: what the others do. ``version``: attribute of
    the place whose version goes with the request.
    """

    name: str
    method: str
    door: Door
    by: Fill = field(default_factory=dict)
    body: Body | None = None
    version: str = ""
    query: str = ""
    ok: frozenset[int] = frozenset({200})
    hidden: frozenset[int] = frozenset({404})
    refused: frozenset[int] = frozenset({403})
    with_file: bool = False
    tells_all: bool = False  # the audit log names whatever was acted on, to the one who audits it
    names_units: bool = False  # a page that names units of the city beyond those in sight

    @property
    def is_api(self) -> bool:
        """Answers JSON, and services may call it."""
        return self.name.startswith("api:")

    @property
    def label(self) -> str:
        """For messages."""
        return f"{self.method} {self.name}{self.query and '?' + self.query}"

    def exists_at(self, place: Place) -> bool:
        """Has the place what the address needs?"""
        return all(value.startswith(ANY_STEP) or getattr(place, value) is not None for value in self.by.values())

    def address(self, place: Place) -> str:
        """The address of the thing at ``place``."""
        return self._address({name: self._argument(place, value) for name, value in self.by.items()})

    def address_of_nothing(self) -> str:
        """The same address with identifiers that nobody has."""
        return self._address({name: uuid4() if self._is_id(value) else value[1:] for name, value in self.by.items()})

    def crossed(self, own: Place, other: Place) -> str:
        """The address of the other's thing under one's own project; empty when the address names one thing only."""
        if len(self.by) < 2 or not all(self._is_id(value) for value in self.by.values()):
            return ""
        of_project = {"project_id": self._argument(own, self.by["project_id"])}
        rest = {name: self._argument(other, value) for name, value in self.by.items() if name != "project_id"}
        return self._address(of_project | rest)

    def _address(self, arguments: dict[str, Any]) -> str:
        return reverse(self.name, kwargs=arguments) + (self.query and f"?{self.query}")

    @staticmethod
    def _is_id(value: str) -> bool:
        return not value.startswith(ANY_STEP)

    @classmethod
    def _argument(cls, place: Place, value: str) -> Any:
        return getattr(place, value).pk if cls._is_id(value) else value[1:]


def names() -> Iterator[tuple[str, str]]:
    """Name (or, for nameless ones, the pattern) and pattern of every route."""
    yield from _walk(get_resolver(), (), "")


def _walk(resolver: Any, spaces: tuple[str, ...], prefix: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, (*spaces, one.namespace) if one.namespace else spaces, pattern)
        elif isinstance(one, URLPattern):
            yield (":".join((*spaces, one.name)) if one.name else pattern), pattern


def is_back_office(pattern: str) -> bool:
    """Is the route one of the back office?"""
    return pattern.startswith(settings.BACKOFFICE_PATH)


def operations() -> Iterator[tuple[str, str]]:
    """URL name and method of every operation of the OpenAPI file generated from the code."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for path, item in schema["paths"].items():
        address = re.sub(r"\{\w*ref\}", "x", re.sub(r"\{\w*id\}", str(uuid4()), path))
        for method in item:
            yield resolve(address).view_name, method.upper()


def door(*needs: str, of: str = "", also: tuple[str, ...] = (), rule: str = "") -> Door:
    """A ``Door`` in one line."""
    return Door(frozenset(needs), of, frozenset(also), rule)
