"""Addresses to follow a plan with a program."""

from django import template
from django.conf import settings
from django.urls import reverse

from speerpunten.models import Beleidsplan

register = template.Library()


@register.simple_tag
def webcal(plan: Beleidsplan) -> str:
    """Give the address with which a calendar program subscribes."""
    return "webcal://" + settings.BASE_URL.split("://", 1)[-1] + reverse("agenda", args=[plan.slug])
