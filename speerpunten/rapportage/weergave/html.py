"""A report as HTML: the article that stands on its page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from speerpunten.rapportage.gegevens import Rapportage


def artikel(rapportage: Rapportage) -> SafeString:
    """Give `<article id="rapport">`, written by the templates of its schema."""
    return render_to_string(f"rapport/v{rapportage.schema}/artikel.html", {"r": rapportage})
