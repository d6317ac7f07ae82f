"""What the templates of a bar, its legend and its table draw: a page of a whole plan has a hundred parts of them.

Written here and not in the template: a part costs Django's templates thirty lookups, and here one line of text.
"""

from collections.abc import Iterable, Sequence

from django import template
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from speerpunten.tellen import Segment

register = template.Library()

MET_PATROON = {"opgeschort", "stopgezet"}
MET_GETAL, RUIM = 3.5, 9  # per cent: from here on a part has room for its number, and for a large one
BALK = """
<div class="balk{groot}" aria-hidden="true">
  <svg class="balk__tekening" width="100%" height="30" focusable="false">
    {delen}
  </svg>
</div>
"""
DEEL = """
    <svg x="{x}%" width="{breedte}%" height="100%">
      <title>{aantal} {label}</title>
      <rect class="balk__vlak {code}" width="100%" height="100%"/>
      {patroon}
      {getal}
    </svg>"""
PATROON = '<rect class="balk__patroon" width="100%" height="100%" fill="url(#patroon-{code})"/>'
GETAL = '<text class="balk__getal {code}{klein}" x="50%" y="50%">{aantal}</text>'
LEGENDE = """<ul class="legende">{delen}
</ul>"""
REGEL = """
  <li>{open}<span class="staal {code}"><svg class="icoon" aria-hidden="true" focusable="false"><use href="{iconen}#{code}"/></svg></span><span><b>{aantal}</b> <span class="legende__woord">{label}</span></span>{dicht}</li>"""  # noqa: E501


RIJ = """
        <tr{totaal}><th scope="row">{eerste}</th>{cellen}</tr>
      """


@register.simple_tag
def teken_balk(segmenten: Iterable[Segment], totaal: int, groot: bool | str = "", leeg_tekst: str = "") -> SafeString:
    """Draw a stacked bar, or say in words that there is nothing to draw. In: see `components/balk.html`."""
    if not totaal:
        return mark_safe(f'<p class="balk__leeg">{escape(leeg_tekst or "Nog geen gegevens")}</p>')
    delen = "".join(_deel(segment) for segment in segmenten if segment.aantal)
    return mark_safe(BALK.format(groot=" balk--groot" if groot else "", delen=delen))


def _deel(segment: Segment) -> str:
    code, getal = escape(segment.code), ""
    if segment.breedte >= MET_GETAL:
        klein = " balk__getal--klein" if segment.breedte < RUIM else ""
        getal = GETAL.format(code=code, klein=klein, aantal=segment.aantal)
    return DEEL.format(
        x=segment.x,
        breedte=segment.breedte,
        aantal=segment.aantal,
        label=escape(segment.label),
        code=code,
        patroon=PATROON.format(code=code) if segment.code in MET_PATROON else "",
        getal=getal,
    )


@register.simple_tag
def teken_legende(segmenten: Iterable[Segment]) -> SafeString:
    """Write the legend of a bar. In: see `components/legende.html`."""
    iconen = escape(static("img/iconen.svg"))
    delen = "".join(_regel(segment, iconen) for segment in segmenten if segment.aantal)
    return mark_safe(LEGENDE.format(delen=delen))


def _regel(segment: Segment, iconen: str) -> str:
    met_url = f'<a class="legende__deel" href="{escape(segment.url)}">', "</a>"
    open_, dicht = met_url if segment.url else ('<span class="legende__deel">', "</span>")
    code, label = escape(segment.code), escape(segment.label.lower())
    return REGEL.format(open=open_, dicht=dicht, code=code, iconen=iconen, aantal=segment.aantal, label=label)


@register.simple_tag
def teken_rijen(rijen: Iterable[Sequence[object]], laatste_is_totaal: bool | str = "") -> SafeString:
    """Write the rows of the table behind a picture. In: see `components/telling_tabel.html`."""
    rijen = list(rijen)
    uit = []
    for nr, (eerste, *cellen) in enumerate(rijen, 1):
        totaal = ' class="tabel__totaal"' if laatste_is_totaal and nr == len(rijen) else ""
        vakken = "".join(f'<td class="getal">{_cel(cel)}</td>' for cel in cellen)
        uit.append(RIJ.format(totaal=totaal, eerste=_cel(eerste), cellen=vakken))
    return mark_safe("".join(uit))


def _cel(waarde: object) -> str:
    """Give a value as a template writes it: numbers in the Belgian way, texts escaped."""
    return str(waarde) if type(waarde) is int else conditional_escape(localize(waarde))
