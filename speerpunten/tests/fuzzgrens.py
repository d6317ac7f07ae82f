"""Which rows whoever may change: the boundary that the fuzz holds every form to (design, section 5)."""

from django.apps import apps

# What anybody may leave behind: a mail that is asked for, a try to log in, the trace of it.
VAN_IEDEREEN = {
    "speerpunten.Linkaanvraag",
    "organisaties.Handeling",
    "samenleven.Vraagteller",
    "account.EmailAddress",
    "usersessions.UserSession",
}
# What belongs to a melding; its owner is the organisatie that says it.
BIJ_MELDING = {
    "speerpunten.MijlpaalMelding": "melding_id",
    "speerpunten.Meting": "melding_id",
    "speerpunten.Bijlage": "melding_id",
    "speerpunten.Gebeurtenis": "melding_id",
    "speerpunten.Melding_schrijvers": "melding_id",
}
VAN_PARTNER = {"speerpunten.Melding", *BIJ_MELDING}
# What staff never change from the pages: what is adopted, and who may do what.
NIET_VOOR_STAF = {
    "speerpunten.Beleidsplan",
    "speerpunten.Speerpunt",
    "speerpunten.Rapport",
    "speerpunten.Rechtzetting",
    "speerpunten.Behandeling",
    "speerpunten.Subsidie",
}
# What nobody changes or removes: only adds to.
VAST = {"speerpunten.Gebeurtenis", "speerpunten.Rapport", "speerpunten.Rechtzetting"}


def onrecht(naam: str, veranderd: dict, eigen: set[int]) -> list[tuple]:
    """Give the changed rows that this persona may not change.

    In: what changed, as `toegang.verschil` gives it, and the keys of the organisaties that the persona speaks for.
    """
    return [rij for rij, (voor, na) in veranderd.items() if not _mag(naam, rij[0], voor, na, eigen)]


def _mag(naam: str, model: str, voor: tuple | None, na: tuple | None, eigen: set[int]) -> bool:
    if voor and (model in VAST or (model == "speerpunten.Melding" and _veld(model, voor, "toestand") == "aanvaard")):
        return False
    if model in VAN_IEDEREEN or naam == "beheerder":
        return True
    if naam == "medewerker":
        return model not in NIET_VOOR_STAF and not (model == "organisaties.Gebruiker" and _rol(voor) != _rol(na))
    if naam not in {"partner", "ander", "link"}:
        return False
    return _van_organisatie(model, voor, na, eigen)


def _rol(rij: tuple | None) -> str:
    return _veld("organisaties.Gebruiker", rij, "rol") if rij else ""


def _veld(model: str, rij: tuple, naam: str):
    namen = [veld.attname for veld in apps.get_model(model)._meta.concrete_fields]
    return rij[namen.index(naam)]


def _van_organisatie(model: str, voor: tuple | None, na: tuple | None, eigen: set[int]) -> bool:
    """Tell whether a row that a partner changed is of its organisatie, before and after."""
    if model in {"speerpunten.Melding", "organisaties.Doorgave"}:
        return all(_veld(model, rij, "organisatie_id") in eigen for rij in (voor, na) if rij)
    if model in BIJ_MELDING:
        melding = apps.get_model("speerpunten.Melding")
        sleutels = {_veld(model, rij, BIJ_MELDING[model]) for rij in (voor, na) if rij}
        return set(melding.objects.filter(pk__in=sleutels).values_list("organisatie", flat=True)) <= eigen
    return model in {"speerpunten.Post", "speerpunten.Postregel"}  # the receipt, and the mail to staff
