"""The error codes of the API, in one place: OpenAPI, the guide and the tests read them here.

``code`` is fixed by the contract (design page api.md) and never changes its meaning; what exactly was wrong stands in
``reason`` and in ``errors``, whose codes may grow.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Code(NamedTuple):
    """One row of the table."""

    status: int
    code: str
    detail: str  # as a caller may read it
    how: str  # what the programmer does


CODES = (
    Code(400, "malformed", "请求内容不是合法的 JSON：第 1 行第 12 列。", "核对 JSON、表单和编码（UTF-8）"),
    Code(400, "unknown_field", "不能提交这些字段：stage。请按接口文档去掉后重试。", "去掉 errors 中的字段：不认识的，或只读的"),
    Code(400, "idempotency_key_required", "请在 Idempotency-Key 中给出本次请求的唯一编号，重试时保持不变。", "每个 POST 带编号"),
    Code(400, "idempotency_key_invalid", "Idempotency-Key 最长 255 个字符，请缩短后重试。", "缩短编号"),
    Code(400, "page_size_too_large", "page_size 最多 200，请改小后用 next 逐页读取。", "改为 200 以内"),
    Code(400, "invalid_cursor", "游标无效，请用上一次应答给出的 next。", "游标原样带回，不要改动"),
    Code(400, "too_deep", "请求内容嵌套过深，最多 20 层。", "按接口文档的结构提交"),
    Code(400, "too_many_values", "请求内容的值过多，请分批提交。", "分批提交；一个参数最多 500 个值"),
    Code(400, "too_many_parameters", "查询参数过多，最多 100 个。", "减少查询参数"),
    Code(401, "not_authenticated", "密钥无效、已过期、已吊销，或不允许从此地址使用。", "核对密钥、有效期、来源地址；须签名的核对签名与时钟"),
    Code(403, "not_allowed", "缺少权限范围：project:write。请联系管理员授予后再试。", "请管理员授予 detail 中的权限范围"),
    Code(403, "four_eyes", "不能认定自己提出的申报。", "由另一人、另一系统办理"),
    Code(404, "not_found", "没有找到，或不在您的查看范围内。", "不存在与不在范围内应答相同；核对标识和地址末尾的 /"),
    Code(405, "method_not_allowed", "此地址不支持这个方法，请查阅接口文档。", "核对方法"),
    Code(408, "too_slow", "请求内容没有在规定时间内发完，请检查网络后重试。", "检查网络；POST 用同一 Idempotency-Key 重发"),
    Code(409, "conflict", "项目当前的状态不能办理这一步。", "读取最新状态；reason 说明是哪一种"),
    Code(409, "idempotency_in_flight", "同一请求正在处理，请稍候用同一 Idempotency-Key 重试。", "稍候原样重发"),
    Code(409, "wrong_offset", "这一段的位置与已收到的不相接。", "从 current 的 offset 处续传"),
    Code(410, "cursor_expired", "这个游标之后的变更已超过保存期被清除。", "重新读取列表建立快照，从 after=now 给出的游标继续"),
    Code(411, "length_required", "上传文件请带 Content-Length。", "带上 Content-Length"),
    Code(412, "stale", "内容已被他人更新，请刷新后核对再提交。", "核对 current，用它的 version 重新提交"),
    Code(413, "too_large", "内容过大，请压缩或拆分后再提交。", "分批提交；单个文件不超过 50 MB"),
    Code(414, "address_too_long", "请求地址过长。", "减少查询参数，地址不超过 8,000 个字符"),
    Code(415, "unsupported_media_type", "内容类型不支持：请用 application/json。", "用 application/json；上传用 multipart/form-data"),
    Code(422, "invalid", "请更正后重试。total_investment_wan：请填写合法的数字。", "按 errors 逐个字段更正"),
    Code(422, "invalid_uscc", "统一社会信用代码的校验位不对，请核对。", "核对 18 位代码"),
    Code(422, "incomplete", "签约还缺：正式投资协议。", "按 missing 一次补齐字段、材料和条件"),
    Code(422, "idempotency_mismatch", "这个 Idempotency-Key 已用于另一请求，请换一个新的编号。", "换了内容就换编号"),
    Code(428, "precondition_required", "请先读取最新内容，并在 If-Match 中给出其版本。", "先读取，再带 If-Match"),
    Code(429, "too_many_requests", "请求过于频繁，请 12 秒后再试。", "等 Retry-After 秒后重发，Idempotency-Key 不变"),
    Code(431, "headers_too_large", "请求头过大。", "单个请求头不超过 8 KB，合计不超过 32 KB"),
    Code(500, "internal", "系统出错，请稍候重试；仍不行请联系管理员。", "稍候原样重发；请把时间告诉我们"),
)  # fmt: skip
FIELDS = {
    "unknown_field": ("stage", "没有这个字段，或只读。"),
    "invalid": ("total_investment_wan", "请填写合法的数字。"),
    "invalid_uscc": ("uscc", "校验位不对。"),
}
MISSING = {
    "kind": "evidence",
    "name": "investment_agreement",
    "label": "正式投资协议",
    "how": "上传一份正式投资协议。",
}


def table() -> str:
    """All codes as a Markdown table, in Chinese."""
    rows = [f"| {one.status} | `{one.code}` | {one.how} |" for one in CODES]
    return "\n".join(["| 状态 | `code` | 怎么办 |", "|---|---|---|", *rows])


def of_status(status: int) -> list[Code]:
    """The codes that go with an HTTP status."""
    return [one for one in CODES if one.status == status]


def example(one: Code, title: str) -> dict[str, Any]:
    """The body of a refusal with this code."""
    body: dict[str, Any] = {
        "type": f"urn:luodi:problem:{one.code}",
        "title": title,
        "status": one.status,
        "detail": one.detail,
        "code": one.code,
        "reason": one.code,
        "errors": [],
    }
    if one.code in FIELDS:
        name, said = FIELDS[one.code]
        body["errors"] = [{"field": name, "code": one.code, "detail": said}]
    if one.code == "incomplete":
        body["missing"] = [MISSING]
    if one.code == "stale":
        body["current"] = {"id": "0b0a3c52-6f5e-4f0e-9a53-2f3f3f6b7a10", "version": 4}
    return body
