"""Two plans side by side: what was said of the one, said again of the other through the services; and a picture of each
without keys, to compare."""

import datetime as dt
from decimal import Decimal

import time_machine

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import Soort
from speerpunten.models import Actie, Beleidsplan, Gebeurtenis, Indicator, Melding, Mijlpaal, Ronde
from speerpunten.models.melding import INHOUD
from speerpunten.services.geschiedenis import geschiedenis_door
from speerpunten.services.meldingen import aanvaard, bevestig_ongewijzigd, bewaar_concept, dien_in, stuur_terug

# Of a melding everything but keys and what stands in `beeld` by name.
KOLOMMEN = (
    *INHOUD,
    *"namens herkomst niets_veranderd toestand correctie_reden versie".split(),
    *"aangemaakt_op gewijzigd_op ingediend_op aanvaard_op".split(),
)


def _zonder_plan(naam: str) -> str:
    """Give "proef-partner-3" for "proef-partner-1-3@voorbeeld.test": who it is in any plan."""
    delen = naam.split("@")[0].split("-")
    return "-".join((*delen[:-2], delen[-1]))


def _wie(gebruiker: Gebruiker | None) -> str:
    return _zonder_plan(gebruiker.email) if gebruiker else ""


def _sleutel(melding: Melding) -> str:
    return f"{melding.actie.code} {melding.ronde.slug} {'correctie' if melding.vervangt_id else ''}"


def _meldingen(slug: str):
    return Melding.objects.filter(actie__speerpunt__plan__slug=slug).select_related(
        "actie__speerpunt", "ronde", "organisatie", "ingediend_door", "aanvaard_door", "vervangt"
    )


def beeld(slug: str) -> dict:
    """Give all that stands about a plan that was said, and what follows from it."""
    meldingen = {
        _sleutel(melding): {kolom: getattr(melding, kolom) for kolom in KOLOMMEN}
        | {
            "organisatie": _zonder_plan(melding.organisatie.slug),
            "personen": [_wie(melding.ingediend_door), _wie(melding.aanvaard_door)],
            "schrijvers": [_wie(wie) for wie in melding.schrijvers.all()],
            "mijlpalen": sorted((m.mijlpaal.titel, str(m.bereikt_op)) for m in melding.mijlpalen.all()),
            "metingen": sorted((m.indicator.naam, m.waarde, m.peildatum) for m in melding.metingen.all()),
            "log": [(g.soort, g.op, _wie(g.door), g.reden, g.inhoud) for g in melding.gebeurtenissen.all()],
            "zoektekst": getattr(getattr(melding, "standtekst", None), "zoektekst", None),
        }
        for melding in _meldingen(slug)
    }
    acties = Actie.objects.filter(speerpunt__plan__slug=slug).select_related("speerpunt").met_stand()
    sleutels = {melding.pk: _sleutel(melding) for melding in _meldingen(slug)}
    mijlpalen = Mijlpaal.objects.filter(actie__in=acties.values("pk")).select_related("actie__speerpunt")
    return {
        "meldingen": meldingen,
        "acties": {a.code: (a.titel, a.omschrijving, a.start, a.einde, sleutels.get(a.stand_id)) for a in acties},
        "mijlpalen": {
            f"{m.actie.code} {m.titel}": (
                m.streefdatum,
                m.bereikt_op,
                [(h.history_date, _wie(h.history_user), h.bereikt_op) for h in m.history.filter(history_type="~")],
            )
            for m in mijlpalen
        },
    }


class _Nazegger:
    """Says of the acties of one plan what was said of those of another."""

    def __init__(self, van: str, naar: str) -> None:
        self.naar = Beleidsplan.objects.get(slug=naar)
        self.acties = {a.code: a for a in Actie.objects.in_plan(self.naar).select_related("speerpunt__plan")}
        self.rondes = {ronde.slug: ronde for ronde in Ronde.objects.filter(plan=self.naar)}
        nummer = naar.rsplit("-", 1)[1]
        self.mensen = {_wie(g): g for g in Gebruiker.objects.filter(email__regex=rf"-{nummer}-\d+@")}
        self.organisaties = {
            _zonder_plan(o.slug): o for o in Organisatie.objects.filter(slug__startswith=f"proef-{nummer}-")
        }
        self.gezegd: dict[int, Melding] = {}

    def _melding(self, oude: Melding) -> Melding:
        """Give the melding that was made of this one, or a new one with its place and no content."""
        if oude.pk in self.gezegd:
            return Melding.objects.get(pk=self.gezegd[oude.pk].pk)
        return Melding(
            actie=self.acties[oude.actie.code],
            organisatie=self.organisaties[_zonder_plan(oude.organisatie.slug)],
            ronde=self.rondes[oude.ronde.slug],
            peildatum=oude.peildatum,
            vervangt=Melding.objects.get(pk=self.gezegd[oude.vervangt_id].pk) if oude.vervangt_id else None,
            correctie_reden=oude.correctie_reden,
        )

    def _wat(self, oude: Melding) -> dict:
        actie = self.acties[oude.actie.code]
        mijlpalen = {
            Mijlpaal.objects.get(actie=actie, titel=m.mijlpaal.titel): m.bereikt_op for m in oude.mijlpalen.all()
        }
        metingen = {
            Indicator.objects.get(actie=actie, naam=m.indicator.naam): Decimal(m.waarde) for m in oude.metingen.all()
        }
        return {"mijlpalen": mijlpalen, "metingen": metingen}

    def concept(self, oude: Melding) -> None:
        melding = self._melding(oude)
        for veld in INHOUD:
            setattr(melding, veld, getattr(oude, veld))
        (schrijver,) = oude.schrijvers.all()
        bewaar_concept(melding=melding, versie=0, door=self.mensen[_wie(schrijver)], **self._wat(oude))

    def doe(self, feit: Gebeurtenis) -> None:
        oude, door = feit.melding, self.mensen[_wie(feit.door)]
        melding = self._melding(oude)
        hoe = {"melding": melding, "versie": melding.versie if melding.pk else 0, "door": door}
        with geschiedenis_door(door):
            if feit.soort == Soort.INGEDIEND:
                for veld in INHOUD:
                    setattr(melding, veld, feit.inhoud[veld])
                melding.peildatum = dt.date.fromisoformat(feit.inhoud["peildatum"])
                self.gezegd[oude.pk] = dien_in(**hoe, **self._wat(oude))
            elif feit.soort == Soort.NIETS_VERANDERD:
                self.gezegd[oude.pk] = bevestig_ongewijzigd(**hoe)
            elif feit.soort == Soort.TERUGGESTUURD:
                tegen = dt.date.fromisoformat(feit.inhoud["tegen"])
                stuur_terug(**hoe, reden=feit.reden, tegen=tegen)
            elif feit.soort == Soort.AANVAARD:
                aanvaard(**hoe)


def zeg_na(van: str, naar: str) -> None:
    """Do again what the log of one plan tells, of the other plan, each act at its own moment and by the same people.

    Archiving comes last: until then all acties were there.
    """
    archief = Actie.objects.filter(speerpunt__plan__slug=naar).exclude(gearchiveerd_op=None)
    terug = list(archief)
    archief.update(gearchiveerd_op=None, archief_reden="")
    nazegger = _Nazegger(van, naar)
    feiten = Gebeurtenis.objects.filter(melding__in=_meldingen(van)).select_related(
        "melding__actie__speerpunt", "melding__ronde", "melding__organisatie", "door"
    )
    for feit in feiten.order_by("op", "pk"):
        with time_machine.travel(feit.op, tick=False):
            nazegger.doe(feit)
    for oude in _meldingen(van).filter(toestand="concept"):
        with time_machine.travel(oude.aangemaakt_op, tick=False):
            nazegger.concept(oude)
    Actie.objects.bulk_update(terug, ["gearchiveerd_op", "archief_reden"])
