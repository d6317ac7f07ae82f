"""A row of the trail in plain words: one line of who did what about which thing, and the details under it."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date
from django.utils.text import capfirst

from organisaties.historie import LEEG, Verandering, in_woorden, velden_van, veranderingen
from organisaties.models import Doorgavetoestand, Handelingsoort
from speerpunten.afsluiten import wat_bleef_liggen
from speerpunten.keuzes import Linkdaad, Sluitdaad, Soort
from speerpunten.models.melding import INHOUD, Melding
from speerpunten.spoor.bronnen import RECHTEN, SOORTEN, VOORWERPEN
from speerpunten.spoor.namen import NAAMGEVERS, Namen
from speerpunten.spoor.rij import Rij

TOEPASSING, IEMAND, WEG = "de toepassing", "iemand die niet aangemeld was", "iemand die er niet meer is"
MAX_FEIT = 600  # characters of one detail
DADEN = {"+": "toegevoegd", "~": "gewijzigd", "-": "verwijderd"}
NAAM_VAN_DEEL = ("naam", "titel", "orgaan")  # the column by which a part of something is called
RECHTENVELDEN = {"rol", "is_active"}
FEITEN = {
    "bestand": "bestand",
    "rijen": "aantal rijen",
    "aantal": "aantal",
    "hoe": "hoe",
    "wat": "wat",
    "middel": "middel",
    "netwerk": "netwerk",
    "wijze": "langs waar",
    "reden": "reden",
    "gekoppeld": "nieuwe koppeling",
    "gemaakt": "nieuwe gebruiker",
    "organisatie_zonder_lidmaatschap": "organisatie waarvoor niet",
    "via": "via",
    "filter": "filter",
}
ZONDER_MENS = {Handelingsoort.AANMELDEN_MISLUKT, Handelingsoort.GEBLOKKEERD}


@dataclass(frozen=True)
class Regel:
    """One line. `daad` begins with a capital; `over` is empty where it is about nothing that has a page."""

    op: dt.datetime
    wie: str
    daad: str
    soort: str
    over: str = ""
    over_url: str = ""
    wijzigingen: list[Verandering] = field(default_factory=list)
    feiten: list[tuple[str, str]] = field(default_factory=list)

    @property
    def in_een_cel(self) -> str:
        """Give the details as one text, for a file."""
        delen = [f"{w.veld}: {w.oud} -> {w.nieuw}" for w in self.wijzigingen]
        return "; ".join(delen + [f"{naam}: {waarde}" for naam, waarde in self.feiten])


def regel_van(rij: Rij, namen: Namen) -> Regel:
    """Tell one row."""
    soort, pk = rij.over
    over = namen.van(VOORWERPEN[soort], pk) if soort else None
    wie = namen.van_label("organisaties.gebruiker", rij.door) or (WEG if rij.door else _niemand(rij))
    kop = {"op": rij.op, "wie": wie, "over": over or "", "over_url": namen.adres(soort, pk) if over else ""}
    if rij.bron.is_historie:
        return Regel(**kop, **_historie(rij, namen))
    if rij.bron.naam == "handeling":
        return Regel(**kop | _handeling(rij, namen, kop["over"]))
    daad, feiten = _LOGBOEK[rij.bron.naam](rij.nu)
    return Regel(**kop, daad=daad, soort=SOORTEN[next(iter(rij.bron.soorten))], feiten=_netjes(feiten))


def _niemand(rij: Rij) -> str:
    return IEMAND if rij.nu.get("soort") in ZONDER_MENS and rij.bron.naam == "handeling" else TOEPASSING


def _netjes(feiten: list[tuple[str, object]]) -> list[tuple[str, str]]:
    """Leave out what is empty, and shorten what is long."""
    teksten = [(naam, str(waarde)) for naam, waarde in feiten if waarde not in (None, "")]
    return [(naam, tekst if len(tekst) <= MAX_FEIT else f"{tekst[:MAX_FEIT]}…") for naam, tekst in teksten]


# --- histories


class _Genoemd(str):
    """Stands where a historical record would fetch a related object: only its name is asked for."""

    __slots__ = ()


def _record(rij: Rij, deel: dict[str, Any], namen: Namen) -> models.Model:
    """Make the historical record again, with its related things by name: nothing is fetched."""
    model = rij.bron.model
    record = model(history_id=deel["history_id"], history_type=deel["history_type"])
    for veld in model.tracked_fields:
        setattr(record, veld.attname, _waarde(veld, deel[veld.attname]))
        if isinstance(veld, models.ForeignKey) and deel[veld.attname]:
            naam = namen.van(veld.related_model, deel[veld.attname])
            record._state.fields_cache[veld.name] = _Genoemd(naam) if naam is not None else None
    record.gekozen = {}
    for veld in model._history_m2m_fields:
        leden = namen.leden.get((f"{model._meta.model_name}.{veld.name}", deel["history_id"]), [])
        record.gekozen[veld.name] = sorted(leden)
    return record


def _waarde(veld: models.Field, waarde: object) -> object:
    """Give a value of the JSON of either database as the field knows it."""
    if isinstance(veld, models.ForeignKey) or waarde is None:
        return waarde
    waarde = veld.to_python(waarde)
    if isinstance(veld, models.DecimalField):
        return round(waarde, veld.decimal_places)
    return waarde


def _historie(rij: Rij, namen: Namen) -> dict[str, Any]:
    model = rij.bron.model
    nu = _record(rij, rij.nu, namen)
    vorige = _record(rij, rij.vorige, namen) if rij.vorige else None
    daad = DADEN[rij.nu["history_type"]]
    wijzigingen = _verschillen(vorige, nu) if vorige and daad == "gewijzigd" else []
    feiten = []
    if not wijzigingen and daad != "gewijzigd":
        feiten = [
            (capfirst(veld.verbose_name), _in_woorden(nu, veld))
            for veld in velden_van(nu)
            if not _is_voorwerp(rij, veld)
        ]
    naam = str(model.instance_type._meta.verbose_name)
    welk = _welk(rij, namen)
    tekst = f"{capfirst(naam)}{welk} {daad}"
    if wijzigingen:
        tekst += ": " + ", ".join(_klein(w.veld) for w in wijzigingen)
    elif daad == "gewijzigd":
        tekst = f"{capfirst(naam)}{welk} bewaard zonder wijziging"
    return {
        "daad": tekst,
        "soort": SOORTEN[_soort(rij)],
        "wijzigingen": wijzigingen,
        "feiten": _netjes([(veld, waarde) for veld, waarde in feiten if waarde != LEEG]),
    }


def _soort(rij: Rij) -> str:
    """Tell of which kind a history is: a gebruiker whose rol or access changed is about rights."""
    eerste = next(iter(rij.bron.soorten))
    if RECHTEN not in rij.bron.soorten:
        return eerste
    anders = not rij.vorige or any(rij.nu[veld] != rij.vorige[veld] for veld in RECHTENVELDEN if veld in rij.nu)
    return RECHTEN if anders else eerste


def _is_voorwerp(rij: Rij, veld: models.Field) -> bool:
    """Tell whether a field says what the line is about, which stands beside it already."""
    return bool(rij.bron.voorwerp) and getattr(veld, "attname", "") == rij.bron.voorwerp[1]


def _welk(rij: Rij, namen: Namen) -> str:
    """Name the part, where the line is about the whole: “Zaal gevonden” of an actie, “Buurtwerk” of its roles."""
    if rij.bron.voorwerp and rij.bron.voorwerp[1] == "id":
        return ""
    naam = next((rij.nu[kolom] for kolom in NAAM_VAN_DEEL if rij.nu.get(kolom)), "")
    for veld in rij.bron.model.tracked_fields:
        if not naam and veld.attname in NAAMGEVERS and not _is_voorwerp(rij, veld):
            naam = namen.van(veld.related_model, rij.nu[veld.attname]) or ""
    return f" “{naam}”" if naam else ""


def _klein(tekst: str) -> str:
    return tekst if tekst[:2].isupper() else tekst[:1].lower() + tekst[1:]


def _in_woorden(record: models.Model, veld: models.Field) -> str:
    if isinstance(veld, models.ManyToManyField):
        return ", ".join(record.gekozen[veld.name]) or LEEG
    return in_woorden(record, veld)


def _verschillen(vorige: models.Model, nu: models.Model) -> list[Verandering]:
    """Compare two records as the admin does; lists by what their members are called."""
    lijsten = [
        Verandering(capfirst(veld.verbose_name), _in_woorden(vorige, veld), _in_woorden(nu, veld))
        for veld in nu._history_m2m_fields
        if vorige.gekozen[veld.name] != nu.gekozen[veld.name]
    ]
    return veranderingen(vorige, nu, lijsten=False) + lijsten


# --- logs


Verhaal = tuple[str, list[tuple[str, object]]]


def _gebeurtenis(nu: dict[str, Any]) -> Verhaal:
    inhoud = json.loads(nu["inhoud"]) if isinstance(nu["inhoud"], str) else nu["inhoud"]
    daad = f"Stand van zaken {Soort(nu['soort']).label}"
    if nu["soort"] in {Soort.BIJLAGE_OPENBAAR, Soort.BIJLAGE_BESLOTEN}:
        daad = capfirst(str(Soort(nu["soort"]).label))
    velden = [(capfirst(Melding._meta.get_field(v).verbose_name), _gezegd(v, inhoud)) for v in INHOUD if inhoud.get(v)]
    return daad, [("Reden van wie dit deed", nu["reden"]), *velden]


def _gezegd(veld: str, inhoud: dict[str, Any]) -> str:
    """Give a value of a melding as it was sent, in words."""
    keuzes = dict(Melding._meta.get_field(veld).flatchoices)
    waarde = str(inhoud[veld])
    dag = parse_date(waarde) if veld == "peildatum" else None
    return f"{dag:%d/%m/%Y}" if dag else str(keuzes.get(waarde, waarde))


def _rechtzetting(nu: dict[str, Any]) -> Verhaal:
    feiten = [("Actie", nu["code"]), ("Er stond", nu["stond"]), ("Er moet staan", nu["wordt"]), ("Reden", nu["reden"])]
    return f"Rechtzetting {nu['nummer']} gemaakt", feiten


def _afgehandeld(nu: dict[str, Any]) -> Verhaal:
    woord = "overgenomen" if nu["toestand"] == Doorgavetoestand.OVERGENOMEN else "afgewezen"
    return f"Doorgegeven contactpersoon {woord}", [("Naam", nu["naam"]), ("Reden", nu["reden"])]


def _afsluiting(nu: dict[str, Any]) -> Verhaal:
    ruw = nu["openstaand"]
    rest = wat_bleef_liggen(json.loads(ruw) if isinstance(ruw, str) else ruw)
    return f"Plan {Sluitdaad(nu['daad']).label}", [("Reden", nu["reden"]), ("Bleef liggen", ", ".join(rest))]


_LOGBOEK: dict[str, Callable[[dict[str, Any]], Verhaal]] = {
    "gebeurtenis": _gebeurtenis,
    "afsluiting": _afsluiting,
    "bijlage": lambda nu: (f"Bijlage “{nu['naam']}” toegevoegd", []),
    "bijlage_van_melding": lambda nu: (f"Bijlage “{nu['naam']}” toegevoegd", []),
    "vrijgave": lambda nu: (f"Bijlage “{nu['bijlage__naam']}” openbaar gemaakt", []),
    "vrijgave_gesloten": lambda nu: (f"Bijlage “{nu['bijlage__naam']}” niet langer openbaar", []),
    "rapport": lambda nu: ("Rapport definitief gemaakt", [("SHA-256", nu["sha256"])]),
    "rechtzetting": _rechtzetting,
    "import": lambda nu: (f"Bestand “{nu['bestandsnaam']}” ingelezen", []),
    "import_overgenomen": lambda nu: (f"Import “{nu['bestandsnaam']}” overgenomen", []),
    "import_teruggedraaid": lambda nu: (
        f"Import “{nu['bestandsnaam']}” teruggedraaid",
        [("Reden", nu["terug_reden"])],
    ),
    "doorgave": lambda nu: (
        "Andere contactpersoon doorgegeven",
        [("Naam", nu["naam"]), ("Functie", nu["functie"]), ("Opmerking", nu["opmerking"])],
    ),
    "doorgave_afgehandeld": _afgehandeld,
    "linkgebeurtenis": lambda nu: (f"Veilige link {Linkdaad(nu['daad']).label}", [("Reden", nu["reden"])]),
}


def _handeling(rij: Rij, namen: Namen, over: str) -> dict[str, Any]:
    """Tell a handeling; what it is about stays a plain name where that has no trail of its own."""
    nu = rij.nu
    ruw = nu["bijzonderheden"]
    feiten = json.loads(ruw) if isinstance(ruw, str) else ruw
    soort = str(dict(Handelingsoort.choices).get(nu["soort"], nu["soort"]))
    kern = feiten.get("bestand") or feiten.get("hoe") or feiten.get("wat")
    anders = namen.van_label(nu["over_soort"], nu["over_id"]) or ""
    return {
        "daad": capfirst(soort) + (f": {kern}" if kern else ""),
        "soort": soort,
        "over": over or anders,
        "feiten": _netjes([(capfirst(FEITEN.get(naam, naam)), _feit(waarde)) for naam, waarde in feiten.items()]),
    }


def _feit(waarde: object) -> object:
    return ("ja" if waarde else "nee") if isinstance(waarde, bool) else waarde
