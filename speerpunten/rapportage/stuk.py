"""Where a rendering begins: the definitive report with what stands beside it, or the draft of a ronde."""

from functools import partial

from django.db.models import QuerySet
from django.utils import timezone

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Beleidsplan, Melding, Rapport, Ronde, Schrapping
from speerpunten.models.melding import PUBLIEKE_INHOUD
from speerpunten.rapportage.bewaren import als_json, controlegetal, lees_bewaard, uit_json
from speerpunten.rapportage.gegevens import Actieregel, Behandelingregel, Rechtzettingregel, Schrappingregel, Stuk
from speerpunten.rapportage.samenstellen import stel_samen
from speerpunten.verschil import verschillen


def definitief_stuk(rapport: Rapport) -> Stuk:
    """Give a definitive report as it was kept, with what stands beside it: four queries."""
    inhoud, sha256 = lees_bewaard(rapport)
    rechtzettingen = (
        Rechtzettingregel(r.nummer, timezone.localdate(r.op), r.code, r.stond, r.wordt, r.reden)
        for r in rapport.rechtzettingen.order_by("nummer")
    )
    return Stuk(
        partial(uit_json, inhoud, rapport.schema),
        definitief_op=timezone.localdate(rapport.definitief_op),
        sha256=sha256,
        inhoud=inhoud,
        rechtzettingen=tuple(rechtzettingen),
        schrappingen=tuple(
            Schrappingregel(timezone.localdate(s.op), s.oud_sha256, s.nieuw_sha256)
            for s in Schrapping.objects.van_rapport(rapport)
        ),
        behandelingen=tuple(Behandelingregel(b.orgaan, b.dag, b.url) for b in rapport.behandelingen.all()),
    )


def ontwerp(plan: Beleidsplan, ronde: Ronde) -> Stuk:
    """Give the draft of the report of a ronde, as it would be kept now."""
    return Stuk(stel_samen(plan, ronde=ronde))


def is_ongeschonden(rapport: Rapport) -> bool:
    """Tell whether the kept text still has the hash that was kept with it."""
    return controlegetal(rapport.inhoud) == rapport.sha256


def inhoud_van(stuk: Stuk) -> str:
    """Give the canonical text: of a definitive report the one that was kept."""
    return stuk.inhoud or als_json(stuk.rapportage)


@voorbereid
def _correcties(gebruiker, *, acties: list[int]) -> QuerySet:
    """Ask for the accepted corrections of acties: their key, that of what they replace, and of their rechtzetting."""
    gecorrigeerd = Melding.objects.filter(toestand=MeldingToestand.AANVAARD, vervangt__isnull=False)
    return gecorrigeerd.filter(EenVanDeze("actie", acties)).order_by().values_list("pk", "vervangt", "rechtzetting")


def voorstellen(rapport: Rapport, stuk: Stuk) -> list[tuple[Melding, Rechtzettingregel]]:
    """Give the accepted corrections of a stand that the report holds (so they came after it), of which no rechtzetting
    tells yet: each with the rechtzetting that it proposes (number 0)."""
    regels = {regel.melding: regel for regel in stuk.rapportage.acties if regel.melding}
    correcties = list(_correcties(None, acties=[regel.id for regel in regels.values()]))
    eerder = {pk: vervangt for pk, vervangt, _ in correcties}
    nieuw = [pk for pk, _, gezegd in correcties if gezegd is None and _in_het_rapport(pk, eerder, regels)]
    meldingen = Melding.objects.filter(EenVanDeze("pk", nieuw)).select_related("actie__speerpunt", "vervangt")
    uit = []
    for melding in meldingen.order_by("aanvaard_op", "pk"):
        anders = [v for v in verschillen(melding.vervangt, melding, PUBLIEKE_INHOUD) if v.is_veranderd]
        stond, wordt = (
            "\n".join(f"{v.label}: {getattr(v, kant) or '(leeg)'}" for v in anders) for kant in ("oud", "nieuw")
        )
        code, op = _in_het_rapport(melding.pk, eerder, regels).code, timezone.localdate(melding.aanvaard_op)
        uit.append((melding, Rechtzettingregel(0, op, code, stond, wordt, melding.correctie_reden)))
    return uit


def _in_het_rapport(pk: int | None, eerder: dict[int, int], regels: dict[int, Actieregel]) -> Actieregel | None:
    """Give the line of the report whose stand this correction replaces, also by way of a correction in between."""
    while pk := eerder.get(pk):
        if pk in regels:
            return regels[pk]
    return None
