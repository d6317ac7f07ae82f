"""The sheet of contact persons: known by their work e-mail, each for an organisatie, from a day until a day."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from speerpunten.uitwisseling.cellen import Celprobleem, is_leeg, tekst
from speerpunten.uitwisseling.dagen import dag as lees_dag
from speerpunten.uitwisseling.herkenning import Cellen, Lijst
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Werk, begin_regel, laat_weg, lees_cel, noteer

MAX_NAAM = 150
MAX_FUNCTIE = 100


@dataclass
class Contactwerk:
    """One person for one organisatie: who (None: a new gebruiker), and the lidmaatschap as it becomes."""

    email: str
    naam: str
    gebruiker: Gebruiker | None
    organisatie: Organisatie  # may still have to be made
    lidmaatschap: Lidmaatschap | None  # None: a new one
    functie: str
    van: dt.date
    tot: dt.date | None


class Contactrijen:
    """Reads the rows of one list of contact persons into the work of an import."""

    def __init__(self, werk: Werk, lijst: Lijst) -> None:
        self.werk = werk
        self.lijst = lijst
        self.kolommen = {kolom.naam for kolom in lijst.kolommen if kolom.naam}
        self.gebruikers = {g.email.lower(): g for g in Gebruiker.objects.all()}
        self.leden: dict[tuple[str, int], list[Lidmaatschap]] = {}
        for lid in Lidmaatschap.objects.select_related("gebruiker").order_by("van"):
            self.leden.setdefault((lid.gebruiker.email.lower(), lid.organisatie_id), []).append(lid)
        self.gezien: dict[tuple[str, int], int] = {}

    def bekijk(self, nummer: int, cellen: Cellen) -> list[Regel]:
        email = "" if is_leeg(cellen.get("e-mail")) else tekst(cellen.get("e-mail")).lower()
        regel = begin_regel(self.lijst, nummer, f"{_kaal(cellen.get('naam'))} {email}".strip())
        if not email:
            return [laat_weg(regel, "Geen e-mailadres: niet ingelezen.")]
        gelezen = {k: lees_cel(regel, k, cellen, tekst) for k in ("naam", "organisatie", "functie")}
        dagen = {k: lees_cel(regel, k, cellen, lees_dag) for k in ("van", "tot")}
        if MISLUKT in gelezen.values() or MISLUKT in dagen.values():
            return [regel]
        self._keur(regel, email, gelezen)
        if regel.is_fout:
            return [regel]
        try:
            organisatie = self.werk.register.vind("organisatie", gelezen["organisatie"])
        except Celprobleem as probleem:
            regel.fout("organisatie", str(probleem))
            return [regel]
        sleutel = (email, organisatie.pk or id(organisatie))  # two names may lead to one organisatie
        if eerder := self.gezien.get(sleutel):
            regel.fout("e-mail", f"Deze persoon staat ook in rij {eerder} voor dezelfde organisatie.")
            return [regel]
        self.gezien[sleutel] = nummer
        self._zet(regel, email, organisatie, gelezen, dagen)
        return [regel]

    def _keur(self, regel: Regel, email: str, gelezen: dict[str, str]) -> None:
        try:
            validate_email(email)
        except ValidationError:
            regel.fout("e-mail", f"“{email[:60]}” is geen e-mailadres. Schrijf het als naam@organisatie.be.")
        if not gelezen["organisatie"]:
            regel.fout("organisatie", "Voor welke organisatie spreekt deze persoon?")
        if not gelezen["naam"] and email not in self.gebruikers:
            regel.fout("naam", "Schrijf de naam van deze persoon.")
        for kolom, maximum in (("naam", MAX_NAAM), ("functie", MAX_FUNCTIE)):
            if len(gelezen[kolom]) > maximum:
                regel.fout(kolom, f"Hier passen {maximum} tekens.")

    def _zet(self, regel: Regel, email: str, organisatie: Organisatie, gelezen: dict, dagen: dict) -> None:
        gebruiker = self.gebruikers.get(email)
        leden = self.leden.get((email, organisatie.pk or 0), [])
        oud = self._eerder(leden, dagen)
        if gebruiker and gelezen["naam"] and gelezen["naam"] != gebruiker.naam:
            regel.opmerkingen.append(f"Het adres is bekend onder de naam {gebruiker.naam}. Die naam blijft.")
        functie = gelezen["functie"] if "functie" in self.kolommen or oud is None else oud.functie
        van = dagen["van"] or (oud.van if oud else self.werk.vandaag)
        tot = dagen["tot"] if "tot" in self.kolommen or oud is None else oud.tot
        if oud and (oud.functie, oud.van, oud.tot) == (functie, van, tot):
            return
        if tot and tot < van:
            regel.fout("tot", "“Van” moet voor “tot en met” liggen.")
        elif ander := _botsing(leden, oud, Lidmaatschap(van=van, tot=tot)):
            regel.fout("van" if dagen["van"] else "tot", ander.staat_er_al)
        if regel.is_fout:
            return
        self.werk.contactpersonen.append(
            Contactwerk(email, gelezen["naam"], gebruiker, organisatie, oud, functie, van, tot)
        )
        noteer(regel, _verschillen(oud, functie, van, tot) if oud else {}, is_nieuw=oud is None)

    def _eerder(self, leden: list[Lidmaatschap], dagen: dict[str, dt.date | None]) -> Lidmaatschap | None:
        """Give the row that the file speaks of: the one from that day, else the last one over those days.

        Without a first day: the one that holds, else the one that ended on the day in the file. Who left before the
        period in the file, gets a new row.
        """
        if not dagen["van"]:
            geldig = [lid for lid in leden if lid.tot is None or lid.tot >= self.werk.vandaag]
            voorbij = [lid for lid in leden if lid.tot and lid.tot == dagen["tot"]]
            return next(iter(geldig + voorbij), None)
        precies = next((lid for lid in leden if lid.van == dagen["van"]), None)
        wordt = Lidmaatschap(van=dagen["van"], tot=dagen["tot"])
        return precies or next((lid for lid in reversed(leden) if lid.overlapt(wordt)), None)


def _botsing(leden: list[Lidmaatschap], oud: Lidmaatschap | None, wordt: Lidmaatschap) -> Lidmaatschap | None:
    """Give another row over the same days, if there is one."""
    return next((lid for lid in leden if lid is not oud and lid.overlapt(wordt)), None)


def _verschillen(oud: Lidmaatschap, functie: str, van: dt.date, tot: dt.date | None) -> dict[str, tuple[str, str]]:
    paren = {
        "functie": (oud.functie, functie),
        "van": (_dag(oud.van), _dag(van)),
        "tot": (_dag(oud.tot), _dag(tot)),
    }
    return {kolom: paar for kolom, paar in paren.items() if paar[0] != paar[1]}


def _kaal(cel: object) -> str:
    return str(cel or "")


def _dag(dag: dt.date | None) -> str:
    return f"{dag:%d/%m/%Y}" if dag else ""
