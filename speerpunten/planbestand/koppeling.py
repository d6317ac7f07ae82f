"""Between the plain values of a plan file and the columns and relations of an object, in both directions."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from organisaties.models import Organisatie
from speerpunten.getallen import kaal
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Indicator, Mijlpaal, Speerpunt
from speerpunten.planbestand.bestand import Rij
from speerpunten.planbestand.register import Register
from speerpunten.planbestand.schema import SCHEMA
from speerpunten.planbestand.soorten import Waarde, gelijke_regels
from speerpunten.services.opvolging import eis_besluiten_kloppen

Velden = dict[str, Waarde]

LIJSTRELATIES = ("beleidsdomeinen", "doelgroepen")
RELATIES = ("ook_bij", "ook_vervolg_op", *LIJSTRELATIES, "organisaties")
GEEN_VERVOLG = {Speerpunt: None, Actie: ""}  # as a file says it
NAAR_ORGANISATIE = ("opdrachtgever", "organisatie", "financier")
_BINNENVELD = re.compile(r"(mijlpalen|indicatoren)\[(.*)\]\.([a-z_]+)")
_NAAMVELD = {"mijlpalen": "titel", "indicatoren": "naam"}
_MODEL = {"mijlpalen": Mijlpaal, "indicatoren": Indicator}


@dataclass(frozen=True)
class Binnenrij:
    """A record inside another, such as a mijlpaal of an actie: found by its title, compared as fields of the other."""

    soort: str
    titel: str

    def veld(self, naam: str) -> str:
        """Give the name under which one of its fields is compared."""
        return f"{self.soort}[{self.titel}].{naam}"

    def __str__(self) -> str:
        return f"{self.soort}[{self.titel}]"


def binnenrij(naam: str) -> Binnenrij | None:
    """Give the record inside that a compared field is about; None for every other field."""
    gevonden = _BINNENVELD.fullmatch(naam)
    return Binnenrij(gevonden[1], gevonden[2]) if gevonden else None


def _binnenvelden(soort: str) -> list[str]:
    """Give the fields of a kind of inner record, but for its title."""
    return [naam for naam in SCHEMA[soort] if naam != _NAAMVELD[soort]]


def standaard(soort: str, naam: str) -> Waarde:
    """Give the value of a field as long as nobody said anything."""
    if gevonden := _BINNENVELD.fullmatch(naam):
        return SCHEMA[gevonden[1]][gevonden[3]].standaard
    return SCHEMA[soort][naam].standaard


def uit_bestand(rij: Rij, register: Register) -> Velden:
    """Give what a record says, in the form in which it is compared; without its stand, which is a melding."""
    velden = {naam: waarde for naam, waarde in rij.velden.items() if _is_kolom(naam)}
    for naam in velden.keys() & {*NAAR_ORGANISATIE}:
        velden[naam] = register.vaste_sleutel("organisaties", velden[naam])
    gezegd = rij.velden
    velden |= {naam: sorted(gezegd[naam]) for naam in ("ook_bij", "ook_vervolg_op") if naam in gezegd}
    if rij.soort != "acties":
        return velden | _binnenrijen_uit_bestand(rij)
    for naam in LIJSTRELATIES:
        if naam in gezegd:
            velden[naam] = sorted({register.vaste_sleutel(naam, sleutel) for sleutel in gezegd[naam]})
    if "organisaties" in gezegd:
        paren = {(register.vaste_sleutel("organisaties", r["organisatie"]), r["rol"]) for r in gezegd["organisaties"]}
        velden["organisaties"] = [list(paar) for paar in sorted(paren)]
    return velden | _binnenrijen_uit_bestand(rij)


def _binnenrijen_uit_bestand(rij: Rij) -> Velden:
    velden = {}
    for soort, titelveld in _NAAMVELD.items():
        for binnen in rij.velden.get(soort, ()):
            deel = Binnenrij(soort, binnen[titelveld])
            velden |= {deel.veld(naam): binnen[naam] for naam in _binnenvelden(soort) if naam in binnen}
    return velden


def _binnenrijen_uit_object(object_: Actie | Speerpunt) -> Velden:
    velden = {}
    for soort, titelveld in _NAAMVELD.items():
        if soort == "mijlpalen" and not isinstance(object_, Actie):
            continue
        for binnen in getattr(object_, soort).all():
            deel = Binnenrij(soort, getattr(binnen, titelveld))
            velden |= {deel.veld(naam): _als_tekst(getattr(binnen, naam)) for naam in _binnenvelden(soort)}
    return velden


def uit_object(object_: models.Model, soort: str, register: Register) -> Velden:
    """Give what an object says now, in the form in which it is compared."""
    velden = {naam: _kolom(object_, naam, register) for naam in SCHEMA[soort] if _is_kolom(naam)}
    if isinstance(object_, Actie | Speerpunt):
        velden |= _binnenrijen_uit_object(object_)
    if isinstance(object_, Speerpunt):
        ook = map(register.vorig.verwijzing, object_.ook_vervolg_op.all())
        velden["ook_vervolg_op"] = sorted(ook, key=lambda naam: (isinstance(naam, str), naam))
    if not isinstance(object_, Actie):
        return velden
    velden["ook_bij"] = sorted(speerpunt.nummer for speerpunt in object_.ook_bij.all())
    for naam in LIJSTRELATIES:
        velden[naam] = sorted(register.sleutel(naam, een) for een in getattr(object_, naam).all())
    paren = [[register.sleutel("organisaties", rol.organisatie), rol.rol] for rol in object_.rollen.all()]
    velden["organisaties"] = sorted(paren)
    return velden


def _is_kolom(naam: str) -> bool:
    return naam not in {"sleutel", "stand", *_NAAMVELD, *RELATIES}


def _als_tekst(waarde: object) -> Waarde:
    """Give a value of a column as a file says it."""
    if isinstance(waarde, dt.date):
        return waarde.isoformat()
    return kaal(waarde) if isinstance(waarde, Decimal) else waarde


def _kolom(object_: models.Model, naam: str, register: Register) -> Waarde:
    """Give one column as the file would say it."""
    waarde = getattr(object_, naam)
    if naam in NAAR_ORGANISATIE:
        return register.sleutel("organisaties", waarde)
    if naam == "actie":
        return register.sleutel("acties", waarde)
    if naam == "speerpunt":
        return waarde.nummer
    if naam == "opvolger_van":
        return register.vorig.plansleutel(waarde)
    if naam == "vervolg_op":
        return register.vorig.verwijzing(waarde) if waarde else GEEN_VERVOLG[type(object_)]
    if isinstance(waarde, dt.date):
        alleen_jaar = getattr(object_, f"{naam}_alleen_jaar", False)
        return str(waarde.year) if alleen_jaar else waarde.isoformat()
    return gelijke_regels(waarde).strip() if isinstance(waarde, str) else _als_tekst(waarde)


def zet_kolommen(object_: models.Model, velden: Velden, register: Register) -> None:
    """Put these values in the columns of an object; it is not saved."""
    for naam, waarde in velden.items():
        if not _is_kolom(naam) or binnenrij(naam):
            continue
        if naam in NAAR_ORGANISATIE:
            waarde = register.objecten.get(("organisaties", waarde))
        elif naam == "actie":
            waarde = register.objecten.get(("acties", waarde))
        elif naam == "speerpunt":
            waarde = register.objecten["speerpunten", str(waarde)]
        elif naam == "opvolger_van":
            waarde = register.vorig.plan if waarde else None
        elif naam == "vervolg_op":
            vorige = register.vorig.speerpunten if isinstance(object_, Speerpunt) else register.vorig.acties
            waarde = vorige[waarde] if waarde else None
        elif isinstance(object_._meta.get_field(naam), models.DateField):
            waarde = _zet_dag(object_, naam, waarde)
        elif isinstance(object_._meta.get_field(naam), models.DecimalField):
            waarde = Decimal(waarde)
        setattr(object_, naam, waarde)


def _zet_dag(object_: models.Model, naam: str, waarde: str | None) -> dt.date | None:
    """Give the day to count with; of a year that is its first or its last, and the object keeps that it is a year."""
    alleen_jaar = waarde is not None and len(waarde) == 4
    if naam in {"start", "einde"}:
        setattr(object_, f"{naam}_alleen_jaar", alleen_jaar)
    if alleen_jaar:
        waarde = f"{waarde}-01-01" if naam == "start" else f"{waarde}-12-31"
    return dt.date.fromisoformat(waarde) if waarde else None


def zet_vervolg(speerpunt: Speerpunt, velden: Velden, register: Register) -> None:
    """Put in place what a saved speerpunt continues besides `vervolg_op`. Raises ValidationError.

    The rules hold for both together, also where the file names only one of them.
    """
    if not velden.keys() & {"vervolg_op", "ook_vervolg_op"}:
        return
    genoemd = velden.get("ook_vervolg_op")
    if genoemd is None:
        ook = list(speerpunt.ook_vervolg_op.all())
    else:
        ook = [register.vorig.speerpunten[nummer] for nummer in genoemd]
    speerpunt.keur_ook_vervolg(ook)
    eis_besluiten_kloppen({speerpunt: {speerpunt.vervolg_op_id, *(punt.pk for punt in ook)}})
    if genoemd is not None:
        speerpunt.ook_vervolg_op.set(ook)


def zet_relaties(actie: Actie, velden: Velden, register: Register, reden: str) -> None:
    """Put these values in the relations of a saved actie. Raises ValidationError."""
    if "ook_bij" in velden:
        speerpunten = [register.objecten["speerpunten", str(nummer)] for nummer in velden["ook_bij"]]
        actie.ook_bij.set(een for een in speerpunten if een.pk != actie.speerpunt_id)
    for naam in LIJSTRELATIES:
        if naam in velden:
            getattr(actie, naam).set(register.objecten[naam, sleutel] for sleutel in velden[naam])
    if "organisaties" in velden:
        _zet_rollen(actie, [(register.objecten["organisaties", s], rol) for s, rol in velden["organisaties"]], reden)
    zet_binnenrijen(actie, velden, reden)


def zet_binnenrijen(object_: Actie | Speerpunt, velden: Velden, reden: str) -> None:
    """Make or change the mijlpalen and indicatoren of a saved actie or speerpunt. Raises ValidationError."""
    for deel in dict.fromkeys(filter(None, map(binnenrij, velden))):
        _zet_binnenrij(object_, deel, velden, reden)


def _zet_rollen(actie: Actie, paren: list[tuple[Organisatie, str]], reden: str) -> None:
    """Take away first: an actie has at most one trekker at any moment."""
    gewild = {(organisatie.pk, rol) for organisatie, rol in paren}
    for rol in actie.rollen.all():
        if (rol.organisatie_id, rol.rol) not in gewild:
            rol._change_reason = reden
            rol.delete()
    aanwezig = set(ActieOrganisatie.objects.filter(actie=actie).values_list("organisatie_id", "rol"))
    for organisatie, code in paren:
        if (organisatie.pk, code) not in aanwezig:
            rol = ActieOrganisatie(actie=actie, organisatie=organisatie, rol=code)
            rol._change_reason = reden
            rol.full_clean()
            rol.save()


def _zet_binnenrij(object_: Actie | Speerpunt, deel: Binnenrij, velden: Velden, reden: str) -> None:
    """Make or change one record inside another; one that was taken away by hand stays away."""
    model, titelveld = _MODEL[deel.soort], _NAAMVELD[deel.soort]
    eigenaar = {"actie" if isinstance(object_, Actie) else "speerpunt": object_}
    rij = model.objects.filter(**eigenaar, **{titelveld: deel.titel}).first()
    if rij is None and deel.soort == "mijlpalen" and deel.veld("streefdatum") not in velden:
        return
    rij = rij or model(**eigenaar, **{titelveld: deel.titel})
    for naam in _binnenvelden(deel.soort):
        if (veld := deel.veld(naam)) in velden:
            setattr(rij, naam, _als_kolom(rij, naam, velden[veld]))
    rij._change_reason = reden
    rij.full_clean()
    rij.save()


def _als_kolom(rij: models.Model, naam: str, waarde: Waarde) -> object:
    kolom = rij._meta.get_field(naam)
    if isinstance(kolom, models.DateField):
        return _zet_dag(rij, naam, waarde)
    return Decimal(waarde) if isinstance(kolom, models.DecimalField) and waarde is not None else waarde


def nieuw_object(rij: Rij, model: type[models.Model], plan: Beleidsplan | None) -> models.Model:
    """Give an unsaved object with the key of its record, in its plan."""
    if rij.soort == "acties":
        return model()
    if rij.soort in {"speerpunten", "subsidies"}:
        return model(plan=plan)
    return model(plan=plan, slug=rij.sleutel) if rij.soort == "rondes" else model(slug=rij.sleutel)
