"""Rows of lidmaatschappen in the page of a gebruiker or of an organisatie, judged together."""

from itertools import combinations

from django import forms
from django.db import models
from django.http import HttpRequest

from organisaties.admin.basis import BasisForm, RijenFormSet, RijenInline
from organisaties.models import Lidmaatschap


class LidRijForm(BasisForm):
    def _post_clean(self) -> None:
        """Leave the other rows to the formset: one of them may end in this same save, so that this one can begin."""
        self.instance.clean = lambda: None  # type: ignore[method-assign]
        try:
            super()._post_clean()
        finally:
            del self.instance.clean


class LedenFormSet(RijenFormSet):
    """The rows of one page: nobody speaks twice for one organisatie over the same days."""

    def clean(self) -> None:
        super().clean()
        rijen = [form for form in self.blijvende if not form.errors]
        for een, twee in combinations(rijen, 2):
            if (_verschuift(een) or _verschuift(twee)) and _botst(een.instance, twee.instance):
                fout, ander = (twee, een) if _verschuift(twee) else (een, twee)
                fout.add_error("van", ander.instance.staat_er_al)


def _verschuift(form: forms.ModelForm) -> bool:
    """Tell whether a row is new or gets another period; what stood there before keeps nobody from other work."""
    lid = form.instance
    return lid.pk is None or (form.initial["van"], form.initial["tot"]) != (lid.van, lid.tot)


def _botst(een: Lidmaatschap, twee: Lidmaatschap) -> bool:
    zelfde = (een.gebruiker_id, een.organisatie_id) == (twee.gebruiker_id, twee.organisatie_id)
    return zelfde and een.overlapt(twee)


class LedenInline(RijenInline):
    """Who leaves gets a last day; the row stays."""

    model = Lidmaatschap
    form = LidRijForm
    formset = LedenFormSet
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("gebruiker", "organisatie")
