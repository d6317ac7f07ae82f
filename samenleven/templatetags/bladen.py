"""`{% bladen pagina as nummers %}`: the pages that a list names, with None where it leaves some out."""

from django import template
from django.core.paginator import Page

register = template.Library()


@register.simple_tag
def bladen(pagina: Page) -> list[int | None]:
    """Give the first, the last and those around this one; None for a gap."""
    nummers = range(pagina.number - 2, pagina.number + 3)
    laatste = pagina.paginator.num_pages
    binnen = [None if abs(nr - pagina.number) == 2 else nr for nr in nummers if 1 < nr < laatste]
    return [1, *binnen, laatste]
