"""How forms are drawn: what `invoer` writes is what Django's own templates would, and what `veld` writes what this one
would."""

import datetime as dt
import re
from pathlib import Path

from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import engines
from django.utils.safestring import mark_safe

from samenleven.formulieren import SamenlevenRenderer
from samenleven.invoer import TEKENAARS
from samenleven.veld import teken_veld

KEUZES = [
    ("", "Kies"),
    ("<a&\"'>", "Een & <ander>"),
    (3, 1234),
    ("groep <x>", [("b", mark_safe("<b>vet</b>")), (None, "niets")]),
]
AANGEVULD = {
    "id": "id_x",
    "class": 'a"b',
    "required": True,
    "hidden": False,
    "maxlength": 5000,
    "title": mark_safe("&amp;"),
}
WIDGETS = [
    (forms.TextInput(), 'Een "tekst" <&>'),
    (forms.TextInput(), None),
    (forms.NumberInput(attrs={"min": 1000}), 1234),
    (forms.EmailInput(), mark_safe("&lt;")),
    (forms.URLInput(), "https://example.org/?a=1&b=2"),
    (forms.HiddenInput(), 0),
    (forms.PasswordInput(), "geheim"),
    (forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), dt.date(2024, 12, 31)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.FileInput(), None),
    (forms.Textarea(attrs={"rows": 4}), "\n<tekst> & meer"),
    (forms.Textarea(), ""),
    (forms.Select(choices=KEUZES), "<a&\"'>"),
    (forms.Select(choices=[]), None),
    (forms.SelectMultiple(choices=KEUZES), ["b", 3]),
    (forms.RadioSelect(choices=KEUZES), "b"),
    (forms.CheckboxSelectMultiple(choices=KEUZES), ["b", ""]),
]


def kaal(html: str) -> str:
    return re.sub(r"\s*(<|$)\s*", r"\1", html)


def test_widgets_are_drawn_as_django_draws_them():
    gezien = set()
    for widget, waarde in WIDGETS:
        for attrs in ({}, AANGEVULD):
            van_django, van_ons = (
                widget.render("naam <>", waarde, attrs, renderer)
                for renderer in (TemplatesSetting(), SamenlevenRenderer())
            )
            assert kaal(van_ons) == kaal(van_django), type(widget)
        gezien |= {widget.template_name, getattr(widget, "option_template_name", "")}
    assert gezien - TEKENAARS.keys() == {
        "",
        "django/forms/widgets/radio.html",
        "django/forms/widgets/checkbox_select.html",
        "django/forms/widgets/select_option.html",
    }


class Groep(forms.MultiWidget):
    use_fieldset = True

    def decompress(self, value):
        return [value, value]


class Veldenform(forms.Form):
    """One field of each shape, with words that must be escaped and help that may hold a link."""

    titel = forms.CharField(label="Titel <&>", help_text='Zie <a href="/uitleg/">uitleg</a>.')
    leeg = forms.CharField(label=mark_safe("<em>Mag</em> leeg"), required=False)
    verborgen = forms.CharField(widget=forms.HiddenInput)
    akkoord = forms.BooleanField(label="Akkoord <&>", help_text="Kruis aan.")
    keuze = forms.ChoiceField(label="Kies", choices=[("a", "Kort"), ("b", "L" * 30)], widget=forms.RadioSelect)
    vele = forms.MultipleChoiceField(
        label="Vele", choices=[(nr, f"Keuze <{nr}>") for nr in range(8)], widget=forms.CheckboxSelectMultiple
    )
    status = forms.ChoiceField(label="Status", choices=[("fout", "Fout"), ("info", "Info")], widget=forms.RadioSelect)
    status.beeld = "symbool"
    samen = forms.CharField(label="Samen", widget=Groep([forms.TextInput(), forms.TextInput()]), required=False)


def test_a_field_is_drawn_as_its_template_says():
    sjabloon = engines["django"].from_string((Path(__file__).parent / "veld.html").read_text())
    for form in (Veldenform(), Veldenform({"titel": "", "keuze": "onzin"}), Veldenform(auto_id=False)):
        vormen = set()
        for veld in form:
            assert kaal(teken_veld({"field": veld})) == kaal(sjabloon.render({"field": veld})), veld.name
            assert kaal(veld.as_field_group()) == kaal(teken_veld({"field": veld}))
            vormen.add(veld.vorm)
        assert vormen == {"gewoon", "vinkje", "keuzelijst", "groep"}
