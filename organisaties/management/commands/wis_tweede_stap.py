"""`manage.py wis_tweede_stap EMAIL`: for the beheerder who lost their own, and whom nobody else can help."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organisaties.accounts.tweede_stap import wis_tweede_stap
from organisaties.models import Gebruiker


class Command(BaseCommand):
    help = "Wist de tweede stap van één gebruiker en meldt die overal af."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args, email: str, **opties) -> None:
        gebruiker = Gebruiker.objects.filter(email__iexact=email).first()
        if gebruiker is None:
            raise CommandError("Er is geen gebruiker met dit e-mailadres.")
        aantal = wis_tweede_stap(gebruiker, door=None)
        self.stdout.write(f"{aantal} gewist. Aanmelden kan weer met het wachtwoord.")
