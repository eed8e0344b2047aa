"""Refusals of this room."""

from __future__ import annotations

from projects.errors import Conflict, DomainError


class TooLarge(DomainError):
    """More than a draft may hold."""

    status = 413

    def __init__(self) -> None:
        super().__init__("填写的内容超过草稿的上限（64 KB），没有自动保存；请尽快提交表单。", "too_large")


class TooOften(DomainError):
    """More saves than anybody's typing needs."""

    status = 429

    def __init__(self) -> None:
        super().__init__("草稿保存过于频繁，请稍候；表单仍可照常提交。", "too_often")


class AlreadySent(Conflict):
    """This very form has been saved before; ``address`` is where its writer was sent, empty for anybody else."""

    def __init__(self, address: str) -> None:
        super().__init__("这份表单已经提交过，没有重复登记。请回到列表查看，或重新打开表单再填。", "already_sent")
        self.address = address
