"""The history of an object in the admin, in Dutch and read-only.

The pages of django-simple-history speak English, carry inline styles that our CSP refuses, leave columns that no
form edits out of the comparison, and still accept a POST that reverts. These pages replace them.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from organisaties.historie import LEEG, in_woorden, laad_keuzes, velden_van, veranderingen
from organisaties.sleutels import als_sleutel


class HistorieAdmin(SimpleHistoryAdmin):
    """An admin with the history of every edit: who, when, which field. Nothing can be put back from here."""

    object_history_template = "admin/geschiedenis.html"
    history_list_per_page = 50
    delen_met_historie: Sequence[tuple[type[models.Model], str]] = ()  # (model, its foreign key to this one)

    def history_view_title(self, request: HttpRequest, obj: models.Model) -> str:
        return f"Geschiedenis: {obj}"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        if als_sleutel(object_id) is None:
            raise Http404
        delen = [self._deel(model, sleutel, object_id) for model, sleutel in self.delen_met_historie]
        return super().history_view(request, object_id, {"delen": delen} | (extra_context or {}))

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Iterable, foreign_keys_are_objs: bool = True
    ) -> None:
        """Tell beside each record what changed since the one before it (newest first)."""
        records = list(historical_records)
        laad_keuzes(records)
        for nieuw, oud in pairwise(records):
            nieuw.veranderd = veranderingen(oud, nieuw)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Show one version as it was."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET"])
        if als_sleutel(object_id) is None or als_sleutel(version_id) is None:
            raise Http404
        record = get_object_or_404(
            self.model.history.model, **{self.opts.pk.attname: object_id, "history_id": version_id}
        )
        if not self.has_view_permission(request, record.instance):
            raise PermissionDenied
        laad_keuzes([record])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Zoals het toen was: {record.instance}",
            "opts": self.opts,
            "object": record.instance,
            "record": record,
            "rijen": [(capfirst(veld.verbose_name), in_woorden(record, veld)) for veld in velden_van(record)],
        }
        return self.render_history_view(request, "admin/geschiedenis_versie.html", context | (extra_context or {}))

    def _deel(self, model: type[models.Model], sleutel: str, object_id: str) -> dict[str, Any]:
        """Give the history of the parts of an object, such as the roles of an actie: newest first."""
        records = list(
            model.history.filter(**{f"{sleutel}_id": object_id})
            .select_related("history_user")
            ._select_related_history_tracked_objs()
            .order_by("-history_date", "-history_id")[: self.history_list_per_page]
        )
        laad_keuzes(records)
        vorige: dict[int, models.Model] = {}
        for record in reversed(records):
            eerder = vorige.get(record.id)
            record.veranderd = veranderingen(eerder, record) if eerder else []
            waarden = [in_woorden(record, veld) for veld in velden_van(record) if veld.name != sleutel]
            record.omschrijving = ", ".join(waarde for waarde in waarden if waarde != LEEG)
            vorige[record.id] = record
        return {"naam": capfirst(model._meta.verbose_name_plural), "records": records}
