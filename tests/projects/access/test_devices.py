"""A browser's description of itself, as a clerk reads it."""

from __future__ import annotations

import pytest

from projects.access.templatetags.access_words import device

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (WINDOWS, "Windows 电脑，Chrome 浏览器"),
        (WINDOWS + " Edg/130.0", "Windows 电脑，Edge 浏览器"),
        (PHONE + " wxwork/4.1 MicroMessenger/7.0", "安卓设备，企业微信"),
        (PHONE + " AliApp(DingTalk/7.6)", "安卓设备，钉钉"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux 电脑，火狐浏览器"),
        ("curl/8.5", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_a_device_is_named_in_words(agent: str, said: str) -> None:
    assert device(agent) == said
