"""Where a rendering begins: the definitive report with what stands beside it, or the draft of a ronde."""

from functools import partial

from django.db.models import QuerySet
from django.utils import timezone

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.models import Beleidsplan, Melding, Rapport, Ronde, Schrapping
from speerpunten.models.melding import PUBLIEKE_INHOUD
from speerpunten.rapportage.bewaren import als_json, controlegetal, lees_bewaard, uit_json
from speerpunten.rapportage.gegevens import Behandelingregel, Rechtzettingregel, Schrappingregel, Stuk
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


class Correcties(EenVanDeze):
    """Tell whether a column is the key of a melding that replaces one of these, also by way of others in between."""

    def _zin(self, kolom: str, is_er_een: str) -> str:
        tabel = Melding._meta.db_table
        return (
            f"{kolom} IN (WITH RECURSIVE erna(id) AS ("  # noqa: S608  names of ours
            f"SELECT id FROM {tabel} WHERE vervangt_id {is_er_een} UNION "
            f"SELECT m.id FROM {tabel} m JOIN erna ON m.vervangt_id = erna.id) SELECT id FROM erna)"
        )


@voorbereid
def _correcties(gebruiker, *, meldingen: list[int]) -> QuerySet[Melding]:
    """Ask for the corrections of these meldingen, each after the one that it replaces."""
    correcties = Melding.objects.filter(Correcties("pk", meldingen)).order_by("pk")
    return correcties.select_related("actie__speerpunt", "vervangt", "rechtzetting")


def voorstellen(rapport: Rapport, stuk: Stuk) -> list[tuple[Melding, Rechtzettingregel]]:
    """Give the accepted corrections of a stand that the report holds (so they came after it), of which no rechtzetting
    tells yet: each with the rechtzetting that it proposes (number 0). One query."""
    codes = {regel.melding: regel.code for regel in stuk.rapportage.acties if regel.melding}
    uit = []
    for melding in _correcties(None, meldingen=list(codes)):
        code = codes[melding.pk] = codes[melding.vervangt_id]
        if not melding.is_aanvaard or hasattr(melding, "rechtzetting"):
            continue
        anders = [v for v in verschillen(melding.vervangt, melding, PUBLIEKE_INHOUD) if v.is_veranderd]
        stond, wordt = (
            "\n".join(f"{v.label}: {getattr(v, kant) or '(leeg)'}" for v in anders) for kant in ("oud", "nieuw")
        )
        op = timezone.localdate(melding.aanvaard_op)
        uit.append((melding, Rechtzettingregel(0, op, code, stond, wordt, melding.correctie_reden)))
    return sorted(uit, key=lambda paar: (paar[0].aanvaard_op, paar[0].pk))
