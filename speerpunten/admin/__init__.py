"""The plan in the hands of beheerders: the same rules and services as the screens of the application."""

from speerpunten.admin import actie, indicator, melding, organisatie, plan, post, ronde, subsidie

__all__ = ["actie", "indicator", "melding", "organisatie", "plan", "post", "ronde", "subsidie"]
