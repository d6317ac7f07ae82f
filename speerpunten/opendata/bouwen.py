"""Makes what goes out (`vormen`) from rows that somebody fetched. Asks no query.

What stands in a file by the thousand is a dict with the fields of its form, and what is within it too: a form checks
and copies all of it once more. The API makes forms of them; a file is tested against the same forms.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings

from organisaties.models import Organisatie
from speerpunten import models
from speerpunten.bijlagelijst import Bijlageregel, regels_uit
from speerpunten.dossier import Dossier
from speerpunten.getallen import kaal
from speerpunten.keuzes import STATUS_LABELS, OrganisatieRol
from speerpunten.kortstand import Kortstand
from speerpunten.meten import IndicatorStand
from speerpunten.opendata import vormen
from speerpunten.opendata.adressen import pagina, van, zelf
from speerpunten.opendata.standrij import Standrij
from speerpunten.stand import ActieStand
from speerpunten.vervolg import Actievervolg, Besluit, Puntlink, Vervolgactie

ROLVOLGORDE = list(OrganisatieRol.values)


def licentie() -> vormen.Licentie | None:
    """Give the licence that the body chose; None where it chose none."""
    if not settings.OPENDATA_LICENTIE_NAAM:
        return None
    return vormen.Licentie(naam=settings.OPENDATA_LICENTIE_NAAM, url=settings.OPENDATA_LICENTIE_URL)


Velden = dict[str, Any]


def plan_ref(plan: models.Beleidsplan) -> Velden:
    return _plek(plan.slug, plan.naam)


def speerpunt_ref(punt: models.Speerpunt) -> Velden:
    return _punt(punt.plan.slug, punt.nummer, punt.titel)


def organisatie_ref(slug: str, naam: str) -> Velden:
    return {"url": van("organisatie", slug), "zelf": zelf("organisatie", slug), "slug": slug, "naam": naam}


def wie(organisatie: Organisatie | None) -> Velden | None:
    return organisatie_ref(organisatie.slug, organisatie.naam) if organisatie else None


def actie_ref(pk: int, code: str, titel: str) -> Velden:
    return {"url": van("actie", pk), "zelf": zelf("actie", pk), "id": pk, "code": code, "titel": titel}


def _actie_ref_van(actie: models.Actie) -> Velden:
    return actie_ref(actie.pk, actie.code, actie.titel)


def actie_refs(standen: Iterable[ActieStand]) -> list[Velden]:
    return [_actie_ref_van(stand.actie) for stand in standen]


def _actie_elders(ander: Vervolgactie) -> Velden:
    return actie_ref(ander.pk, ander.code, ander.titel) | {"plan": _plek(ander.plan_slug, ander.plan)}


def _plek(slug: str, naam: str) -> Velden:
    return {"url": van("plan", slug), "zelf": zelf("plan", slug), "slug": slug, "naam": naam}


def _punt(slug: str, nummer: int, titel: str) -> Velden:
    plek = (slug, nummer)
    return {"url": van("speerpunt", *plek), "zelf": zelf("speerpunt", *plek), "nummer": nummer, "titel": titel}


def speerpunt_elders(link: Puntlink) -> vormen.SpeerpuntElders:
    """Give a speerpunt of another plan, which the reader may see."""
    return vormen.SpeerpuntElders(**_punt(link.slug, link.nummer, link.titel), plan=_plek(link.slug, link.plan))


def _overgang(gevonden: Besluit | None) -> Velden | None:
    """Give the decision for the next plan, as far as the reader of the dossier may know it."""
    if gevonden is None:
        return None
    naar = None if gevonden.nummer is None else _punt(gevonden.slug, gevonden.nummer, gevonden.titel)
    plan = _plek(gevonden.slug, gevonden.plan)
    return {"besluit": gevonden.besluit, "reden": gevonden.reden, "plan": plan, "naar": naar}


def besluit(ding) -> vormen.Besluit | None:
    """Give the decision behind a plan or a subsidie; None where nothing of it is known."""
    if not (ding.besluit_nummer or ding.besluit_datum or ding.besluit_url):
        return None
    return vormen.Besluit(nummer=ding.besluit_nummer, datum=ding.besluit_datum, url=ding.besluit_url)


def _openbaar(plan: models.Beleidsplan | None) -> Velden | None:
    return plan_ref(plan) if plan and plan.openbaar else None


def plan_velden(plan: models.Beleidsplan) -> dict:
    """Give the fields of a plan (with `opdrachtgever`, `opvolger_van` and `opvolger`)."""
    return plan_ref(plan) | {
        "van": plan.van,
        "tot": plan.tot,
        "toestand": plan.toestand,
        "opdrachtgever": wie(plan.opdrachtgever),
        "inleiding": plan.inleiding,
        "document": plan.document,
        "bron": plan.bron,
        "besluit": besluit(plan),
        "contact": plan.contact,
        "opvolger_van": _openbaar(plan.opvolger_van),
        "opvolger": _openbaar(getattr(plan, "opvolger", None)),
    }


def planlinks(plan: models.Beleidsplan) -> vormen.Planlinks:
    namen = {"speerpunten": "speerpunten", "acties": "acties", "standen": "planstanden", "rondes": "rondes"}
    namen |= {"rapporten": "rapporten", "alles_json": "alles_json"}
    namen |= {f"{tabel}_csv": f"{tabel}_csv" for tabel in ("acties", "standen", "mijlpalen", "organisaties")}
    return vormen.Planlinks(**{veld: zelf(naam, plan.slug) for veld, naam in namen.items()})


def telling(standen: Iterable[ActieStand | Kortstand]) -> vormen.Telling:
    """Count acties by status; every actie once, so the numbers add up."""
    standen = list(standen)
    teller = Counter(stand.status for stand in standen)
    return vormen.Telling(
        totaal=len(standen),
        per_status=vormen.Aantallen(**{code: teller.get(code, 0) for code in STATUS_LABELS}),
        vraagt_aandacht=sum(stand.vraagt_aandacht for stand in standen),
    )


def speerpunt_velden(
    punt: models.Speerpunt,
    op: dt.date,
    standen: Iterable[ActieStand | Kortstand],
    *,
    vorige: Iterable[Puntlink],
    volgende: Iterable[Puntlink],
) -> dict:
    """Give the fields of a speerpunt on a day; around it: what it continues, and what continues it."""
    eigen = {"toelichting": punt.toelichting, "plan": plan_ref(punt.plan), "op": op, "telling": telling(standen)}
    vervolg = {
        "vervolg_op": [speerpunt_elders(link) for link in vorige],
        "vervolgen": [speerpunt_elders(link) for link in volgende],
    }
    return speerpunt_ref(punt) | eigen | vervolg


def _getal(waarde: Decimal | None) -> str | None:
    return None if waarde is None else kaal(waarde)


def indicator(stand: IndicatorStand) -> vormen.Indicator:
    zelfde = ("naam", "soort", "eenheid", "streefdatum", "cumulatief")
    return vormen.Indicator(
        **{veld: getattr(stand.indicator, veld) for veld in zelfde},
        nulwaarde=_getal(stand.indicator.nulwaarde),
        streefwaarde=_getal(stand.indicator.streefwaarde),
        waarde=_getal(stand.waarde),
        metingen=[vormen.Meetpunt(peildatum=m.peildatum, waarde=kaal(m.waarde)) for m in stand.verloop],
    )


def bijlage(regel: Bijlageregel) -> vormen.Bijlage:
    return vormen.Bijlage(naam=regel.naam, soort=regel.soort, grootte=regel.grootte, url=pagina(regel))


def stand_kort(melding: models.Melding | None) -> Velden | None:
    """Give the fields of `vormen.StandKort`, in their order."""
    if melding is None:
        return None
    return {
        "id": melding.pk,
        "peildatum": melding.peildatum,
        "status": melding.status,
        "verloop": melding.verloop or None,
        "resultaat": melding.resultaat or None,
        "toelichting": melding.toelichting,
        "reden": melding.reden,
        "bereikt_resultaat": melding.bereikt_resultaat,
        "herkomst": melding.herkomst,
    }


def stand(rij: Standrij) -> Velden:
    """Give the fields of `vormen.Stand` of an accepted melding, in their order."""
    return stand_kort(rij) | {
        "url": van("actie", rij.actie_id) + rij.anker,
        "actie": actie_ref(rij.actie_id, rij.actie_code, rij.actie_titel),
        "organisatie": organisatie_ref(rij.organisatie, rij.organisatie_naam) if rij.organisatie else None,
        "ronde": {"slug": rij.ronde, "naam": rij.ronde_naam} if rij.ronde else None,
        "volgende_stappen": rij.volgende_stappen,
        "niets_veranderd": rij.niets_veranderd,
        "aanvaard_op": rij.aanvaard_op,
        "vervangt": rij.vervangt,
        "correctie_reden": rij.correctie_reden,
        "vervangen_door": rij.vervangen_door if rij.is_vervangen else None,
        "bijlagen": [bijlage(regel).model_dump() for regel in regels_uit(rij.bijlagen)],
    }


def rollen(rijen: Iterable[tuple[str, str, str]]) -> list[Velden]:
    """Give the roles of an actie, from (rol, slug, name), in the order of the roles and then of the names."""
    volgorde = sorted(rijen, key=lambda rij: (ROLVOLGORDE.index(rij[0]), rij[2]))
    return [{"rol": rol, "organisatie": organisatie_ref(slug, naam)} for rol, slug, naam in volgorde]


def actie_velden(rij: ActieStand, rondom: dict[str, list], vervolg: Actievervolg) -> Velden:
    """Give the fields of an actie on a day; `rondom`: its `rol`, `domein`, `groep` and `ook` (see `vragen`)."""
    actie, punt = rij.actie, rij.actie.speerpunt
    zelfde = ("omschrijving", "beoogd_resultaat", "volgens_bron", "bron", "koppeling_is_interpretatie", "doorlopend")
    zelfde += ("start", "start_alleen_jaar", "einde", "einde_alleen_jaar", "gearchiveerd_op")
    return _actie_ref_van(actie) | {
        **{veld: getattr(actie, veld) for veld in zelfde},
        "achtergrond": actie.toelichting,
        "plan": plan_ref(punt.plan),
        "speerpunt": speerpunt_ref(punt),
        "op": rij.op,
        "status": rij.status,
        "stand": stand_kort(rij.stand),
        "vraagt_aandacht": rij.vraagt_aandacht,
        "aandachtspunten": [
            {"reden": punt.reden, "sinds": punt.sinds, "berekend": punt.berekend} for punt in rij.aandachtspunten
        ],
        "rollen": rollen(rondom["rol"]),
        "beleidsdomeinen": [{"slug": slug, "naam": naam} for slug, naam in sorted(rondom["domein"])],
        "doelgroepen": [{"slug": slug, "naam": naam} for slug, naam in sorted(rondom["groep"])],
        "ook_bij": sorted(rondom["ook"]),
        "mijlpalen": [_mijlpaal(mijlpaal, rij.op) for mijlpaal in rij.mijlpalen],
        "vervolg_op": [_actie_elders(ander) for ander in vervolg.vorige],
        "vervolgen": [_actie_elders(ander) for ander in vervolg.volgende],
        "overgang": _overgang(vervolg.besluit),
    }


def _mijlpaal(mijlpaal: models.Mijlpaal, op: dt.date) -> Velden:
    bereikt = mijlpaal.bereikt_op if mijlpaal.is_bereikt(op) else None
    return {"titel": mijlpaal.titel, "streefdatum": mijlpaal.streefdatum, "bereikt_op": bereikt}


def _subsidie_velden(subsidie: models.Subsidie) -> dict:
    zelfde = {veld: getattr(subsidie, veld) for veld in ("soort", "van", "tot")}
    wie_ = {"organisatie": wie(subsidie.organisatie), "financier": wie(subsidie.financier)}
    return zelfde | wie_ | {"bedrag": f"{subsidie.bedrag:.2f}", "besluit": besluit(subsidie)}


def subsidie_van(subsidie: models.Subsidie) -> vormen.SubsidieVanOrganisatie:
    """Give a subsidie (with plan and actie) as it stands with an organisatie."""
    actie = _actie_ref_van(subsidie.actie) if subsidie.actie else None
    return vormen.SubsidieVanOrganisatie(**_subsidie_velden(subsidie), plan=plan_ref(subsidie.plan), actie=actie)


def actie_met_alles(dossier: Dossier) -> vormen.ActieMetAlles:
    """Give an actie from what its page shows to a visitor."""
    actie, namen = dossier.stand.actie, dossier.namen
    rondom = {
        "rol": [(rol.rol, rol.organisatie.slug, rol.organisatie.naam) for rol in dossier.rollen],
        "domein": [(naam.sleutel, naam.naam) for naam in namen["beleidsdomein"]],
        "groep": [(naam.sleutel, naam.naam) for naam in namen["doelgroep"]],
        "ook": [int(naam.sleutel) for naam in namen["ook_bij"]],
    }
    verhuizen = [naam.naam.partition(": ") for naam in namen["verplaatsing"]]
    gezegd = dossier.stand.stand
    return vormen.ActieMetAlles(
        **actie_velden(dossier.stand, rondom, dossier.vervolg)
        | {"stand": stand(Standrij.van(gezegd)) if gezegd else None},
        indicatoren=[indicator(i) for i in dossier.indicatoren],
        subsidies=[vormen.Subsidie(**_subsidie_velden(s)) for s in dossier.subsidies],
        bijlagen=[bijlage(regel) for regel in dossier.bijlagen],
        vroegere_codes=[vormen.Verhuis(van_code=code, reden=reden) for code, _, reden in verhuizen],
        opgenomen=[vormen.Opgenomen(id=int(naam.sleutel), tekst=naam.naam) for naam in namen["opgenomen"]],
        archief_reden=actie.archief_reden,
        standen=zelf("standen", actie.pk),
    )


def organisatie_velden(organisatie: Organisatie, aantal: int) -> dict:
    zelfde = ("afkorting", "rechtsvorm", "kbo", "website", "omschrijving", "bron", "opmerking")
    eigen = {veld: getattr(organisatie, veld) for veld in zelfde} | {"aantal_acties": aantal}
    return organisatie_ref(organisatie.slug, organisatie.naam) | eigen


def actie_van_organisatie(rij: ActieStand) -> vormen.ActieVanOrganisatie:
    eigen = {"status": rij.status, "peildatum": rij.stand.peildatum if rij.stand else None}
    return vormen.ActieVanOrganisatie(**_actie_ref_van(rij.actie), plan=plan_ref(rij.actie.speerpunt.plan), **eigen)


def ronde(gevonden: models.Ronde) -> vormen.Ronde:
    """Give a ronde (with its plan and `leesbaar`: whether its report can be read)."""
    rapport = settings.BASE_URL + gevonden.rapport_url if gevonden.leesbaar else None
    zelfde = {veld: getattr(gevonden, veld) for veld in ("slug", "naam", "van", "tot", "eindronde")}
    return vormen.Ronde(**zelfde, rapport=rapport)


def rapport(gevonden: models.Rapport) -> vormen.Rapport:
    """Give a definitive report (with its ronde and plan, and `rechtgezet`)."""
    uit = gevonden.ronde
    plek = [uit.plan.slug, uit.slug]
    soorten = ("pdf", "docx", "xlsx", "csv", "json")
    return vormen.Rapport(
        ronde=vormen.RondeRef(slug=uit.slug, naam=uit.naam),
        url=settings.BASE_URL + uit.rapport_url,
        van=uit.van,
        tot=uit.tot,
        eindronde=uit.eindronde,
        definitief_op=gevonden.definitief_op,
        sha256=gevonden.sha256,
        aantal_rechtzettingen=gevonden.rechtgezet,
        bestanden=[vormen.Rapportbestand(soort=soort, url=van(f"rapport_{soort}", *plek)) for soort in soorten],
    )
