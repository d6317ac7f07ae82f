"""The page that explains the words, and how a stand arises."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from speerpunten.bedragen import UITLEG
from speerpunten.keuzes import GEEN_GEGEVENS, GEEN_GEGEVENS_LABEL, Status, Verloop

STATUS_UITLEG = {
    Status.NIET_GESTART: "Er is nog niets gebeurd, en dat is gemeld.",
    Status.IN_VOORBEREIDING: "De actie wordt voorbereid: plannen, middelen en mensen zoeken.",
    Status.IN_UITVOERING: "De actie loopt.",
    Status.UITGEVOERD: "De actie is gedaan. Er staat bij wat bereikt is.",
    Status.OPGESCHORT: "De actie ligt stil, met een reden.",
    Status.STOPGEZET: "De actie gaat niet verder, met een reden en met wat bereikt is.",
}
VERLOOP_UITLEG = {
    Verloop.OP_SCHEMA: "Het loopt zoals afgesproken.",
    Verloop.BIJSTURING: "Er is iets nodig om het doel te halen.",
    Verloop.VERTRAAGD: "Het doel wordt later gehaald dan afgesproken.",
}


@login_not_required
@require_safe
def uitleg(request: HttpRequest) -> HttpResponse:
    """Explain the words on the screen."""
    statussen = [(s.value, s.label, STATUS_UITLEG[s]) for s in Status]
    statussen.append(
        (GEEN_GEGEVENS, GEEN_GEGEVENS_LABEL, "Niemand heeft iets gemeld. Dat is niet hetzelfde als niet gestart.")
    )
    verlopen = [(v.value, v.label, VERLOOP_UITLEG[v]) for v in Verloop]
    context = {"statussen": statussen, "verlopen": verlopen, "uitleg_subsidies": UITLEG}
    return render(request, "uitleg/uitleg.html", context)
