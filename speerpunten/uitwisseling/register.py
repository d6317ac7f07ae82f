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
from speerpunten.keuzes import Status
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Import, Melding, Speerpunt, Verplaatsing
from speerpunten.uitwisseling.cellen import Cel, Celprobleem, keuze, tekst
from speerpunten.uitwisseling.gelijkenis import Gelijkenissen
from speerpunten.uitwisseling.herkenning import MAX_WOORD
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.voorstel import Vraag
from speerpunten.uitwisseling.vragen import MAAK, WEIGER, Vragen
from speerpunten.uitwisseling.woorden import GEEN_STAND, vermoed_status, zelfde_woorden, zonder_rechtsvorm

LIJKEND = 0.86  # from which likeness two names may be the same
MAX_NIEUWE = 200  # of more new names in a file none is compared with the others
MAX_KEUZES = 150  # in one list of the preview; of more names only the nearest
MAX_VRAGEN = 300  # of what is asked beyond these, only new and refuse are offered: nobody reads on
TERUG, NIETS = "terug", "niets"  # answers: bring an archived actie back; pass a word over
CODE = re.compile(r"(?:sp|speerpunt)?\s*(\d{1,4})[.-](\d{1,4})\.?", re.IGNORECASE)
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

    def is_bekend(self, naam: str) -> bool:
        """Tell whether the plan or the file has this name already."""
        return vlak(naam) in self.op_naam or vlak(naam) in self.nieuw

    def voeg_samen(self, delen: list[str]) -> list[str]:
        """Give the names in a cell that was split by ";": what is one name with a ; in it stays one."""
        uit, begin = [], 0
        while begin < len(delen):
            einde = next(
                (e for e in range(len(delen), begin + 1, -1) if "; ".join(delen[begin:e]) in self.precies), begin + 1
            )
            uit.append("; ".join(delen[begin:einde]))
            begin = einde
        return uit

    def lijkend(self, naam: str) -> list[str]:
        """Give the (flat) names that are nearly this one, of the plan and of the file, the nearest first."""
        nieuwe = self.nieuw if len(self.nieuw) <= MAX_NIEUWE else ()
        kernen = {zonder_rechtsvorm(vlakke): vlakke for vlakke in (*nieuwe, *self.op_naam)}
        return [kernen[k] for k in difflib.get_close_matches(zonder_rechtsvorm(naam), kernen, n=3, cutoff=LIJKEND)]

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
        self.vragen = Vragen(antwoorden)
        self.speerpunten: list[Speerpunt] = list(plan.speerpunten.order_by("nummer"))
        for speerpunt in self.speerpunten:
            speerpunt.plan = plan
        per_pk = {speerpunt.pk: speerpunt for speerpunt in self.speerpunten}
        self._op_titel: dict[str, list[Speerpunt]] = {}
        for speerpunt in self.speerpunten:
            self._op_titel.setdefault(vlak(speerpunt.titel), []).append(speerpunt)
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
        self.teruggedraaid = _teruggedraaide_acties(plan)
        self._titels: dict[tuple[int, str], list[Actie]] = {}
        self._nieuwe_titels: dict[str, str] = {}
        self._gelijkenissen: dict[int, Gelijkenissen] = {}  # per speerpunt, of the titles that it has
        for actie in sorted(self.acties.values(), key=lambda actie: actie.gearchiveerd_op is not None):
            sleutel = (actie.speerpunt_id, vlak(actie.titel))
            if not actie.gearchiveerd_op or (actie.pk in self.teruggedraaid and sleutel not in self._titels):
                self._titels.setdefault(sleutel, []).append(actie)
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
        vraag = self.vragen.bekend(sleutel) or self._vraag_naam(sleutel, lijst, naam)
        if vraag.gekozen == MAAK:
            return lijst.maak(naam)
        if vraag.gekozen.startswith(f"{MAAK}:"):
            return lijst.maak(vraag.gekozen.removeprefix(f"{MAAK}:"))
        if vraag.gekozen == WEIGER:
            raise Celprobleem(f"“{naam}” is geen bekende naam ({SOORTEN[soort][1]}) en mag niet gemaakt worden.")
        return next(object_ for object_ in lijst.objecten if str(object_.pk) == vraag.gekozen)

    def _vraag_naam(self, sleutel: str, lijst: Namenlijst, naam: str) -> Vraag:
        """Ask what an unknown name is: proposed is the one that says the same words, else a new one."""
        if len(self.vragen) > MAX_VRAGEN:
            keuzes = [(MAAK, "Nieuw maken"), (WEIGER, "Weigeren")]
            return self.vragen.stel(sleutel, lijst.soort, naam, keuzes, MAAK, twijfel=False)
        lijkend = lijst.lijkend(naam)
        zelfde = next((vlakke for vlakke in lijkend if zelfde_woorden(vlakke, naam)), "")
        keuzes = [(MAAK, "Nieuw maken"), (WEIGER, "Weigeren")]
        nieuwe = [lijst.nieuw[vlakke].naam for vlakke in lijkend if vlakke in lijst.nieuw]
        keuzes += [(f"{MAAK}:{nieuwe_naam}", f"{nieuwe_naam} (ook nieuw)") for nieuwe_naam in nieuwe]
        keuzes += [(str(object_.pk), object_.naam) for object_ in lijst.dichtbij(naam)]
        standaard = MAAK
        if zelfde:
            standaard = (
                str(lijst.op_naam[zelfde].pk) if zelfde in lijst.op_naam else f"{MAAK}:{lijst.nieuw[zelfde].naam}"
            )
        return self.vragen.stel(sleutel, lijst.soort, naam, keuzes, standaard, twijfel=bool(lijkend))

    # --- speerpunten
    def vind_speerpunt(self, tekst: str, *, code: str = "") -> Speerpunt:
        """Give the speerpunt by number ("3", "SP 3", "Speerpunt 3: ...") or title. Raises Celprobleem.

        Of speerpunten with one title, the one of this `code`; without, it is asked.
        """
        if gevonden := self.herken_speerpunt(tekst, code=code):
            return gevonden
        sleutel = f"speerpunt:{vlak(tekst)}"
        vraag = self.vragen.bekend(sleutel)
        if vraag is None:
            kern = _zonder_nummer(tekst)
            lijkend = difflib.get_close_matches(kern, self._op_titel, n=1, cutoff=LIJKEND)
            zelfde = lijkend and zelfde_woorden(lijkend[0], kern) and len(self._op_titel[lijkend[0]]) == 1
            keuzes = [(WEIGER, "Weigeren"), *((str(s.pk), str(s)) for s in self.speerpunten)]
            standaard = str(self._op_titel[lijkend[0]][0].pk) if zelfde else WEIGER
            vraag = self.vragen.stel(sleutel, "speerpunt", tekst, keuzes, standaard, twijfel=True)
        if vraag.gekozen == WEIGER:
            nummers = f"1 tot {self.speerpunten[-1].nummer}" if self.speerpunten else "(nog geen)"
            raise Celprobleem(f"“{tekst[:60]}” is geen speerpunt van dit plan. Schrijf het nummer: {nummers}.")
        return next(s for s in self.speerpunten if str(s.pk) == vraag.gekozen)

    def herken_speerpunt(self, tekst: str, *, code: str = "") -> Speerpunt | None:
        """Give the speerpunt that a text names beyond doubt, or None."""
        precies = self._met_titel(vlak(tekst), code)
        if precies:
            return precies
        op_titel = self._met_titel(_zonder_nummer(tekst), code)
        gevonden = re.match(r"(?:speerpunt|sp)?\s*(?:nr)?\s*\.?\s*(\d{1,4})(?:\D|$)", tekst.strip(), re.IGNORECASE)
        op_nummer = next((s for s in self.speerpunten if gevonden and s.nummer == int(gevonden[1])), None)
        if op_titel and op_nummer and op_titel != op_nummer:
            return None  # the number says one, the title another
        return op_nummer or op_titel

    def _met_titel(self, titel: str, code: str) -> Speerpunt | None:
        met_titel = self._op_titel.get(titel, [])
        if len(met_titel) > 1:
            met_titel = [s for s in met_titel if code.startswith(f"{s.nummer}.")]
        return met_titel[0] if met_titel else None

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
        """Give the actie of this speerpunt with this title; a title that is nearly the same is asked about.

        None: a new one. Raises Celprobleem for a title that the file tells twice, unless both are wanted.
        """
        sleutel = f"actie:{speerpunt.nummer}:{vlak(titel)}"
        if eerder := self._nieuwe_titels.get(sleutel):
            self._vraag_tweede(sleutel, titel, eerder)
            return None
        precies = self._titels.get((speerpunt.pk, vlak(titel)), [])
        if len(precies) == 1:
            return precies[0]
        kandidaten = precies or self._bijna(speerpunt, titel)
        vraag = self.vragen.bekend(sleutel) if kandidaten else None
        if kandidaten and vraag is None:
            zelfde = kandidaten[0].code if zelfde_woorden(kandidaten[0].titel, titel) else MAAK
            keuzes = [(MAAK, "Een nieuwe actie"), *((a.code, f"Dezelfde als {a}") for a in kandidaten)]
            vraag = self.vragen.stel(sleutel, "actie", f"{titel} ({rij})", keuzes, zelfde, twijfel=True)
        if vraag and vraag.gekozen != MAAK:
            return self.acties[vraag.gekozen]
        self._nieuwe_titels[sleutel] = rij
        return None

    def _vraag_tweede(self, sleutel: str, titel: str, eerder: str) -> None:
        sleutel = f"tweede:{sleutel}"
        vraag = self.vragen.bekend(sleutel) or self.vragen.stel(
            sleutel,
            "actie",
            titel,
            [(WEIGER, "Weigeren"), (MAAK, "Nog een actie met deze titel")],
            WEIGER,
            twijfel=True,
        )
        if vraag.gekozen == WEIGER:
            raise Celprobleem(f"Deze titel staat ook in {eerder}, bij hetzelfde speerpunt. Houd één rij over.")

    def _bijna(self, speerpunt: Speerpunt, titel: str) -> list[Actie]:
        gelijkenissen = self._gelijkenissen.get(speerpunt.pk)
        if gelijkenissen is None:
            titels = (vlakke for pk, vlakke in self._titels if pk == speerpunt.pk)
            gelijkenissen = self._gelijkenissen[speerpunt.pk] = Gelijkenissen(titels, LIJKEND)
        return [self._titels[speerpunt.pk, titel][0] for titel in gelijkenissen.bij(vlak(titel))]

    def mag_terug(self, actie: Actie) -> bool:
        """Ask whether an archived actie comes back; proposed where an import made it that was undone."""
        sleutel = f"archief:{actie.code}"
        vraag = self.vragen.bekend(sleutel) or self.vragen.stel(
            sleutel,
            "gearchiveerde actie",
            str(actie),
            [(TERUG, "Terughalen uit het archief"), (WEIGER, "Weigeren")],
            TERUG if actie.pk in self.teruggedraaid else WEIGER,
            twijfel=True,
        )
        return vraag.gekozen == TERUG

    # --- choices
    def vind_keuze(self, soort: str, cel: Cel, keuzes: type[models.TextChoices], woorden: Mapping) -> str:
        """Give the code of a choice; a word that nobody foresaw is asked about. Empty: the cell says nothing.

        Raises Celprobleem where the answer is to refuse it, and for what is no word but a story.
        """
        code = "" if vlak(tekst(cel)) in GEEN_STAND else keuze(cel, keuzes, woorden)
        if code is not None:
            return code
        woord = tekst(cel)
        if len(woord) > MAX_WOORD:
            raise Celprobleem(f"“{woord[:40]}…” is een tekst, geen {soort}. Is deze kolom de toelichting?")
        sleutel = f"{soort}:{vlak(woord)}"
        vraag = self.vragen.bekend(sleutel)
        if vraag is None:
            mogelijk = [(WEIGER, "Weigeren"), (NIETS, f"Overslaan: geen {soort}"), *keuzes.choices]
            vermoeden = vermoed_status(woord) if keuzes is Status else ""
            vraag = self.vragen.stel(sleutel, soort, woord, mogelijk, vermoeden or WEIGER, twijfel=True)
        if vraag.gekozen == WEIGER:
            mogelijk = ", ".join(lid.label.lower() for lid in keuzes)
            raise Celprobleem(f"“{woord}” ken ik niet. Kies uit: {mogelijk}.")
        return "" if vraag.gekozen == NIETS else vraag.gekozen

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


def _teruggedraaide_acties(plan: Beleidsplan) -> set[int]:
    """Give the keys of the acties that an import made which was undone."""
    terug = Import.objects.filter(plan=plan, teruggedraaid_op__isnull=False).values_list("gedaan", flat=True)
    return {pk for gedaan in terug for pk in gedaan.get("acties_nieuw", ())}


def _zonder_nummer(titel: str) -> str:
    """Give a title of a speerpunt (flat) without its number: "Speerpunt 3: Taal" is "taal"."""
    return vlak(re.sub(r"^(?:speerpunt|sp)?\s*(?:nr)?\s*\d*\s*[.:)–-]*\s*", "", titel.strip(), flags=re.IGNORECASE))


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
