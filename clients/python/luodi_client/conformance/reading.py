"""Lists, pages, details."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from .rules import expect, rule, skip
from .walk import NOWHERE, Walk, good, refused

LISTS = ("organisations", "officers", "enterprises", "projects", "claims")
COMMON = ("id", "url", "version", "created_at", "updated_at")
PROJECT_FIELDS = [
    "number",
    "name",
    "external_ref",
    "summary",
    "stage",
    "standing",
    "landing_organisation",
    "lead_organisation",
    "first_contact_organisation",
    "investors",
    "total_investment_wan",
    "fixed_investment_wan",
    "foreign_currency",
    "foreign_amount_wan",
    "is_industrial",
    "industry",
    "chain",
    "channel",
    "start_kind",
    "land_area_mu",
    "tags",
    "assigned_by_city",
    "demonstration_reason",
    "needs_chief",
    "chief",
    "light",
    "negotiating_on",
    "signed_on",
    "registered_on",
    "started_on",
    "producing_on",
]


def onwards(address: str) -> str:
    """An address of the server as a target."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@rule("reading.envelope", "列表应答为 {next, previous, results}")
def envelope(walk: Walk) -> str:
    """Every list of the contract that this key may read."""
    read = []
    for noun in LISTS:
        answer = walk.get(f"/{noun}/")
        if answer.status == 403:
            continue
        body = good(answer, f"GET /{noun}/")
        expect({"next", "previous", "results"} <= set(body), f"/{noun}/ 的应答缺 next、previous 或 results")
        expect(isinstance(body["results"], list), f"/{noun}/ 的 results 不是数组")
        expect(body["previous"] is None, f"/{noun}/ 第一页的 previous 应为 null")
        read.append(noun)
    return f"已查 {'、'.join(read)}"


@rule("reading.sizes", "每页默认 50 条，最多 200 条：超过为 400；page_size=0 为 422")
def sizes(walk: Walk) -> str:
    """Conclusive only where there are that many."""
    usual, most = walk.rows("/organisations/"), walk.rows("/organisations/?page_size=200")
    expect(len(usual) <= 50, f"不给 page_size 时返回了 {len(usual)} 条，应至多 50")
    expect(len(most) <= 200, f"page_size=200 时返回了 {len(most)} 条，应至多 200")
    refused(walk.get("/organisations/?page_size=201"), 400, "page_size_too_large", "page_size=201")
    refused(walk.get("/organisations/?page_size=0"), 422, "invalid", "page_size=0")
    return f"默认 {len(usual)} 条，最多 {len(most)} 条"


@rule("reading.pages", "按 next 翻页不重不漏，previous 回到上一页")
def pages(walk: Walk) -> str:
    """The units in pages of two against the same in one."""
    whole = [row["id"] for row in walk.rows("/organisations/?page_size=12")]
    if len(whole) < 3:
        skip("单位不足 3 个，翻不了页")
    first = good(walk.get("/organisations/?page_size=2"), "第一页")
    seen, page = [row["id"] for row in first["results"]], first
    while page["next"] and len(seen) < len(whole):
        page = good(walk.get(onwards(page["next"])), "下一页")
        seen += [row["id"] for row in page["results"]]
    expect(len(seen) == len(set(seen)), "翻页时有记录出现了两次")
    expect(seen[: len(whole)] == whole, "分页取到的与一次取到的不同：有遗漏，或顺序不一致")
    second = good(walk.get(onwards(first["next"])), "第二页")
    back = good(walk.get(onwards(second["previous"])), "previous")
    expect([row["id"] for row in back["results"]] == seen[:2], "previous 没有回到第一页")
    return f"翻过 {len(seen)} 条"


@rule("reading.cursor", "无效的游标为 400，不是 500")
def cursor(walk: Walk) -> None:
    """A cursor nobody gave out."""
    refused(walk.get("/projects/?cursor=abc"), 400, "invalid_cursor", "?cursor=abc")


@rule("reading.fields", "?fields= 只返回所要的字段；不认识的字段名为 422")
def trimmed(walk: Walk) -> None:
    """In lists."""
    rows = walk.rows("/organisations/?fields=id,code&page_size=3")
    expect(all(set(row) == {"id", "code"} for row in rows), "?fields=id,code 返回了别的字段，或少了字段")
    refused(walk.get("/organisations/?fields=no_such_field"), 422, "invalid", "?fields=no_such_field")


@rule("reading.common", "对象都有 id、url、version、created_at、updated_at，url 打开的就是它")
def common(walk: Walk) -> str:
    """One of each list."""
    read = []
    for noun in LISTS:
        answer = walk.get(f"/{noun}/?page_size=1")
        if answer.status == 403 or not answer.data["results"]:
            continue
        row = answer.data["results"][0]
        lacking = [name for name in COMMON if name not in row]
        expect(not lacking, f"/{noun}/ 的对象缺少字段：{'、'.join(lacking)}")
        expect(isinstance(row["version"], int), f"/{noun}/ 的 version 不是整数")
        detail = good(walk.get(onwards(row["url"])), f"打开 /{noun}/ 里给出的 url")
        expect(detail["id"] == row["id"], f"/{noun}/ 的 url 打开的是另一个对象")
        read.append(noun)
    return f"已查 {'、'.join(read)}" if read else skip("各列表都没有数据")


@rule("reading.etag", "每个详情带 ETag，值为带双引号的 version")
def etag(walk: Walk) -> str:
    """One of each list."""
    read = []
    for noun in LISTS:
        listed = walk.get(f"/{noun}/?page_size=1")
        if listed.status == 403 or not listed.data["results"]:
            continue
        answer = walk.get(f"/{noun}/{listed.data['results'][0]['id']}/")
        version = good(answer, f"/{noun}/ 的详情")["version"]
        came = answer.headers.get("etag")
        expect(came == f'"{version}"', f'/{noun}/ 的详情：ETag 应为 "{version}"，实为 {came or "没有"}')
        read.append(noun)
    return f"已查 {'、'.join(read)}" if read else skip("各列表都没有数据")


@rule("reading.missing", "不存在的对象、不认识的地址为 404 not_found")
def missing(walk: Walk) -> None:
    """Both in the form of a refusal."""
    for path in (f"/projects/{NOWHERE}/", f"/enterprises/{NOWHERE}/", "/no-such-route/", "/projects/not-a-uuid/"):
        refused(walk.get(path), 404, "not_found", f"GET {path}")


@rule("reading.project", "项目带有约定的全部字段")
def project_fields(walk: Walk) -> None:
    """Names are fixed by the contract."""
    shown: dict[str, Any] = walk.project() if not walk.read_only else walk.some("projects")
    lacking = [name for name in PROJECT_FIELDS if name not in shown]
    expect(not lacking, f"项目缺少字段：{'、'.join(lacking)}")
    expect({"colour", "reasons"} <= set(shown["light"] or {"colour", "reasons"}), "light 应含 colour 与 reasons")


@rule("reading.codes", "单位一律写代码：项目的落地单位能在 /organisations/ 里找到")
def codes(walk: Walk) -> None:
    """The code, not an identifier and not a name."""
    code = walk.some("projects")["landing_organisation"]
    listed, page = False, good(walk.get("/organisations/?page_size=200"), "GET /organisations/")
    while not listed:
        listed = any(row["code"] == code for row in page["results"])
        if listed or not page["next"]:
            break
        page = good(walk.get(onwards(page["next"])), "下一页")
    expect(listed, f"项目的 landing_organisation 为 {code}，/organisations/ 里没有这个代码")


@rule("reading.filters", "项目筛选生效：stage、external_ref、min_total_investment_wan、updated_since")
def filters(walk: Walk) -> None:
    """Nothing comes that was not asked for."""
    one = walk.some("projects")
    for row in walk.rows(f"/projects/?stage={one['stage']}&page_size=20"):
        expect(row["stage"] == one["stage"], f"?stage={one['stage']} 返回了 {row['stage']} 的项目")
    for row in walk.rows("/projects/?min_total_investment_wan=10000&page_size=20"):
        expect(float(row["total_investment_wan"]) >= 10000, "?min_total_investment_wan=10000 返回了更小的项目")
    expect(walk.rows("/projects/?external_ref=conformance-no-such-ref") == [], "没有的 external_ref 查出了项目")
    expect(walk.rows("/projects/?updated_since=2100-01-01T00:00:00Z") == [], "updated_since 没有起作用")
    refused(walk.get("/projects/?stage=no-such-stage"), 422, "invalid", "?stage=no-such-stage")
