"""The filter `date` of every template: the ways of writing a day that this site uses, without Django's detour.

A page of an actie writes eighty days; for each, Django looks up the format of the language and reads it by the letter.
"""

import datetime as dt

from django import template
from django.template.defaultfilters import date as van_django

register = template.Library()

KORT = "%d/%m/%Y"  # DATE_FORMAT of samenleven/formats
MOMENT = "d/m/Y H:i"
GEWOON = {None: KORT, "d/m/Y": KORT, MOMENT: f"{KORT} %H:%M", "Y-m-d": "%Y-%m-%d"}


@register.filter(expects_localtime=True, is_safe=False)
def date(waarde: object, vorm: str | None = None) -> str:
    """Write a day or a moment; what is no day, or is to be written in another way, as Django does."""
    soort = dt.datetime if vorm == MOMENT else dt.date
    if vorm in GEWOON and isinstance(waarde, soort):
        return waarde.strftime(GEWOON[vorm])
    return van_django(waarde, vorm)
