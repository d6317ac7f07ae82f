"""What records of a plan file must say about each other, and of the former plan. Pure: sentences come out."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

from speerpunten.keuzes import OrganisatieRol
from speerpunten.planbestand.bestand import Planbestand, Rij
from speerpunten.planbestand.schema import GEDEELD
from speerpunten.planbestand.soorten import Waarde, toon
from speerpunten.planbestand.vorig import VorigPlan

ENKELVOUD = {"organisaties": "de organisatie", "beleidsdomeinen": "het beleidsdomein", "doelgroepen": "de doelgroep"}
Bekend = Mapping[str, set[str]]  # list -> keys


def keur(bestand: Planbestand, bekend: Bekend, vorig: VorigPlan, vandaag: dt.date) -> list[str]:
    """Give what is wrong between the records, each with its place.

    In: the file, the keys of shared records that were known already, the former plan, and today (a stand never lies
    after it).
    """
    sleutels = {soort: bekend.get(soort, set()) | {rij.sleutel for rij in bestand.rijen[soort]} for soort in GEDEELD}
    nummers = {rij.velden.get("nummer") for rij in bestand.rijen["speerpunten"]}
    fouten = [*_keur_plan(bestand.plan, sleutels), *_keur_vervolg(bestand, vorig)]
    if not bestand.rijen["speerpunten"]:
        fouten.append("speerpunten: er is minstens één speerpunt nodig.")
    fouten.extend(_dubbel(bestand.rijen["organisaties"], "kbo", lambda rij: rij.velden.get("kbo")))
    for soort in ("beleidsdomeinen", "doelgroepen"):
        fouten.extend(_dubbel(bestand.rijen[soort], "naam", lambda rij: rij.velden.get("naam")))
    fouten.extend(_dubbel(bestand.rijen["acties"], "nummer", _code))
    for actie in bestand.rijen["acties"]:
        fouten.extend(_keur_speerpunten(actie, nummers))
        fouten.extend(_keur_looptijd(actie))
        fouten.extend(_keur_verwijzingen(actie, sleutels))
        fouten.extend(_keur_rollen(actie))
        fouten.extend(_keur_dubbele_titels(actie, "mijlpalen", "titel"))
        fouten.extend(_keur_dubbele_titels(actie, "indicatoren", "naam"))
        fouten.extend(_keur_stand(actie, vandaag))
    for speerpunt in bestand.rijen["speerpunten"]:
        fouten.extend(_keur_dubbele_titels(speerpunt, "indicatoren", "naam"))
    acties = {rij.sleutel for rij in bestand.rijen["acties"]}
    for subsidie in bestand.rijen["subsidies"]:
        fouten.extend(_keur_subsidie(subsidie, sleutels, acties))
    for ronde in bestand.rijen["rondes"]:
        fouten.extend(_volgorde(ronde, "van", "tot"))
        fouten.extend(_volgorde(ronde, "opent", "deadline"))
        fouten.extend(_volgorde(ronde, "deadline", "sluit"))
    return fouten


def _keur_plan(plan: Rij, sleutels: Bekend) -> Iterator[str]:
    yield from _volgorde(plan, "van", "tot")
    opdrachtgever = plan.velden.get("opdrachtgever")
    if opdrachtgever and opdrachtgever not in sleutels["organisaties"]:
        yield _onbekend("beleidsplan.opdrachtgever", "organisaties", opdrachtgever)


def _keur_vervolg(bestand: Planbestand, vorig: VorigPlan) -> Iterator[str]:
    """What is referred to stands in the former plan, and that is loaded; the rest the models tell."""
    if vorig.sleutel and vorig.sleutel == bestand.plan.sleutel:
        yield "beleidsplan.opvolger_van: een plan kan zichzelf niet opvolgen."
        return
    if vorig.sleutel and vorig.plan is None:
        yield f"beleidsplan.opvolger_van: het beleidsplan {toon(vorig.sleutel)} is niet bekend. Laad dat plan eerst."
        return
    for plek, wat, sleutel in _vervolgen(bestand):
        if not vorig.sleutel:
            yield f"{plek}: dit plan volgt geen ander plan op. Noem het vorige plan in beleidsplan.opvolger_van."
        elif wat == "speerpunt" and sleutel not in vorig.speerpunten:
            yield f"{plek}: speerpunt {sleutel} staat niet in het vorige plan “{vorig.sleutel}”."
        elif wat == "actie" and sleutel not in vorig.acties:
            yield f"{plek}: de actie {toon(sleutel)} is niet geladen uit het planbestand “{vorig.sleutel}”."


def _vervolgen(bestand: Planbestand) -> Iterator[tuple[str, str, Waarde]]:
    """Give the place, the kind and the key of each reference to the former plan."""
    for punt in bestand.rijen["speerpunten"]:
        if nummer := punt.velden.get("vervolg_op"):
            yield f"{punt.plek}.vervolg_op", "speerpunt", nummer
        yield from ((f"{punt.plek}.ook_vervolg_op", "speerpunt", nr) for nr in punt.velden.get("ook_vervolg_op", ()))
    for actie in bestand.rijen["acties"]:
        if sleutel := actie.velden.get("vervolg_op"):
            yield f"{actie.plek}.vervolg_op", "actie", sleutel


def _volgorde(rij: Rij, eerst: str, later: str) -> Iterator[str]:
    """Two days of one record stand in this order. As text they sort as days do."""
    een, twee = rij.velden.get(eerst), rij.velden.get(later)
    if een and twee and een > twee:
        yield f"{rij.plek}.{later}: ligt voor “{eerst}”."


def _dubbel(rijen: tuple[Rij, ...], veld: str, waarvan) -> Iterator[str]:
    """No two records share this value, as far as they have one."""
    aantal = Counter(waarvan(rij) for rij in rijen)
    for rij in rijen:
        if waarvan(rij) and aantal[waarvan(rij)] > 1:
            yield f"{rij.plek}.{veld}: {toon(rij.velden[veld])} staat er meer dan één keer."


def _code(actie: Rij) -> tuple | None:
    """Give the speerpunt and number of an actie that names its number."""
    nummer = actie.velden.get("nummer")
    return (actie.velden.get("speerpunt"), nummer) if nummer else None


def _keur_speerpunten(actie: Rij, nummers: set) -> Iterator[str]:
    eigen = actie.velden.get("speerpunt")
    if eigen and eigen not in nummers:
        yield f"{actie.plek}.speerpunt: speerpunt {eigen} staat niet in het bestand."
    for nummer in actie.velden.get("ook_bij", ()):
        if nummer == eigen:
            yield f"{actie.plek}.ook_bij: {nummer} is het eigen speerpunt van de actie."
        elif nummer not in nummers:
            yield f"{actie.plek}.ook_bij: speerpunt {nummer} staat niet in het bestand."


def _keur_looptijd(actie: Rij) -> Iterator[str]:
    start, einde = actie.velden.get("start"), actie.velden.get("einde")
    if start and einde and f"{start}-01-01"[:10] > f"{einde}-12-31"[:10]:
        yield f"{actie.plek}.einde: ligt voor “start”."
    if einde and actie.velden.get("doorlopend"):
        yield f"{actie.plek}.einde: een doorlopende actie heeft geen einde."


def _onbekend(plek: str, soort: str, sleutel: str) -> str:
    return f"{plek}: {ENKELVOUD[soort]} {toon(sleutel)} staat niet in het bestand en is niet bekend."


def _keur_verwijzingen(actie: Rij, sleutels: Bekend) -> Iterator[str]:
    for nr, rol in enumerate(actie.velden.get("organisaties", ()), 1):
        if "organisatie" in rol and rol["organisatie"] not in sleutels["organisaties"]:
            yield _onbekend(f"{actie.plek}.organisaties[{nr}].organisatie", "organisaties", rol["organisatie"])
    for soort in ("beleidsdomeinen", "doelgroepen"):
        for sleutel in actie.velden.get(soort, ()):
            if sleutel not in sleutels[soort]:
                yield _onbekend(f"{actie.plek}.{soort}", soort, sleutel)


def _keur_rollen(actie: Rij) -> Iterator[str]:
    rollen = actie.velden.get("organisaties", ())
    paren = Counter((rol.get("organisatie"), rol.get("rol")) for rol in rollen)
    for (organisatie, rol), aantal in paren.items():
        if aantal > 1 and organisatie and rol:
            yield f"{actie.plek}.organisaties: {toon(organisatie)} staat er meer dan één keer als {rol}."
    if sum(rol.get("rol") == OrganisatieRol.TREKKER for rol in rollen) > 1:
        yield f"{actie.plek}.organisaties: er is meer dan één trekker."


def _keur_dubbele_titels(rij: Rij, veld: str, titelveld: str) -> Iterator[str]:
    titels = Counter(binnen.get(titelveld) for binnen in rij.velden.get(veld, ()))
    for titel, aantal in titels.items():
        if titel and aantal > 1:
            yield f"{rij.plek}.{veld}: {toon(titel)} staat er meer dan één keer."


def _keur_subsidie(subsidie: Rij, sleutels: Bekend, acties: set[str]) -> Iterator[str]:
    yield from _volgorde(subsidie, "van", "tot")
    for naam in ("organisatie", "financier"):
        wie = subsidie.velden.get(naam)
        if wie and wie not in sleutels["organisaties"]:
            yield _onbekend(f"{subsidie.plek}.{naam}", "organisaties", wie)
    actie = subsidie.velden.get("actie")
    if actie and actie not in acties:
        yield f"{subsidie.plek}.actie: de actie {toon(actie)} staat niet in het bestand."


def _keur_stand(actie: Rij, vandaag: dt.date) -> Iterator[str]:
    peildatum = (actie.velden.get("stand") or {}).get("peildatum")
    if peildatum and peildatum > vandaag.isoformat():
        yield f"{actie.plek}.stand.peildatum: {toon(peildatum)} moet nog komen."
