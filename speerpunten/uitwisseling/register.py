"""What the rows of a file may speak of: the plan as it stands, read once, and what the file itself adds to it."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.text import slugify

from organisaties.kbo import normaliseer_kbo
from organisaties.models import Organisatie
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Melding, Speerpunt, Verplaatsing
from speerpunten.uitwisseling.cellen import Cel, Celprobleem, tekst
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.voorstel import Vraag

LIJKEND = 0.86  # from which likeness two names may be the same
MAX_KEUZES = 150  # in one list of the preview; of more names only the nearest
MAAK, WEIGER = "nieuw", "weiger"
CODE = re.compile(r"(?:sp|speerpunt)?\s*(\d{1,4})\.(\d{1,4})", re.IGNORECASE)
Soort = type[Organisatie] | type[Beleidsdomein] | type[Doelgroep]
SOORTEN: dict[str, tuple[Soort, str]] = {
    "organisatie": (Organisatie, "organisatie"),
    "beleidsdomein": (Beleidsdomein, "beleidsdomein"),
    "doelgroep": (Doelgroep, "doelgroep"),
}


@dataclass
class Namenlijst:
    """The objects of one kind by their names, and those that the file makes."""

    soort: str
    objecten: list[models.Model]
    op_naam: dict[str, models.Model] = field(default_factory=dict)
    nieuw: dict[str, models.Model] = field(default_factory=dict)
    precies: dict[str, models.Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for object_ in self.objecten:
            self.precies.setdefault(object_.naam, object_)
            self.op_naam.setdefault(vlak(object_.naam), object_)
        for object_ in self.objecten:
            if afkorting := vlak(getattr(object_, "afkorting", "")):
                self.op_naam.setdefault(afkorting, object_)

    def lijkend(self, naam: str) -> models.Model | None:
        """Give the one whose name is nearly this one."""
        gevonden = difflib.get_close_matches(vlak(naam), self.op_naam, n=1, cutoff=LIJKEND)
        return self.op_naam[gevonden[0]] if gevonden else None

    def dichtbij(self, naam: str) -> list[models.Model]:
        """Give those that can be chosen for a name: all, or of very many the nearest."""
        if len(self.objecten) <= MAX_KEUZES:
            return self.objecten
        gevonden = difflib.get_close_matches(vlak(naam), self.op_naam, n=MAX_KEUZES, cutoff=0.2)
        return list(dict.fromkeys(self.op_naam[vlakke] for vlakke in gevonden))

    def maak(self, naam: str) -> models.Model:
        """Give the (unsaved) object that the file makes by this name."""
        model = SOORTEN[self.soort][0]
        veld = model._meta.get_field("naam")
        if len(naam) > veld.max_length:
            raise Celprobleem(f"Deze naam is langer dan {veld.max_length} tekens. Zet tussen twee namen een ;.")
        return self.nieuw.setdefault(vlak(naam), model(naam=naam))


class Register:
    """The plan as it stands. In: the plan, and what was answered before (question -> choice)."""

    def __init__(self, plan: Beleidsplan, antwoorden: Mapping[str, str]) -> None:
        self.plan = plan
        self.antwoorden = antwoorden
        self.vragen: dict[str, Vraag] = {}
        self.speerpunten: list[Speerpunt] = list(plan.speerpunten.order_by("nummer"))
        for speerpunt in self.speerpunten:
            speerpunt.plan = plan
        per_pk = {speerpunt.pk: speerpunt for speerpunt in self.speerpunten}
        self.acties: dict[str, Actie] = {}
        relaties = ("ook_bij", "beleidsdomeinen", "doelgroepen", "rollen__organisatie", "mijlpalen")
        for actie in Actie.objects.in_plan(plan).prefetch_related(*relaties).defer("zoektekst").op_code():
            actie.speerpunt = per_pk[actie.speerpunt_id]
            self.acties[actie.code] = actie
        self.nieuwe_acties: dict[str, Actie] = {}
        self.oude_codes = dict(
            Verplaatsing.objects.filter(actie__speerpunt__plan=plan).values_list("van_code", "actie")
        )
        self.namen = {
            "organisatie": Namenlijst("organisatie", list(Organisatie.objects.kiesbaar().order_by("naam", "pk"))),
            "beleidsdomein": Namenlijst("beleidsdomein", list(Beleidsdomein.objects.all())),
            "doelgroep": Namenlijst("doelgroep", list(Doelgroep.objects.all())),
        }
        for weg in Organisatie.objects.exclude(samenvoeging="").select_related("opvolger"):
            self.namen["organisatie"].op_naam.setdefault(vlak(weg.naam), weg.opvolger)  # the old name leads on too
        self.op_kbo = {o.kbo: o for o in self.namen["organisatie"].objecten if o.kbo}
        self._titels: dict[tuple[int, str], list[Actie]] = {}
        for actie in self.acties.values():
            if not actie.gearchiveerd_op:
                self._titels.setdefault((actie.speerpunt_id, vlak(actie.titel)), []).append(actie)
        self._meldingen: dict[int, list[Melding]] | None = None
        self._pk = {actie.pk: actie for actie in self.acties.values()}

    # --- names that may be new
    def vind(self, soort: str, naam: str) -> models.Model:
        """Give the object with this name, an existing one that was chosen for it, or the one that will be made.

        What is not known is asked (`vragen`). Raises Celprobleem where the answer is to refuse it.
        """
        lijst = self.namen[soort]
        if naam in lijst.precies:
            return lijst.precies[naam]
        bekend = lijst.op_naam.get(vlak(naam)) or lijst.nieuw.get(vlak(naam))
        sleutel = f"{soort}:{vlak(naam)}"
        if bekend and sleutel not in self.vragen:
            return bekend
        vraag = self.vragen.get(sleutel) or self._vraag_naam(sleutel, lijst, naam)
        vraag.aantal += 1
        if vraag.gekozen == MAAK:
            return lijst.maak(naam)
        if vraag.gekozen == WEIGER:
            raise Celprobleem(f"“{naam}” is geen bekende naam ({SOORTEN[soort][1]}) en mag niet gemaakt worden.")
        return next(object_ for object_ in lijst.objecten if str(object_.pk) == vraag.gekozen)

    def _vraag_naam(self, sleutel: str, lijst: Namenlijst, naam: str) -> Vraag:
        lijkend = lijst.lijkend(naam)
        keuzes = [(MAAK, "Nieuw maken"), (WEIGER, "Weigeren")]
        bestaande = [(str(object_.pk), object_.naam) for object_ in lijst.dichtbij(naam)]
        return self._stel(sleutel, lijst.soort, naam, keuzes + bestaande, str(lijkend.pk) if lijkend else MAAK)

    def _stel(self, sleutel: str, soort: str, waarde: str, keuzes: list[tuple[str, str]], standaard: str) -> Vraag:
        """Ask once; an answer that is no choice (any more) counts as none."""
        antwoord = self.antwoorden.get(sleutel, "")
        gekozen = antwoord if antwoord in {keuze for keuze, _ in keuzes} else standaard
        self.vragen[sleutel] = Vraag(sleutel, soort, waarde, keuzes, gekozen)
        return self.vragen[sleutel]

    # --- speerpunten
    def vind_speerpunt(self, tekst: str) -> Speerpunt:
        """Give the speerpunt by number ("3", "SP 3", "Speerpunt 3: ...") or title. Raises Celprobleem."""
        op_titel = {vlak(speerpunt.titel): speerpunt for speerpunt in self.speerpunten}
        if vlak(tekst) in op_titel:
            return op_titel[vlak(tekst)]
        if gevonden := re.match(r"(?:speerpunt|sp)?\s*\.?\s*(\d{1,4})(?:\D|$)", tekst.strip(), re.IGNORECASE):
            for speerpunt in self.speerpunten:
                if speerpunt.nummer == int(gevonden[1]):
                    return speerpunt
        zonder_nummer = vlak(re.sub(r"^(?:speerpunt|sp)?\s*\d*\s*[.:)-]*\s*", "", tekst.strip(), flags=re.IGNORECASE))
        if zonder_nummer in op_titel:
            return op_titel[zonder_nummer]
        sleutel = f"speerpunt:{vlak(tekst)}"
        vraag = self.vragen.get(sleutel)
        if vraag is None:
            lijkend = difflib.get_close_matches(zonder_nummer, op_titel, n=1, cutoff=LIJKEND)
            keuzes = [(WEIGER, "Weigeren"), *((str(s.pk), str(s)) for s in self.speerpunten)]
            standaard = str(op_titel[lijkend[0]].pk) if lijkend else WEIGER
            vraag = self._stel(sleutel, "speerpunt", tekst, keuzes, standaard)
        vraag.aantal += 1
        if vraag.gekozen == WEIGER:
            nummers = f"1 tot {self.speerpunten[-1].nummer}" if self.speerpunten else "(nog geen)"
            raise Celprobleem(f"“{tekst[:60]}” is geen speerpunt van dit plan. Schrijf het nummer: {nummers}.")
        return next(s for s in self.speerpunten if str(s.pk) == vraag.gekozen)

    # --- acties
    def op_code(self, code: str) -> Actie | None:
        """Give the actie with this code (also one that has moved since), be it of the plan or of the file."""
        if code in self.acties:
            return self.acties[code]
        return self._pk.get(self.oude_codes.get(code)) or self.nieuwe_acties.get(code)

    def lees_codecel(self, cel: Cel, titel: str = "") -> str | None:
        """Give the code in a cell; None for what is no code.

        Of the number 8.1 it may be 8.1, or 8.10 of which Excel dropped the nought: `titel` decides. Raises Celprobleem
        where nobody knows, and for a code that became a day.
        """
        if isinstance(cel, dt.date):
            raise Celprobleem(f"Excel maakte van deze code een datum ({cel:%d/%m/%Y}). Schrijf ze als tekst: 8.3.")
        code = lees_code(tekst(cel))
        if code is None or not isinstance(cel, float):
            return code
        mogelijk = [c for c in (code, f"{code}0") if self.op_code(c)]
        if len(mogelijk) < 2:
            return mogelijk[0] if mogelijk else code
        past = [c for c in mogelijk if titel and self.op_code(c).titel == titel]
        if len(past) == 1:
            return past[0]
        raise Celprobleem(f"Is dit {mogelijk[0]} of {mogelijk[1]}? Excel maakte van de code een getal. Schrijf tekst.")

    def op_titel(self, speerpunt: Speerpunt, titel: str, rij: str) -> Actie | None:
        """Give the actie of this speerpunt with this title; a title that is nearly the same is asked about."""
        precies = self._titels.get((speerpunt.pk, vlak(titel)), [])
        if len(precies) == 1:
            return precies[0]
        kandidaten = precies or self._bijna(speerpunt, titel)
        if not kandidaten:
            return None
        sleutel = f"actie:{speerpunt.nummer}:{vlak(titel)}"
        vraag = self.vragen.get(sleutel)
        if vraag is None:
            keuzes = [(MAAK, "Een nieuwe actie"), *((a.code, f"Dezelfde als {a}") for a in kandidaten)]
            vraag = self._stel(sleutel, "actie", f"{titel} ({rij})", keuzes, kandidaten[0].code)
        vraag.aantal += 1
        return None if vraag.gekozen == MAAK else self.acties[vraag.gekozen]

    def _bijna(self, speerpunt: Speerpunt, titel: str) -> list[Actie]:
        titels = {vlakke: acties[0] for (pk, vlakke), acties in self._titels.items() if pk == speerpunt.pk}
        return [titels[t] for t in difflib.get_close_matches(vlak(titel), titels, n=3, cutoff=LIJKEND)]

    # --- organisaties and stands
    def organisatie_met_kbo(self, kbo: str) -> Organisatie | None:
        return self.op_kbo.get(normaliseer_kbo(kbo)) if kbo else None

    def meldingen_van(self, actie: Actie) -> list[Melding]:
        """Give what was said about an actie that was not replaced; read for all acties of the plan at once."""
        if self._meldingen is None:
            self._meldingen = {}
            vervangen = Melding.objects.filter(vervangt__isnull=False).values("vervangt")
            alle = Melding.objects.filter(actie__speerpunt__plan=self.plan).exclude(
                toestand="aanvaard", pk__in=vervangen.filter(toestand="aanvaard")
            )
            alle = alle.filter(toestand__in=["aanvaard", "ingediend"])
            for melding in alle.select_related("organisatie"):
                self._meldingen.setdefault(melding.actie_id, []).append(melding)
        return self._meldingen.get(actie.pk, []) if actie.pk else []


def lees_code(tekst: str) -> str | None:
    """Give a code as "8.3" from "8.3", "SP 8.3" or "08.03"; None for what is no code."""
    gevonden = CODE.fullmatch(tekst.strip())
    if gevonden is None or not int(gevonden[1]) or not int(gevonden[2]):
        return None
    return f"{int(gevonden[1])}.{int(gevonden[2])}"


def vrije_slug(model: type[models.Model], naam: str, bezet: set[str]) -> str:
    """Give an address that nobody has: made from the name, with a number behind it where needed."""
    lengte = model._meta.get_field("slug").max_length
    basis = slugify(naam)[: lengte - 6] or "naamloos"
    slug, nummer = basis, 1
    while slug in bezet:
        nummer += 1
        slug = f"{basis}-{nummer}"
    bezet.add(slug)
    return slug


def namen_van(objecten: Iterable[models.Model]) -> str:
    return "; ".join(sorted((object_.naam for object_ in objecten), key=str.casefold))
