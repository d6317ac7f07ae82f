"""`manage.py importeer PLAN FILE`: take over a workbook or CSV (`docs/uitwisseling.md`)."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from organisaties.models import Gebruiker
from speerpunten.models import Beleidsplan, Import
from speerpunten.uitwisseling import overnemen as services
from speerpunten.uitwisseling.lezer import Bestandsfout
from speerpunten.voortgang import Voortgang

BREEDTE = 30  # characters of the progress bar


class Command(BaseCommand):
    help = "Neemt een Excel-, ODS- of CSV-lijst over in een plan: alles of niets. Met --proef verandert er niets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", help="het webadres van het plan, zoals samenleven-2022-2025")
        parser.add_argument("bestand", type=Path, help="het bestand (.xlsx, .xls, .ods of .csv)")
        parser.add_argument("--door", required=True, help="e-mailadres van de medewerker die dit doet")
        parser.add_argument("--peildatum", default="", help="de dag van standen zonder dag, zoals 2024-12-31")
        parser.add_argument("--verloop", default="", help="op_schema, bijsturing of vertraagd, voor standen zonder")
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
        keuzes = {"peildatum": opties["peildatum"], "verloop": opties["verloop"]}
        invoer = services.maak_import(plan=doel, naam=bestand.name, inhoud=inhoud, door=wie)
        try:
            self._volg(services.bekijk_import(invoer, keuzes))
            self._vertel(invoer)
            if not proef and invoer.voorstel["mag"]:
                self._volg(services.voer_uit(invoer, door=wie))
                self.stdout.write("Overgenomen.")
        except (Bestandsfout, ValidationError, DatabaseError, services.ImportBezet, services.ImportVerouderd) as fout:
            zinnen = fout.messages if isinstance(fout, ValidationError) else [str(fout) or type(fout).__name__]
            raise CommandError("Er is niets gewijzigd. " + " ".join(zinnen)) from None
        if invoer.voorstel["tellingen"]["fout"]:
            raise CommandError("Er staan fouten in het bestand. Er is niets gewijzigd.")

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
        for regel in invoer.voorstel["regels"]:
            plek = f"{regel['lijst']}, rij {regel['rij']}"
            for kolom, tekst in regel["fouten"]:
                self.stdout.write(f"{plek}{f', kolom {kolom}' if kolom else ''}: {tekst}")
            for kolom, oud, nieuw in regel["wijzigingen"]:
                self.stdout.write(f"{plek}, {kolom}: “{oud[:80]}” -> “{nieuw[:80]}”")
