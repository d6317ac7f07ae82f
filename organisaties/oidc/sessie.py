"""What a session remembers of a login with OpenID Connect."""

from django.conf import settings
from django.http import HttpRequest

AANGEMELD = "oidc_aangemeld"  # the key of the gebruiker who came in this way


def telt_als_tweede_stap(request: HttpRequest) -> bool:
    """Tell whether this visitor came in by OpenID Connect and the settings take that for a second factor."""
    return settings.OIDC_TELT_ALS_TWEEDE_STAP and request.session.get(AANGEMELD) == request.user.pk
