"""The choices of the room."""

from __future__ import annotations

from django.db import models


class FileKind(models.TextChoices):
    """In which forms a pack is kept."""

    DOCX = "docx", "Word 文档"
    PDF = "pdf", "PDF 文件"
    XLSX = "xlsx", "Excel 表格"


MIME = {
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PDF: "application/pdf",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ChangeKind(models.TextChoices):
    """What has changed since the last sitting, in the order in which it is told."""

    STAGE = "stage", "阶段"
    STANDING = "standing", "状态"
    LIGHT = "light", "亮灯"
    AMOUNT = "amount", "金额"
    PEOPLE = "people", "责任人"
    NODE = "node", "方案节点"
    ANSWER = "answer", "问题答复"
    ITEM = "item", "交办事项"


class LeadUnit(models.TextChoices):
    """In what the time before a sitting is counted at which its pack is frozen by itself."""

    WORKDAYS = "workdays", "个工作日前"
    HOURS = "hours", "小时前"
