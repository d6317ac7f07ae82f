"""What a line of the log shows beside its words."""

from django import template

from speerpunten.models import Gebeurtenis
from speerpunten.verschil import taalverschillen

register = template.Library()


@register.inclusion_tag("components/verschil.html")
def verbetering(gebeurtenis: Gebeurtenis) -> dict[str, object]:
    """Show what a checker improved in the wording, beside what was sent; nothing for other events."""
    return {"velden": taalverschillen(gebeurtenis), "kop_oud": "Ingediend", "kop_nieuw": "Aanvaard"}
