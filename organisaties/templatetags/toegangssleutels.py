"""What a page hands to the script of the passkeys: no script stands in a page."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def als_json(waarde: object) -> str:
    """Give a value as JSON, for a data- attribute."""
    return json.dumps(waarde, cls=DjangoJSONEncoder)
