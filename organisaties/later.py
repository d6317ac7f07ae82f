"""Views that are read at their first visit: what they bring is large, and most workers never need it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string


def later(pad: str) -> Callable[..., HttpResponseBase]:
    """Give a view for the one at this dotted path, a function or a class. What Django asks of a view before it calls it
    (`login_not_required`, `csrf_exempt`) must stand around this one: it does not know yet what stands there."""

    def weergave(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        doel = import_string(pad)
        return (doel.as_view() if isinstance(doel, type) else doel)(request, *args, **kwargs)

    return weergave
