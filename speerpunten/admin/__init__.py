"""The plan in the hands of beheerders: the same rules and services as the screens of the application."""

from speerpunten.admin import actie, melding, organisatie, plan, post, ronde

__all__ = ["actie", "melding", "organisatie", "plan", "post", "ronde"]
