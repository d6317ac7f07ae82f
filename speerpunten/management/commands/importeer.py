"""`manage.py importeer PLAN FILE`: take over a workbook or CSV (`docs/uitwisseling.md`)."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from organisaties.models import Gebruiker
from speerpunten.keuzes import Resultaat, Verloop
from speerpunten.models import Beleidsplan, Import
from speerpunten.uitwisseling import overnemen as services
from speerpunten.uitwisseling.lezer import Bestandsfout
from speerpunten.voortgang import Voortgang

BREEDTE = 30  # characters of the progress bar
VINKJES = {
    "aanvullen": "vul bij standen een verplichte tekst in die ontbreekt",
    "van_boven": "neem een leeg speerpunt over van de rij erboven",
    "dagen_leeg": "laat dagen leeg die niemand kan lezen",
    "samen": "splits namen met een komma niet",
    "fouten_weg": "laat de foute rijen weg",
}


def antwoord(tekst: str) -> tuple[str, str]:
    """Read the answer to a question: its key, and what is chosen. Raises ArgumentTypeError."""
    sleutel, is_, keuze = tekst.partition("=")
    if not is_ or not sleutel.strip():
        raise ArgumentTypeError(f"“{tekst}” is geen antwoord. Schrijf SLEUTEL=KEUZE")
    return sleutel.strip(), keuze.strip()


class Command(BaseCommand):
    help = "Neemt een Excel-, ODS- of CSV-lijst over in een plan: alles of niets. Met --proef verandert er niets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="het webadres van het plan, zoals samenleven-2022-2025")
        parser.add_argument("bestand", type=Path, help="het bestand (.xlsx, .xls, .ods of .csv)")
        parser.add_argument("--door", required=True, help="e-mailadres van de medewerker die dit doet")
        parser.add_argument(
            "--antwoord",
            type=antwoord,
            action="append",
            default=[],
            metavar="SLEUTEL=KEUZE",
            help="antwoord op een vraag, zoals “organisatie:a vzw=Nieuw maken”; --proef toont de vragen",
        )
        parser.add_argument("--peildatum", default="", help="de dag van standen zonder dag, zoals 2024-12-31")
        parser.add_argument("--verloop", default="", choices=Verloop.values, help="voor standen zonder verloop")
        parser.add_argument("--resultaat", default="", choices=Resultaat.values, help="voor standen zonder resultaat")
        for naam, uitleg in VINKJES.items():
            parser.add_argument(f"--{naam.replace('_', '-')}", action="store_true", dest=naam, help=uitleg)
        parser.add_argument("--proef", action="store_true", help="toon wat er zou veranderen en verander niets")

    def handle(self, *args, plan: str, bestand: Path, door: str, proef: bool, **opties) -> None:
        doel = Beleidsplan.objects.filter(slug=plan).first()
        wie = Gebruiker.objects.filter(email__iexact=door, is_active=True).first()
        if doel is None:
            raise CommandError(f"Er is geen plan met webadres “{plan}”.")
        if wie is None or not wie.is_medewerker:
            raise CommandError(f"“{door}” is geen medewerker of beheerder.")
        try:
            inhoud = bestand.read_bytes()
        except OSError as fout:
            raise CommandError(f"{bestand}: {fout.strerror}. Er is niets gewijzigd.") from None
        invoer = services.maak_import(plan=doel, naam=bestand.name, inhoud=inhoud, door=wie)
        try:
            self._bekijk(invoer, opties)
            self._vertel(invoer)
            if not proef and invoer.voorstel["mag"]:
                self._volg(services.voer_uit(invoer, door=wie))
                self.stdout.write("Overgenomen.")
            elif not invoer.voorstel["mag"]:
                self.stdout.write("Er valt niets over te nemen.")
        except (Bestandsfout, ValidationError, DatabaseError, services.ImportBezet, services.ImportVerouderd) as fout:
            zinnen = fout.messages if isinstance(fout, ValidationError) else [str(fout) or type(fout).__name__]
            raise CommandError("Er is niets gewijzigd. " + " ".join(zinnen)) from None
        if invoer.voorstel["tellingen"]["fout"]:
            raise CommandError("Er staan fouten in het bestand. Er is niets gewijzigd.")

    def _bekijk(self, invoer: Import, opties: Mapping[str, object]) -> None:
        """Look at the file; with answers once more, when it is known what they may be. Raises CommandError."""
        keuzes = {naam: opties[naam] for naam in ("peildatum", "verloop", "resultaat", *VINKJES)}
        gegeven, antwoorden = dict(opties["antwoord"]), {}
        self._volg(services.bekijk_import(invoer, keuzes))
        while nu := _geantwoord(invoer, {s: woord for s, woord in gegeven.items() if s not in antwoorden}):
            antwoorden |= nu  # an answer may lead to another question
            self._volg(services.bekijk_import(invoer, keuzes | {"antwoorden": antwoorden}))
        if onbekend := gegeven.keys() - antwoorden.keys():
            wel = "; ".join(vraag["sleutel"] for vraag in invoer.voorstel["vragen"]) or "niets"
            zin = f"“{'”, “'.join(sorted(onbekend))}” wordt niet gevraagd. Wel: {wel}."
            raise CommandError(f"{zin} Er is niets gewijzigd.")

    def _volg(self, stappen: Iterator[Voortgang]) -> None:
        """Do the steps, with a progress bar where somebody looks."""
        for stap in stappen:
            if sys.stderr.isatty() and stap.totaal:
                vol = BREEDTE * stap.gedaan // stap.totaal
                balk = "█" * vol + "·" * (BREEDTE - vol)
                self.stderr.write(f"\r{balk} {stap.wat}: {stap.gedaan} van {stap.totaal}", ending="")
        if sys.stderr.isatty():
            self.stderr.write("")

    def _vertel(self, invoer: Import) -> None:
        tellingen = invoer.voorstel["tellingen"]
        self.stdout.write(
            "{nieuw} nieuw, {gewijzigd} gewijzigd ({cellen} cellen), {ongewijzigd} ongewijzigd, {weg} weggelaten, "
            "{fout} fout".format(**tellingen)
        )
        for zin in invoer.voorstel["opmerkingen"]:
            self.stdout.write(zin)
        for vraag in invoer.voorstel["vragen"]:
            gekozen = dict(vraag["keuzes"])[vraag["gekozen"]]

            self.stdout.write(f"Onbekend ({vraag['soort']}) “{vraag['waarde']}”: {gekozen.lower()}")
            self.stdout.write(f"    --antwoord '{vraag['sleutel']}=...'")
        for regel in invoer.voorstel["regels"]:
            plek = f"{regel['lijst']}, rij {regel['rij']}"
            for kolom, tekst in regel["fouten"]:
                self.stdout.write(f"{plek}{f', kolom {kolom}' if kolom else ''}: {tekst}")
            for kolom, oud, nieuw in regel["wijzigingen"]:
                self.stdout.write(f"{plek}, {kolom}: “{oud[:80]}” -> “{nieuw[:80]}”")


def _geantwoord(invoer: Import, gegeven: Mapping[str, str]) -> dict[str, str]:
    """Give the answers to what is asked now, each by the code or the words of the choice. Raises CommandError."""
    uit = {}
    for vraag in invoer.voorstel["vragen"]:
        woord = gegeven.get(vraag["sleutel"])
        if woord is None:
            continue
        passend = [code for code, label in vraag["keuzes"] if woord.casefold() in (code.casefold(), label.casefold())]
        if not passend:
            mogelijk = "; ".join(label for _, label in vraag["keuzes"])
            zin = f"“{woord}” kan niet bij “{vraag['sleutel']}”. Kies uit: {mogelijk}."
            raise CommandError(f"{zin} Er is niets gewijzigd.")
        uit[vraag["sleutel"]] = passend[0]
    return uit
