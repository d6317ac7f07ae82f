"""A text area whose text has one kind of line end, so that the same text stays the same text."""

from typing import Any

from django import forms


class Tekstvak(forms.Textarea):
    """Browsers send CRLF; files and programs write LF. Kept is LF: else a history tells of changes that nobody made."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        waarde = super().value_from_datadict(data, files, name)
        return waarde.replace("\r\n", "\n").replace("\r", "\n") if isinstance(waarde, str) else waarde
