"""`manage.py ruim_op`: let go what is older than it may be kept (docs/adr/0022-mensen-en-gegevens.md)."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from speerpunten.services.opruimen import ruim_op, tel


class Command(BaseCommand):
    help = "Laat gaan wat ouder is dan de bewaartermijnen in de instellingen. `dagelijks` doet dit elke week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proef", action="store_true", help="toon wat er zou gaan, en schrijf niets")

    def handle(self, *args, proef: bool, **opties) -> None:
        woorden = tel()
        aantallen = {naam: aantal for naam, (_, aantal) in woorden.items()} if proef else ruim_op()
        for naam, aantal in aantallen.items():
            self.stdout.write(f"{aantal:>8}  {woorden[naam][0]}")
        self.stdout.write("Proef: er is niets geschreven." if proef else "Opgeruimd.")
