"""What `meldingen.json` says, as meldingen with a credible past."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import Soort
from speerpunten.meten import in_woorden
from speerpunten.models import Actie, Beleidsplan, Indicator, Melding, Meting, Ronde
from speerpunten.services.meldingen import vroegste_nieuwe_dag
from speerpunten.voorbeeld.schrijven import Stap, Verhaal

MELDINGEN = Path(__file__).with_name("meldingen.json")
TEKSTVELDEN = (
    "status",
    "verloop",
    "resultaat",
    "bereikt_resultaat",
    "toelichting",
    "reden",
    "volgende_stappen",
    "nodig",
    "opmerking_voor_vgc",
)
ELKE_ZOVEELSTE_TERUG = 9  # of the past: first returned, then sent again
VRAAG_OM_MEER = "Kunt u de toelichting aanvullen? Uit één zin kan de lezer niet opmaken hoe het loopt."
# Of the open ronde, days before today: sent, and checked.
INGEDIEND_VOOR = 9
NAGEKEKEN_VOOR = 4


@dataclass(frozen=True)
class Wereld:
    """What a melding of the example refers to, by key, and who speaks and checks."""

    plan: Beleidsplan
    acties: dict[str, Actie]
    organisaties: dict[str, Organisatie]
    rondes: dict[str, Ronde]
    sprekers: dict[str, Gebruiker]
    schrijver: Gebruiker
    nakijker: Gebruiker
    nu: dt.datetime
    indicatoren: dict[tuple[int, str], Indicator] = field(default_factory=dict)  # by the key of its actie, and its name

    @property
    def vandaag(self) -> dt.date:
        return timezone.localdate(self.nu)


def lees_meldingen(pad: Path = MELDINGEN) -> tuple[list[dict], list[dict]]:
    """Give the rows of the past and those of the open ronde."""
    inhoud = json.loads(pad.read_text(encoding="utf-8"))
    return inhoud["meldingen"], inhoud["open_ronde"]


def metingen_van_speerpunten(wereld: Wereld, pad: Path = MELDINGEN) -> list[Meting]:
    """Give what staff measured of speerpunten, unsaved; what lies after today is left out."""
    uit = []
    for rij in json.loads(pad.read_text(encoding="utf-8"))["speerpunten"]:
        indicator = Indicator.objects.get(
            speerpunt__plan=wereld.plan, speerpunt__nummer=rij["speerpunt"], naam=rij["naam"]
        )
        for dag, waarde in rij["metingen"].items():
            peildatum = dt.date.fromisoformat(dag)
            if peildatum <= wereld.vandaag:
                meting = {"waarde": _waarde(waarde), "peildatum": peildatum, "door": wereld.nakijker}
                uit.append(Meting(indicator=indicator, **meting))
    return uit


def _waarde(tekst: str) -> Decimal:
    return Decimal({"ja": "1", "nee": "0"}.get(tekst, tekst))


def _metingen(wereld: Wereld, rij: dict) -> tuple[tuple[Indicator, Decimal], ...]:
    actie = wereld.acties[rij["actie"]]
    return tuple(
        (wereld.indicatoren[actie.pk, naam], _waarde(waarde)) for naam, waarde in rij.get("metingen", {}).items()
    )


def _gemeten(metingen: tuple[tuple[Indicator, Decimal], ...]) -> dict[str, str]:
    """Give what was measured as the log keeps it."""
    return {indicator.naam: in_woorden(indicator, waarde) for indicator, waarde in metingen}


def _op(dag: dt.date, volgnummer: int) -> dt.datetime:
    """Give a moment during office hours of a day."""
    moment = dt.time(9 + volgnummer % 8, volgnummer * 7 % 60)
    return timezone.make_aware(dt.datetime.combine(dag, moment))


def _maak(wereld: Wereld, rij: dict, ronde: Ronde, peildatum: dt.date) -> tuple[Melding, Gebruiker]:
    """Give the unsaved melding of a row, and who writes it: the partner, or staff in its name."""
    organisatie = wereld.organisaties[rij["organisatie"]] if rij.get("organisatie") else None
    schrijver = wereld.sprekers.get(rij.get("organisatie", ""), wereld.schrijver)
    bestuur = organisatie is None or organisatie.pk == wereld.plan.opdrachtgever_id
    melding = Melding(
        actie=wereld.acties[rij["actie"]],
        organisatie=organisatie,
        namens=schrijver.is_medewerker and not bestuur,
        ronde=ronde,
        peildatum=peildatum,
        niets_veranderd=bool(rij.get("niets_veranderd", False)),
        **{veld: rij.get(veld) or "" for veld in TEKSTVELDEN},
    )
    return melding, schrijver


def _ingediend(melding: Melding, door: Gebruiker, op: dt.datetime, gemeten: dict[str, str], **anders: str) -> Stap:
    inhoud = melding.inhoud() | anders | {"mijlpalen": {}, "metingen": gemeten}
    return Stap(Soort.INGEDIEND, op, door, inhoud=inhoud)


def _teruggestuurd(door: Gebruiker, op: dt.datetime, reden: str) -> Stap:
    tegen = vroegste_nieuwe_dag(timezone.localdate(op))
    return Stap(Soort.TERUGGESTUURD, op, door, reden, {"tegen": tegen.isoformat()})


def verleden(wereld: Wereld, rijen: list[dict]) -> Iterator[Verhaal]:
    """Give the accepted meldingen of earlier rondes; what lies after today is left out."""
    for nr, rij in enumerate(rijen):
        ronde = wereld.rondes[rij["ronde"]]
        peildatum = dt.date.fromisoformat(rij["peildatum"])
        if ronde.van > wereld.vandaag or peildatum > wereld.vandaag:
            continue
        melding, schrijver = _maak(wereld, rij, ronde, peildatum)
        eerste = max(peildatum, ronde.opent) + dt.timedelta(days=2 + nr % 8)
        metingen = _metingen(wereld, rij)
        stappen = _stappen(wereld, melding, schrijver, eerste, nr, _gemeten(metingen))
        yield Verhaal(melding, schrijver, _niet_in_de_toekomst(stappen, wereld.nu), metingen)


def _stappen(
    wereld: Wereld, melding: Melding, schrijver: Gebruiker, eerste: dt.date, nr: int, gemeten: dict[str, str]
) -> list[Stap]:
    """Give sent, sometimes returned and sent again, and accepted about a week later."""
    dag, stappen = eerste, []
    kort = melding.toelichting.split(". ")[0]
    if nr % ELKE_ZOVEELSTE_TERUG == 4 and kort != melding.toelichting and not melding.niets_veranderd:
        stappen.append(_ingediend(melding, schrijver, _op(dag, nr), gemeten, toelichting=f"{kort}."))
        stappen.append(_teruggestuurd(wereld.nakijker, _op(dag + dt.timedelta(days=2), nr + 1), VRAAG_OM_MEER))
        dag += dt.timedelta(days=7)
    stappen.append(_ingediend(melding, schrijver, _op(dag, nr), gemeten))
    stappen.append(Stap(Soort.AANVAARD, _op(dag + dt.timedelta(days=5 + nr % 5), nr + 3), wereld.nakijker))
    return stappen


def _niet_in_de_toekomst(stappen: list[Stap], nu: dt.datetime) -> tuple[Stap, ...]:
    """Give the steps with their order kept and none after now."""
    over = len(stappen)
    grenzen = (nu - dt.timedelta(hours=over - nr) for nr in range(over))
    return tuple(
        Stap(stap.soort, min(stap.op, grens), stap.door, stap.reden, stap.inhoud)
        for stap, grens in zip(stappen, grenzen, strict=True)
    )


def open_ronde(wereld: Wereld, ronde: Ronde, rijen: list[dict]) -> Iterator[Verhaal]:
    """Give the meldingen of the ronde that is open, each in the toestand that its row asks."""
    for nr, rij in enumerate(rijen):
        toestand = rij["toestand"]
        verzonden = wereld.vandaag - dt.timedelta(days=INGEDIEND_VOOR - nr % 3)
        nagekeken = wereld.vandaag - dt.timedelta(days=NAGEKEKEN_VOOR - nr % 3)
        melding, schrijver = _maak(wereld, rij, ronde, verzonden)
        metingen = _metingen(wereld, rij)
        if toestand == "concept":
            yield Verhaal(melding, schrijver, metingen=metingen)
            continue
        stappen = [_ingediend(melding, schrijver, _op(verzonden, nr), _gemeten(metingen))]
        if toestand == "teruggestuurd":
            stappen.append(_teruggestuurd(wereld.nakijker, _op(nagekeken, nr), rij["reden_terug"]))
        if toestand == "aanvaard":
            stappen.append(Stap(Soort.AANVAARD, _op(nagekeken, nr), wereld.nakijker))
        yield Verhaal(melding, schrijver, tuple(stappen), metingen)
