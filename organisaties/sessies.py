"""How sessions end that somebody chose to end: written down."""

from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.db import transaction

from organisaties.handelingen import leg_vast
from organisaties.models import Handelingsoort


class SessieAdapter(DefaultUserSessionsAdapter):
    """End sessions, and write down how many."""

    def end_sessions(self, sessions) -> None:
        sessies = list(sessions)
        if not sessies:
            return
        with transaction.atomic():
            super().end_sessions(sessies)
            door = getattr(context.request, "user", None)
            leg_vast(Handelingsoort.SESSIES_BEEINDIGD, door=door, over=sessies[0].user, aantal=len(sessies))
