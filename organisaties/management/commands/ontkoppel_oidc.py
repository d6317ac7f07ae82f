"""`manage.py ontkoppel_oidc ADRES`: let a gebruiker be connected anew at the next login with OpenID Connect."""

from allauth.socialaccount.models import SocialAccount
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort
from organisaties.oidc.aanbieder import NAAM


class Command(BaseCommand):
    help = "Maak een gebruiker los van de aanbieder van OpenID Connect. Daarna kan het adres opnieuw gekoppeld worden."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adres", help="het e-mailadres van de gebruiker")

    @transaction.atomic
    def handle(self, *args, adres: str, **options) -> None:
        gebruiker = Gebruiker.objects.filter(email__iexact=adres).first()
        if gebruiker is None:
            raise CommandError(f"Geen gebruiker met het adres {adres}.")
        aantal, _ = SocialAccount.objects.filter(provider=NAAM, user=gebruiker).delete()
        if not aantal:
            raise CommandError("Deze gebruiker is niet gekoppeld.")
        leg_vast(Handelingsoort.TWEEDE_FACTOR, over=gebruiker, wijze=NAAM, hoe="losgekoppeld")
        self.stdout.write(f"{gebruiker} is losgekoppeld.")
