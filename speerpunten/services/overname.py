"""What of an actie goes along to the next plan (ADR 0029): put together, not saved yet, so that one can look first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import Overgangsbesluit
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Indicator, Mijlpaal, Overgang, Speerpunt
from speerpunten.services.acties import MijlpaalRegel, Omgeving

GELIJK = (
    "titel",
    "omschrijving",
    "beoogd_resultaat",
    "toelichting",
    "start",
    "start_alleen_jaar",
    "doorlopend",
    "openbaar",
    "bron",
    "koppeling_is_interpretatie",
)
LIJSTEN = ("beleidsdomeinen", "doelgroepen")
WAT_MEEGAAT = (
    Prefetch("actie__mijlpalen", Mijlpaal.objects.filter(bereikt_op=None)),
    "actie__beleidsdomeinen",
    "actie__doelgroepen",
    "actie__ook_bij",
)


@dataclass(frozen=True)
class NieuweActie:
    """An actie of the next plan, not saved yet, with what stands around it."""

    actie: Actie
    omgeving: Omgeving
    indicatoren: tuple[Indicator, ...] = ()


@dataclass(frozen=True)
class Overname:
    """The acties that are made, in the order of the old codes, and what of them stays behind, told in sentences."""

    acties: tuple[NieuweActie, ...] = ()
    opmerkingen: tuple[str, ...] = ()
    per_speerpunt: tuple[tuple[Speerpunt, int], ...] = ()

    @property
    def aantal(self) -> int:
        return len(self.acties)


def te_maken(plan: Beleidsplan) -> QuerySet[Overgang]:
    """Keep the decisions by which an actie goes on, while there is no actie yet that follows it in this plan."""
    gemaakt = Actie.objects.filter(vervolg_op=OuterRef("actie"), speerpunt__plan=plan)
    doorgaand = plan.overgangen.exclude(besluit=Overgangsbesluit.STOPT)
    return doorgaand.filter(~Exists(gemaakt), actie__gearchiveerd_op=None)


def stel_overname_samen(plan: Beleidsplan, *, kijken: bool = False) -> Overname:
    """Put together the acties of the next plan that are not made yet: the same number of queries for one and many.

    `kijken`: only to be looked at; what always goes along whole is not read, and the acties are not to be saved.
    """
    rollen = ActieOrganisatie.objects.select_related("organisatie")
    overgangen = list(
        te_maken(plan)
        .select_related("actie__speerpunt", "actie__verantwoordelijke", "naar")
        .prefetch_related(Prefetch("actie__rollen", rollen), "actie__indicatoren", *(() if kijken else WAT_MEEGAAT))
        .order_by("actie__speerpunt__nummer", "actie__nummer")
    )
    punten = list(plan.speerpunten.met_vervolg())
    werk = _Werk(plan, punten, kijken=kijken)
    acties = tuple(werk.maak(overgang) for overgang in overgangen)
    telling = Counter(nieuw.actie.speerpunt_id for nieuw in acties)
    per_speerpunt = tuple((punt, telling[punt.pk]) for punt in punten if telling[punt.pk])
    return Overname(acties, tuple(werk.opmerkingen), per_speerpunt)


class _Werk:
    """Makes one actie after the other, and keeps what stays behind."""

    def __init__(self, plan: Beleidsplan, punten: Iterable[Speerpunt], *, kijken: bool) -> None:
        self.plan, self.kijken = plan, kijken
        self.vanaf = max(plan.van, timezone.localdate())
        self.opmerkingen: list[str] = []
        self.huidige: dict[int, Organisatie] = {}
        self.volgt: dict[int, list[Speerpunt]] = {}
        for punt in punten:
            for oud in punt.zet_voort_ids():
                self.volgt.setdefault(oud, []).append(punt)

    def maak(self, overgang: Overgang) -> NieuweActie:
        oud = overgang.actie
        nieuw = Actie(speerpunt=overgang.naar, vervolg_op=oud, **{veld: getattr(oud, veld) for veld in GELIJK})
        if oud.einde and oud.einde >= self.plan.van:
            nieuw.einde, nieuw.einde_alleen_jaar = oud.einde, oud.einde_alleen_jaar
        nieuw.verantwoordelijke = self._verantwoordelijke(oud)
        omgeving = Omgeving(rollen=self._rollen(oud), **({} if self.kijken else self._wat_meegaat(oud)))
        return NieuweActie(nieuw, omgeving, tuple(self._indicator(nieuw, oud, i) for i in oud.indicatoren.all()))

    def _wat_meegaat(self, oud: Actie) -> dict[str, list]:
        mijlpalen = [MijlpaalRegel(None, m.titel, m.streefdatum) for m in oud.mijlpalen.all()]
        lijsten = {naam: list(getattr(oud, naam).all()) for naam in LIJSTEN}
        return {"ook_bij": self._ook_bij(oud), "mijlpalen": mijlpalen} | lijsten

    def _meld(self, oud: Actie, tekst: str) -> None:
        self.opmerkingen.append(f"{oud.code} {oud.titel}: {tekst}")

    def _verantwoordelijke(self, oud: Actie) -> Gebruiker | None:
        wie = oud.verantwoordelijke
        if wie is None or (wie.is_active and wie.is_medewerker):
            return wie
        self._meld(oud, "de verantwoordelijke werkt niet meer mee. Kies een andere.")
        return None

    def _ook_bij(self, oud: Actie) -> list[Speerpunt]:
        """Give what continues the other speerpunten that it touches, where that is one alone."""
        volgt = [self.volgt.get(punt.pk, []) for punt in oud.ook_bij.all()]
        return list({punten[0].pk: punten[0] for punten in volgt if len(punten) == 1}.values())

    def _rollen(self, oud: Actie) -> list[tuple[Organisatie, str]]:
        """Give the roles: of a merged organisatie for what it is now, without whom is not there any more."""
        uit: dict[tuple[int, str], tuple[Organisatie, str]] = {}
        for rij in oud.rollen.all():
            wie = self.huidige.setdefault(rij.organisatie_id, rij.organisatie.huidige)
            if wie.actief_tot and wie.actief_tot < self.vanaf:
                self._meld(oud, f"{wie} ({rij.get_rol_display()}) gaat niet mee: actief tot {wie.actief_tot:%d/%m/%Y}.")
            else:
                uit[wie.pk, rij.rol] = (wie, rij.rol)
        return list(uit.values())

    def _indicator(self, nieuw: Actie, oud: Actie, van: Indicator) -> Indicator:
        """Give the same indicator without what was measured; its goal only where that lies in the next plan.

        What adds up begins again from nothing, so that its goal no longer says what it said.
        """
        zelfde = {veld: getattr(van, veld) for veld in ("soort", "naam", "eenheid", "cumulatief")}
        indicator = Indicator(actie=nieuw, **zelfde)
        reikt = van.streefdatum is not None and van.streefdatum >= self.plan.van
        if reikt and not van.cumulatief:
            indicator.nulwaarde = van.nulwaarde
            indicator.streefwaarde, indicator.streefdatum = van.streefwaarde, van.streefdatum
        elif van.streefwaarde is not None or van.streefdatum is not None:
            self._meld(oud, f"het doel van de indicator “{van.naam}” gaat niet mee. Kies een nieuw doel.")
        return indicator
