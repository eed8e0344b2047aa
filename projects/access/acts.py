"""What the audit log calls the acts of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SIGN_IN = "access.sign_in", "登录"
    SIGN_IN_FAILED = "access.sign_in_failed", "登录失败"
    CODE_FAILED = "access.code_failed", "动态码验证失败"
    WALLED = "access.walled", "后台地址被拒绝"
    LOCK = "access.lock", "登录锁定"
    UNLOCK = "access.unlock", "解除登录锁定"
    SIGN_OUT = "access.sign_out", "退出"
    END_SESSIONS = "access.end_sessions", "结束登录会话"
    CHANGE_PASSWORD = "access.change_password", "修改密码"
    RESET_PASSWORD = "access.reset_password", "重置密码"
    ENROL = "access.enrol", "绑定动态码"
    USE_RECOVERY = "access.use_recovery", "使用恢复码"
    RENEW_RECOVERY = "access.renew_recovery", "更换恢复码"
    RESET_FACTOR = "access.reset_factor", "解除动态码绑定"
    DISABLE = "access.disable", "停用账号"
    ENABLE = "access.enable", "启用账号"
    DISABLE_UNUSED = "access.disable_unused", "停用长期未用账号"
    OPEN_ADMINISTRATOR = "access.open_administrator", "开设管理员"
    ASK = "access.ask", "提出管理员账号变更"
    CONFIRM = "access.confirm", "复核同意变更"
    REFUSE = "access.refuse", "复核不同意变更"
    WITHDRAW = "access.withdraw", "撤回变更申请"
