"""Peppers of API keys must be numbered as documented, and long enough one by one."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from projects.gateway.peppers import read_peppers

SHORTEST = 32
HOW = "写成 2:<新值>,1:<旧值>：编号为正整数且不重复，新密钥用第一个；每个值至少 32 个字符，不含逗号。"


def peppers_are_sound(app_configs: Sequence[AppConfig] | None = None, **kwargs: object) -> list[CheckMessage]:
    """A list of several is well formed, and none of them is guessable. One alone is judged like the other secrets."""
    try:
        found = read_peppers(str(settings.API_KEY_PEPPER))
    except ValueError:
        return [Error("环境变量 LUODI_API_KEY_PEPPER 的编号写法不对。", hint=HOW, id="luodi.E021")]
    short = [str(number) for number, value in found.items() if len(value) < SHORTEST]
    if len(found) == 1 or settings.DEMO or settings.DEBUG or not short:
        return []
    said = f"环境变量 LUODI_API_KEY_PEPPER 中编号为 {'、'.join(short)} 的值太短。"
    return [Error(said, hint=HOW, id="luodi.E022")]
