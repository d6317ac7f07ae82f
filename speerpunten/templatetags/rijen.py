"""What long lists show in each row, without the work of a template each time."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def deel(sjabloon: str, **woorden: str) -> SafeString:
    """Include a component that shows nothing but its words: `{% deel "components/icoon.html" naam="slot" %}`.

    A list of a thousand rows shows the same few statuses and icons: each is rendered once and remembered. Only for a
    component that is the same whoever asks, and for words out of a fixed list: never for a text that somebody wrote.
    """
    return _deel(sjabloon, tuple(woorden.items()))


@lru_cache(256)
def _deel(sjabloon: str, woorden: tuple[tuple[str, str], ...]) -> SafeString:
    return render_to_string(sjabloon, dict(woorden))
