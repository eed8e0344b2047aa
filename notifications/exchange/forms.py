"""The files that are uploaded."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from notifications.exchange.archives import MOST_BYTES

TOO_LARGE = "文件超过64 MB，请分成几个包，按顺序上传。"


class FileForm(forms.Form):
    """One file, read whole: it is judged as a whole."""

    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"}
    )

    def clean_file(self) -> bytes:
        """Its bytes."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file.read()


class MakeForm(forms.Form):
    """What the next package is to hold."""

    snapshot = forms.BooleanField(label="完整快照", required=False)
