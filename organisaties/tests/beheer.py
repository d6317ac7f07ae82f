"""Fill in the pages of the admin as a browser does: take what the page shows, change some of it, send it back."""

import datetime as dt
from typing import Any

from django import forms
from django.test import Client


def _waarde(veld: forms.BoundField) -> Any:
    waarde = veld.value()
    if isinstance(waarde, dt.date):
        return waarde.isoformat()
    if isinstance(waarde, list | tuple):
        return [getattr(een, "pk", een) for een in waarde]
    return "on" if waarde is True else waarde


def ingevuld(response) -> dict[str, Any]:
    """Give what the form and the inlines of this page hold."""
    formulieren = [response.context["adminform"].form]
    for groep in response.context["inline_admin_formsets"]:
        formulieren += [groep.formset.management_form, *groep.formset.forms]
    velden = {form.add_prefix(naam): _waarde(form[naam]) for form in formulieren for naam in form.fields}
    return {naam: waarde for naam, waarde in velden.items() if waarde is not None and waarde is not False}


def bewaar(client: Client, adres: str, **over: Any):
    """Open a page, fill in `over` (prefix "rollen__0__rol" for "rollen-0-rol") and save it."""
    response = client.get(adres)
    assert response.status_code == 200, adres
    nieuw = {naam.replace("__", "-"): waarde for naam, waarde in over.items()}
    gegevens = {naam: waarde for naam, waarde in (ingevuld(response) | nieuw).items() if waarde is not None}
    return client.post(adres, gegevens)


def fouten(response) -> str:
    """Give every error on a page as one text."""
    assert response.status_code == 200, "the page was saved"
    return " ".join(str(fout) for fout in response.context["errors"])
