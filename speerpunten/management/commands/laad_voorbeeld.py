"""`manage.py laad_voorbeeld`: the demonstration; refused outside demo mode."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from speerpunten.planbestand.bestand import Planfout
from speerpunten.voorbeeld.accounts import ACCOUNTS
from speerpunten.voorbeeld.laden import GeenDemo, laad_voorbeeld


class Command(BaseCommand):
    help = "Laadt de demo-accounts en een verzonnen plan. Alleen in een demonstratie (DEMO_MODUS=true)."

    def handle(self, *args, **opties) -> None:
        try:
            uitkomst = laad_voorbeeld()
        except (GeenDemo, Planfout) as fout:
            raise CommandError(str(fout)) from None
        if uitkomst.ronde:
            self.stdout.write(f"Voorbeeldplan geladen, met {uitkomst.meldingen} standen van zaken.")
            self.stdout.write(f"Open ronde: {uitkomst.ronde}, deadline {uitkomst.ronde.deadline:%d/%m/%Y}.")
        else:
            self.stdout.write("Het voorbeeldplan stond er al. Er is niets aan gewijzigd.")
        nieuw = {account.email for account in uitkomst.accounts}
        self.stdout.write(f"Demo-accounts, wachtwoord {settings.DEMO_WACHTWOORD}:")
        for account in ACCOUNTS:
            staat_er = "" if account.email in nieuw else "  (bestond al, niet gewijzigd)"
            self.stdout.write(f"  {account.email:26} {account.naam}{staat_er}")
