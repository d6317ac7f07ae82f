"""Between the plain values of a plan file and the columns and relations of an object, in both directions."""

import datetime as dt
import re

from django.db import models

from organisaties.models import Organisatie
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Mijlpaal
from speerpunten.planbestand.bestand import Rij
from speerpunten.planbestand.register import Register
from speerpunten.planbestand.schema import SCHEMA
from speerpunten.planbestand.soorten import Waarde, gelijke_regels

Velden = dict[str, Waarde]

LIJSTRELATIES = ("beleidsdomeinen", "doelgroepen")
RELATIES = ("ook_bij", *LIJSTRELATIES, "organisaties")
_MIJLPAAL = re.compile(r"mijlpalen\[(.*)\]\.(streefdatum|bereikt_op)")


def mijlpaalveld(titel: str, veld: str) -> str:
    """Give the name under which a field of a mijlpaal is compared as a field of its actie."""
    return f"mijlpalen[{titel}].{veld}"


def mijlpaaltitel(naam: str) -> str | None:
    """Give the title of the mijlpaal that a compared field is about; None for every other field."""
    gevonden = _MIJLPAAL.fullmatch(naam)
    return gevonden[1] if gevonden else None


def standaard(soort: str, naam: str) -> Waarde:
    """Give the value of a field as long as nobody said anything."""
    return None if mijlpaaltitel(naam) else SCHEMA[soort][naam].standaard


def uit_bestand(rij: Rij, register: Register) -> Velden:
    """Give what a record says, in the form in which it is compared; without its stand, which is a melding."""
    velden = {naam: waarde for naam, waarde in rij.velden.items() if naam not in {"stand", "mijlpalen", *RELATIES}}
    if "opdrachtgever" in velden:
        velden["opdrachtgever"] = register.vaste_sleutel("organisaties", velden["opdrachtgever"])
    if rij.soort != "acties":
        return velden
    gezegd = rij.velden
    if "ook_bij" in gezegd:
        velden["ook_bij"] = sorted(gezegd["ook_bij"])
    for naam in LIJSTRELATIES:
        if naam in gezegd:
            velden[naam] = sorted({register.vaste_sleutel(naam, sleutel) for sleutel in gezegd[naam]})
    if "organisaties" in gezegd:
        paren = {(register.vaste_sleutel("organisaties", r["organisatie"]), r["rol"]) for r in gezegd["organisaties"]}
        velden["organisaties"] = [list(paar) for paar in sorted(paren)]
    for mijlpaal in gezegd.get("mijlpalen", ()):
        for naam in ("streefdatum", "bereikt_op"):
            if naam in mijlpaal:
                velden[mijlpaalveld(mijlpaal["titel"], naam)] = mijlpaal[naam]
    return velden


def uit_object(object_: models.Model, soort: str, register: Register) -> Velden:
    """Give what an object says now, in the form in which it is compared."""
    velden = {naam: _kolom(object_, naam, register) for naam in SCHEMA[soort] if _is_kolom(naam)}
    if not isinstance(object_, Actie):
        return velden
    velden["ook_bij"] = sorted(speerpunt.nummer for speerpunt in object_.ook_bij.all())
    for naam in LIJSTRELATIES:
        velden[naam] = sorted(register.sleutel(naam, een) for een in getattr(object_, naam).all())
    paren = [[register.sleutel("organisaties", rol.organisatie), rol.rol] for rol in object_.rollen.all()]
    velden["organisaties"] = sorted(paren)
    for mijlpaal in object_.mijlpalen.all():
        velden[mijlpaalveld(mijlpaal.titel, "streefdatum")] = mijlpaal.streefdatum.isoformat()
        velden[mijlpaalveld(mijlpaal.titel, "bereikt_op")] = _als_tekst(mijlpaal.bereikt_op)
    return velden


def _is_kolom(naam: str) -> bool:
    return naam not in {"sleutel", "stand", "mijlpalen", *RELATIES}


def _als_tekst(dag: dt.date | None) -> str | None:
    return dag.isoformat() if dag else None


def _kolom(object_: models.Model, naam: str, register: Register) -> Waarde:
    """Give one column as the file would say it."""
    waarde = getattr(object_, naam)
    if naam == "opdrachtgever":
        return register.sleutel("organisaties", waarde)
    if naam == "speerpunt":
        return waarde.nummer
    if isinstance(waarde, dt.date):
        alleen_jaar = getattr(object_, f"{naam}_alleen_jaar", False)
        return str(waarde.year) if alleen_jaar else waarde.isoformat()
    return gelijke_regels(waarde).strip() if isinstance(waarde, str) else waarde


def zet_kolommen(object_: models.Model, velden: Velden, register: Register) -> None:
    """Put these values in the columns of an object; it is not saved."""
    for naam, waarde in velden.items():
        if not _is_kolom(naam) or mijlpaaltitel(naam):
            continue
        if naam == "opdrachtgever":
            waarde = register.objecten.get(("organisaties", waarde))
        elif naam == "speerpunt":
            waarde = register.objecten["speerpunten", str(waarde)]
        elif isinstance(object_._meta.get_field(naam), models.DateField):
            waarde = _zet_dag(object_, naam, waarde)
        setattr(object_, naam, waarde)


def _zet_dag(object_: models.Model, naam: str, waarde: str | None) -> dt.date | None:
    """Give the day to count with; of a year that is its first or its last, and the object keeps that it is a year."""
    alleen_jaar = waarde is not None and len(waarde) == 4
    if naam in {"start", "einde"}:
        setattr(object_, f"{naam}_alleen_jaar", alleen_jaar)
    if alleen_jaar:
        waarde = f"{waarde}-01-01" if naam == "start" else f"{waarde}-12-31"
    return dt.date.fromisoformat(waarde) if waarde else None


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
    for titel in dict.fromkeys(filter(None, map(mijlpaaltitel, velden))):
        _zet_mijlpaal(actie, titel, velden, reden)


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


def _zet_mijlpaal(actie: Actie, titel: str, velden: Velden, reden: str) -> None:
    """Make or change a mijlpaal; one that was taken away by hand stays away."""
    mijlpaal = Mijlpaal.objects.filter(actie=actie, titel=titel).first()
    if mijlpaal is None and mijlpaalveld(titel, "streefdatum") not in velden:
        return
    mijlpaal = mijlpaal or Mijlpaal(actie=actie, titel=titel)
    for naam in ("streefdatum", "bereikt_op"):
        if (veld := mijlpaalveld(titel, naam)) in velden:
            setattr(mijlpaal, naam, _zet_dag(mijlpaal, naam, velden[veld]))
    mijlpaal._change_reason = reden
    mijlpaal.full_clean()
    mijlpaal.save()


def nieuw_object(rij: Rij, model: type[models.Model], plan: Beleidsplan | None) -> models.Model:
    """Give an unsaved object with the key of its record, in its plan."""
    if rij.soort in {"acties", "speerpunten"}:
        return model(plan=plan) if rij.soort == "speerpunten" else model()
    return model(plan=plan, slug=rij.sleutel) if rij.soort == "rondes" else model(slug=rij.sleutel)
