"""政务微信: the government's own installation of 企业微信, the same interface at an address of its own."""

from __future__ import annotations

from notifications.outbox.channels.wecom_app import WecomApp


class GovWechat(WecomApp):
    """Where it stands is for the operator to say; nothing leaves the government network."""

    name = "gov_wechat"
    label = "政务微信应用消息"
    default_base_url = ""
    wants = {"base_url": "接口地址", **WecomApp.wants}
    address_label = "政务微信账号"
    address_help = "政务微信通讯录中的账号，不是手机号"
