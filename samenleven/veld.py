"""One field of a form, drawn without a template: `{{ form.titel.as_field_group }}`. A form has forty of these, and a
template would ask each of them a dozen questions by name.

What it looks like as a template stands in `tests/veld.html`; a test compares the two.
"""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Context = dict[str, object]  # of a field: {"field": SamenlevenBoundField}


@lru_cache(64)  # words of a fixed list
def _icoon(naam: str) -> str:
    return render_to_string("components/icoon.html", {"naam": naam})


def _hulp(veld, id_: str) -> str:
    return f'<div class="veld__hulp" id="{id_}_helptext">{veld.help_text}</div>' if veld.help_text else ""


def _fouten(veld, fouten) -> str:
    return render_to_string("forms/fouten.html", {"field": veld}) if fouten else ""


def _naam(veld) -> str:
    """Give the label, and that the field may stay empty."""
    leeg = ' <span class="veld__niet-verplicht">(niet verplicht)</span>' if veld.toon_niet_verplicht else ""
    return f"{conditional_escape(veld.label)}{leeg}"


def _keuzes(veld) -> str:
    beeld, delen = veld.beeld, []
    for optie in veld:
        naam = optie.data["value"]
        plaatje = f'<span class="{beeld} {conditional_escape(naam)}">{_icoon(str(naam))}</span>' if beeld else ""
        label = f'<label for="{optie.id_for_label}">{plaatje}{conditional_escape(optie.choice_label)}</label>'
        delen.append(f'\n<div class="ds-field">{optie.tag()}{label}</div>')
    return f'<div class="{veld.keuzes_klasse}">{"".join(delen)}\n</div>'


def _groep(veld, vorm: str, id_: str, fouten) -> str:
    """Draw a list of choices, or several inputs that are one answer."""
    rol = ' role="radiogroup"' if getattr(veld.field.widget, "input_type", "") == "radio" else ""
    over = f' aria-describedby="{veld.beschrijving_ids}"' if veld.beschrijving_ids else ""
    return (
        f'<fieldset class="veld ds-fieldset{_fout(fouten)}" id="{id_}"{rol}{over} tabindex="-1">\n'
        f'<legend class="veld__label">{_naam(veld)}</legend>\n'
        f"{_hulp(veld, id_)}{_fouten(veld, fouten)}{veld if vorm == 'groep' else _keuzes(veld)}\n</fieldset>"
    )


def _fout(fouten) -> str:
    return " veld--fout" if fouten else ""


def teken_veld(context: Context) -> SafeString:
    """Draw a field with its label, help and errors. In: what Django gives the template of a field."""
    veld = context["field"]
    if veld.is_hidden:
        return mark_safe(str(veld))
    vorm, id_, fouten = veld.vorm, conditional_escape(veld.auto_id), veld.errors
    if vorm in {"keuzelijst", "groep"}:
        html = _groep(veld, vorm, id_, fouten)
    elif vorm == "vinkje":
        html = (
            f'<div class="veld{_fout(fouten)}">{_fouten(veld, fouten)}\n<div class="ds-field veld--vinkje">{veld}'
            f'<label for="{veld.id_for_label}">{conditional_escape(veld.label)}</label></div>\n'
            f"{_hulp(veld, id_)}</div>"
        )
    else:
        html = (
            f'<div class="veld ds-field{_fout(fouten)}">\n'
            f'<label class="veld__label" for="{veld.id_for_label}">{_naam(veld)}</label>\n'
            f"{_hulp(veld, id_)}{_fouten(veld, fouten)}{veld}\n</div>"
        )
    return mark_safe(f"\n{html}\n")
