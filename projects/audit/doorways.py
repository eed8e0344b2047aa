"""How a request reads in the log when nothing but the request itself is known: which part of the house, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

ROOMS = {
    "desk": "工作台与台账",
    "ledger": "项目台账",
    "plans": "方案节点",
    "progress": "进展与问题",
    "funds": "到位资金",
    "steps": "申报与认定",
    "amendments": "金额变更",
    "decisions": "项目决策",
    "spotchecks": "核查",
    "statistics": "统计",
    "lights": "亮灯",
    "proposals": "进退建议",
    "anomalies": "异常线索",
    "items": "交办事项",
    "reporting": "信息报送",
    "letters": "督办函件",
    "dispatch": "调度会",
    "packs": "会议材料",
    "minutes": "会议纪要",
    "handover": "工作交接",
    "exchange": "文件交换",
    "outbox": "提醒记录",
    "reminders": "提醒规则",
    "receipts": "提醒确认",
    "watch": "值守",
    "webhooks": "变更推送",
    "preferences": "提醒偏好",
    "people": "单位与人员",
    "access": "账号与登录",
    "gateway": "系统接入",
    "privacy": "个人信息",
    "audit": "审计记录",
    "admin": "后台管理",
    "api": "接口",
}
QUIET = frozenset({"drafts"})
"""Rooms whose successful requests are bookkeeping: no entry says that somebody was typing."""
ELSEWHERE = "其他页面"
REASONS = {
    400: "请求无法读取",
    401: "没有登录或密钥无效",
    403: "没有权限",
    404: "没有找到，或不在其查看范围内",
    405: "这个地址不支持这样提交",
    409: "与现状冲突",
    412: "内容已被他人更新",
    413: "内容过大",
    415: "内容类型不支持",
    422: "填写的内容没有通过核对",
    428: "缺少版本号",
    429: "请求过于频繁",
}
UNCHANGED = "没有产生变更"
FAULT = "系统出错"


def room_of(request: HttpRequest) -> str:
    """The part of the house an address belongs to, in Chinese."""
    match = request.resolver_match
    return ROOMS.get(match.namespace.partition(":")[0], ELSEWHERE) if match else ELSEWHERE


def is_quiet(request: HttpRequest) -> bool:
    """Does the request belong to a room that keeps books and does no business?"""
    return request.resolver_match is not None and request.resolver_match.namespace in QUIET


def reason_of(request: HttpRequest, response: HttpResponse) -> str:
    """The sentence the visitor was given, where it is known; else what the status means."""
    status = response.status_code
    if status < 400:
        return UNCHANGED
    said = getattr(getattr(request, "refusal", None), "detail", "") or _problem_of(response)
    return f"{said or REASONS.get(status, FAULT if status >= 500 else '被拒绝')}（{status}）"


def _problem_of(response: HttpResponse) -> str:
    body: Any = getattr(response, "data", None)
    return str(body.get("detail", "")) if isinstance(body, dict) else ""
