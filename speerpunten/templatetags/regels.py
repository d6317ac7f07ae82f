"""What stands tens of times on a page of a whole plan, as lines of text: in Django's templates a row of thirty values
costs a third of a millisecond, here a fifth of that or less (docs/adr/0043). Every value is escaped by `format_html`.
"""

import datetime as dt

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from organisaties.templatetags.dagen import KORT
from speerpunten.aandacht import Aandachtspunt
from speerpunten.overzicht import SpeerpuntStand
from speerpunten.stand import ActieStand
from speerpunten.templatetags.beelden import teken_balk
from speerpunten.templatetags.rijen import deel
from speerpunten.verhaal import Citaat, Groep, Regel

register = template.Library()

LEEG = mark_safe("")
SPEERPUNTRIJ = """<li class="nummerlijst__regel">
  <span class="nummerlijst__nummer">{}</span>
  <div>
    <a class="nummerlijst__titel" href="{}{}">{}</a>
    <p class="meta"><a href="{}">{} actie{}</a>{}</p>
    {}
  </div>
  <div class="nummerlijst__beeld">{}</div>
</li>"""
AANDACHT = """ · <a class="vraagt-aandacht link-met-icoon" href="{}">{}{} vra{} aandacht</a>"""
AANDACHTRIJ = """<li class="actierij">
  <div class="actierij__wat">
    <p class="actierij__titel"><span class="actierij__code">{}</span> <a href="{}">{}</a></p>
    <p class="meta">{}{}</p>
    {}
    {}
  </div>
  <div class="actierij__stand">
    {}
    {}
    {}
  </div>
</li>"""
REDEN = """<p class="reden">{}<span>{} <span class="meta">Sinds {}{}.</span></span></p>"""
GROEP = """<div class="hoofdstuk__deel">
  <h3>{}</h3>
  <p><a href="{}">{} {}</a>.</p>
  {}
  {}
</div>"""
VERHAALRIJ = """
    <li>
      <p class="verhaalrij__titel"><a href="{}">{}</a></p>
      {}
      {}
    </li>"""
CITAAT = """<figure class="verhaalcitaat"><blockquote><p>“{}”</p></blockquote><figcaption class="meta">{}, {}</figcaption></figure>"""  # noqa: E501
BRON = """<blockquote class="citaat citaat--bron"><p>Volgens de bron: “{}”</p></blockquote>"""


def _icoon(naam: str) -> SafeString:
    return deel("components/icoon.html", naam=naam)


def _dag(dag: dt.date) -> str:
    return dag.strftime(KORT)


@register.simple_tag
def speerpuntrij(regel: SpeerpuntStand, op_query: str) -> SafeString:
    """Write one speerpunt in the list of the overview. In: `op_query` is "?op=..." or ""."""
    punt, telling = regel.speerpunt, regel.telling
    n = telling.aandacht
    vraagt = ("agt" if n == 1 else "gen") if n else ""
    return format_html(
        SPEERPUNTRIJ,
        punt.nummer,
        punt.get_absolute_url(),
        op_query,
        punt.titel,
        telling.alle_url,
        telling.totaal,
        "" if telling.totaal == 1 else "s",
        format_html(AANDACHT, telling.aandacht_url, _icoon("waarschuwing"), n, vraagt) if n else LEEG,
        format_html('<p class="alleen-voorlezen">{}</p>', telling.zin) if telling.totaal else LEEG,
        teken_balk(telling.balk, telling.totaal, leeg_tekst="Nog geen acties in dit speerpunt"),
    )


@register.simple_tag
def aandachtrij(regel: ActieStand) -> SafeString:
    """Write one actie that asks for attention: every reason, since when, what is needed (`nodig` of its actie)."""
    actie, stand = regel.actie, regel.stand
    verloop = stand.verloop if stand else ""
    return format_html(
        AANDACHTRIJ,
        actie.code,
        regel.url,
        regel.titel,
        regel.trekker or "Geen trekker",
        LEEG if actie.openbaar else format_html(" · {} niet openbaar", _icoon("slot")),
        mark_safe("".join(map(_reden, regel.aandachtspunten))),
        format_html("<p><strong>Nodig:</strong> {}</p>", actie.nodig) if actie.nodig else LEEG,
        deel("components/status.html", code=regel.status, label=regel.status_label),
        deel("components/verloop.html", code=verloop, label=regel.verloop_label) if verloop else LEEG,
        format_html('<span class="meta">stand van {}</span>', _dag(stand.peildatum)) if stand else LEEG,
    )


def _reden(punt: Aandachtspunt) -> SafeString:
    berekend = ", berekend" if punt.berekend else ""
    return format_html(REDEN, _icoon("waarschuwing"), punt.reden, _dag(punt.sinds), berekend)


@register.simple_tag
def verhaalgroep(kop: str, groep: Groep, een: str, meer: str, met_reden: bool = False) -> SafeString:
    """Write a part of a chapter. In: its heading, what the number counts where it is one or more, and whether to tell
    why."""
    rijen = format_html_join("", "{}", ((_verhaalrij(regel, met_reden),) for regel in groep.regels))
    lijst = format_html('<ul class="lijst-kaal verhaalrijen">{}\n  </ul>', rijen) if groep.regels else LEEG
    wat = een if groep.aantal == 1 else meer
    return format_html(GROEP, kop, groep.url, groep.aantal, wat, lijst, _rest(groep))


def _rest(groep: Groep) -> SafeString:
    """Tell where the acties are that stand not here."""
    url, rest = groep.url, groep.rest
    if groep.elders:
        staat = "staat" if groep.elders == 1 else "staan"
        hele = ' <a class="niet-afdrukken" href="{}">Toon de hele lijst</a>'
        lijst = format_html(hele, url) if rest > groep.elders and groep.regels else LEEG
        zin = '<p class="meta">{} daarvan {} bij “Wat vraagt aandacht, en waarom?”.{}</p>'
        return format_html(zin, groep.elders, staat, lijst)
    if not (rest and groep.regels):
        return LEEG
    zin = (
        '<p class="meta alleen-afdrukken">En nog {} andere.</p>'
        '<p class="meta niet-afdrukken"><a href="{}">Toon ook de andere {}</a></p>'
    )
    return format_html(zin, rest, url, rest if rest > 1 else "")


def _verhaalrij(regel: Regel, met_reden: bool) -> SafeString:
    delen = []
    if met_reden:
        icoon = _icoon("waarschuwing")
        delen += [format_html('<p class="reden">{}<span>{}</span></p>', icoon, reden) for reden in regel.redenen]
        if regel.citaat and regel.status == "stopgezet":
            delen.append(_citaat(regel.citaat))
    elif regel.citaat:
        delen.append(_citaat(regel.citaat))
    elif regel.volgens_bron:
        delen.append(format_html(BRON, regel.volgens_bron))
    vervolg = format_html("<p><strong>Wat volgt:</strong> {}</p>", regel.vervolg) if regel.vervolg else LEEG
    return format_html(VERHAALRIJ, regel.url, regel.titel, mark_safe("".join(delen)), vervolg)


def _citaat(citaat: Citaat) -> SafeString:
    """Write what was said, by whom, about which day."""
    wie = "Uit een publieke bron" if citaat.uit_bron else citaat.wie[:1].upper() + citaat.wie[1:]
    return format_html(CITAAT, citaat.tekst, wie, _dag(citaat.op))
