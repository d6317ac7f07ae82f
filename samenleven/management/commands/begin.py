"""`manage.py begin`: the first steps of production. Runs as often as you like; says what is still missing."""

import os
import sys
from argparse import ArgumentParser
from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError

from organisaties.models import Gebruiker, Rol
from samenleven.begin import maak_beheerder, wachtwoordlink, wat_ontbreekt


class Command(BaseCommand):
    help = "Maakt de eerste beheerder, stuurt een proefmail en zegt wat er nog ontbreekt. Zo vaak als u wil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default=os.environ.get("BEHEERDER_EMAIL", ""))
        parser.add_argument("--naam", default=os.environ.get("BEHEERDER_NAAM", ""))
        parser.add_argument("--geen-vragen", action="store_true", help="vraag niets: voor containers en scripts")
        parser.add_argument("--geen-mail", action="store_true", help="stuur geen proefmail")

    def handle(self, *args, email: str, naam: str, geen_vragen: bool, geen_mail: bool, **opties) -> None:
        wie = Gebruiker.objects.filter(rol=Rol.BEHEERDER, is_active=True).order_by("pk").first()
        if wie is None:
            wie = self._nieuw(email, naam, geen_vragen)
        else:
            self.stdout.write(f"Er is een beheerder: {wie.email}.")
        if not wie.has_usable_password() and wie.last_login is None:
            self.stdout.write(f"Kies binnen drie dagen een wachtwoord op:\n  {wachtwoordlink(wie)}")
        open_ = [] if geen_mail else self._proefmail(wie)
        open_ += wat_ontbreekt()
        for punt in open_:
            self.stdout.write(f"  - {punt}")
        self.stdout.write(f"Nog {len(open_)} te doen." if open_ else "Alles is in orde.")

    def _nieuw(self, email: str, naam: str, geen_vragen: bool) -> Gebruiker:
        """Ask what was not given, and make the first beheerder; without a password."""
        if not geen_vragen and sys.stdin.isatty():
            email = email or input("E-mailadres van de eerste beheerder: ").strip()
            naam = naam or input("Naam: ").strip()
        if not (email and naam):
            raise CommandError("Er is nog geen beheerder. Geef --email en --naam.")
        try:
            wie = maak_beheerder(email, naam)
        except ValidationError as fout:
            raise CommandError(" ".join(fout.messages)) from fout
        self.stdout.write(f"Beheerder gemaakt: {wie.email}.")
        return wie

    def _proefmail(self, wie: Gebruiker) -> list[str]:
        """Send one; give what is wrong with it."""
        tekst = "Deze mail komt aan: Samenleven kan mails versturen."
        try:
            send_mail("Samenleven: proefmail", tekst, None, [wie.email])
        except (OSError, SMTPException) as fout:
            return [f"De proefmail vertrok niet ({type(fout).__name__}: {fout}). Kijk EMAIL_URL na."]
        self.stdout.write(f"Proefmail vertrokken naar {wie.email}.")
        return []
