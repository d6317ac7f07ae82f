"""`manage.py schrap_naam "Naam" --reden ...`: take a name out of texts that otherwise never change."""

from argparse import ArgumentParser
from collections import Counter

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from speerpunten.schrapping import Gevonden, OnleesbaarRapport, zoek
from speerpunten.services.schrappen import keur_naam, schrap_naam


class Command(BaseCommand):
    help = (
        "Zet [geschrapt] waar deze naam staat, ook in aanvaarde teksten en definitieve rapporten. "
        "Toont eerst wat het zou doen; met --proef alleen dat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("naam", help="precies zoals ze er staat, hoofdletters ook")
        parser.add_argument("--reden", required=True, help="waarom; blijft bewaard, dus zonder naam")
        parser.add_argument("--proef", action="store_true", help="toon wat er zou veranderen, en schrijf niets")
        parser.add_argument("--ja", action="store_true", help="vraag niets meer")

    def handle(self, *args, naam: str, reden: str, proef: bool, ja: bool, **opties) -> None:
        try:
            naam, reden = keur_naam(naam, reden)
            gevonden = zoek(naam)
            self._toon(gevonden)
            if proef:
                self.stdout.write("Proef: er is niets geschreven.")
            elif not gevonden.vondsten:
                self.stdout.write("Er is niets te schrappen.")
            elif ja or input("Dit kan niet ongedaan gemaakt worden. Tik ja om te schrappen: ").strip() == "ja":
                gedaan = schrap_naam(naam=naam, reden=reden)
                self.stdout.write(f"Geschrapt in {len(gedaan.vondsten)} teksten.")
            else:
                self.stdout.write("Er is niets geschreven.")
        except ValidationError as fout:
            raise CommandError(" ".join(fout.messages)) from fout
        except OnleesbaarRapport as fout:
            raise CommandError(f"Een rapport kan niet gelezen worden, er is niets geschreven. {fout}") from fout

    def _toon(self, gevonden: Gevonden) -> None:
        """Print where the name stands and how often, and what stays out of reach."""
        for vondst in gevonden.vondsten:
            self.stdout.write(f"{vondst.tabel} {vondst.pk}, {vondst.veld}: {vondst.aantal} keer")
        per_tabel = Counter(vondst.tabel for vondst in gevonden.vondsten)
        delen = ", ".join(f"{tabel} {aantal}" for tabel, aantal in sorted(per_tabel.items()))
        self.stdout.write(f"{len(gevonden.vondsten)} teksten{': ' + delen if delen else ''}.")
        if gevonden.mensen:
            self.stdout.write(f"Niet hier: {gevonden.mensen} keer bij gebruikers zelf. Gebruik wis_persoon.")
        if gevonden.adressen:
            self.stdout.write(f"Niet hier: {gevonden.adressen} keer in een webadres. Dat blijft altijd gelijk.")
        if gevonden.bijlagen or gevonden.bestanden:
            wat = f"{gevonden.bijlagen} bijlagen en {gevonden.bestanden} ingelezen bestanden"
            self.stdout.write(f"Niet doorzocht: de inhoud van {wat}.")
