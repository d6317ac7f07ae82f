"""The forms around invitations and people: invite, choose a password, end a lidmaatschap, erase."""

import datetime as dt

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_text_html

from organisaties.models import Gebruiker, Lidmaatschap, Rol
from speerpunten.forms.velden import Dagveld, tekstvak

EEN_DAG = dt.timedelta(days=1)


class PartnerUitnodigForm(forms.Form):
    """Who speaks for an organisatie from today."""

    naam = forms.CharField(label="Naam", max_length=150)
    email = forms.EmailField(
        label="E-mailadres op het werk",
        max_length=254,
        help_text="Een adres van deze persoon zelf. Hier komen de vragen aan.",
    )
    functie = forms.CharField(label="Functie", max_length=100, required=False)


class RolUitnodigForm(forms.Form):
    """Who reads all, or works for the administration."""

    naam = forms.CharField(label="Naam", max_length=150)
    email = forms.EmailField(label="E-mailadres op het werk", max_length=254)
    rol = forms.ChoiceField(
        label="Rol",
        choices=[
            (Rol.LEZER, "Lezer: leest alles"),
            (Rol.BELEIDSMEDEWERKER, "Beleidsmedewerker: volgt op, vraagt en kijkt na"),
            (Rol.BEHEERDER, "Beheerder: alles, ook gebruikers en rechten"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een rol."},
    )


class AanvaardForm(SetPasswordForm):
    """Choose the first password; the same rules as for every other."""

    def __init__(self, user: Gebruiker, data=None) -> None:
        super().__init__(user, data)
        self.fields["new_password1"].label = "Wachtwoord"
        self.fields["new_password1"].help_text = password_validators_help_text_html()
        self.fields["new_password2"].label = "Wachtwoord, nog een keer"
        self.fields["new_password2"].help_text = ""


class BeeindigForm(forms.Form):
    """The last day on which somebody speaks for an organisatie."""

    tot = Dagveld(label="Laatste dag", help_text="Kies gisteren om het meteen te laten ingaan.")

    def __init__(self, data=None, *, lid: Lidmaatschap, vandaag: dt.date) -> None:
        super().__init__(data, initial={"tot": max(lid.van, vandaag - EEN_DAG)})


class WisForm(forms.Form):
    """Erase a person: typed out, so that it is this one, and why."""

    adres = forms.CharField(
        label="Tik het e-mailadres van deze persoon over",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reden = forms.CharField(
        label="Waarom?", max_length=500, widget=tekstvak(2), help_text="Zonder naam: dit blijft bewaard."
    )
