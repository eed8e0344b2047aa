"""What each scope lets a district's system do, in the words of the page and the guide. Pure."""

from __future__ import annotations

from projects.people.roles import SCOPES, Permission

NOTES: dict[str, str] = {
    Permission.PROJECT_READ: "读单位、人员、企业、项目、佐证材料、责任、流转记录、申报和变更流",
    Permission.PROJECT_WRITE: "录入、更新企业和项目，上传材料，指定责任人，办理缓建、终止、退库",
    Permission.CLAIM_WRITE: "起草、提交、撤回申报，申请恢复与撤销认定",
    Permission.CLAIM_VERIFY: "认定、退回、不予认定；只发给认定单位的系统",
    Permission.DISPATCH_READ: "读调度会与议题",
    Permission.DISPATCH_WRITE: "改期、取消调度会，增加议题",
    Permission.STATISTICS_READ: "读统计、每个数的明细和两次读数的差异，保存常用统计",
    Permission.WEBHOOK_WRITE: "登记、修改自己的推送地址，查看推送结果并重发；推送的内容限于该系统能查看的",
}
ORDERED = [scope for scope in Permission if scope in SCOPES]


def labelled(scopes: list[str]) -> list[str]:
    """Chinese names, in the order of the table."""
    return [str(scope.label) for scope in ORDERED if scope in scopes]
