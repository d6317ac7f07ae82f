"""A page asks at most ten queries, session and rights included, and as many for 21 rows as for one."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisaties.models import Gebruiker
from organisaties.uitnodigen import nodig_partner_uit
from speerpunten.models import (
    Actie,
    Beleidsdomein,
    Beleidsplan,
    Doelgroep,
    Gebeurtenis,
    Melding,
    Mijlpaal,
    MijlpaalMelding,
    Overgang,
    Ronde,
)
from speerpunten.proefdata import Omvang, maak_proefdata
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, gedeelde_wereld
from speerpunten.tests.toneel import via_link

HOOGSTENS = 10
PERSONAS = ["anoniem", "partner", "link", "lezer", "medewerker", "beheerder"]
ADRESSEN = [
    "/",
    "/gezondheid/",
    "/plannen/",
    "/plannen/plan/",
    "/plannen/plan/?op=2024-06-30",
    "/plannen/plan/speerpunten/1/",
    "/plannen/plan/speerpunten/1/?op=2024-06-30",
    "/plannen/plan/acties/",
    "/plannen/plan/acties/?q=actie&status=in_uitvoering&status=niet_gestart&verloop=op_schema&volgorde=recent",
    "/plannen/plan/acties/?aandacht=ja",
    "/plannen/plan/acties/?status=onzin&op=gisteren",
    "/plannen/plan/verhaal/",
    "/plannen/plan/verhaal/?op=2024-06-30",
    "/plannen/plan/deel.png",
    "/plannen/plan/speerpunten/1/deel.png",
    "/plannen/plan/speerpunten/1/inbedden/",
    "/plannen/plan/matrix/",
    "/plannen/plan/matrix/?op=2024-06-30",
    "/plannen/plan/tijdlijn/",
    "/plannen/plan/tijdlijn/?speerpunt=1&op=2024-06-30",
    "/plannen/plan/tijdlijn/?speerpunt=onzin&op=onzin",
    "/plannen/plan/vergelijking/",
    "/plannen/plan/vergelijking/?op=2024-06-30",
    "/plannen/plan/vergelijking.csv",
    "/plannen/volgend/vergelijking/",
    "/plannen/vorig/acties/?overgang=loopt_door&aandacht=ja",
    "/plannen/plan/acties/?overgang=uit_1",
    "/plannen/plan/acties.csv",
    "/plannen/plan/acties.xlsx",
    "/plannen/plan/plan.xlsx",
    "/plannen/plan/importeren/",
    "/plannen/plan/sjabloon.xlsx",
    "/plannen/plan/acties/nieuw/",
    "/plannen/plan/afsluiten/",
    "/plannen/plan/heropenen/",
    "/plannen/ander-plan/opvolger/",
    "/plannen/volgend/overgang/",
    "/plannen/volgend/overgang/speerpunten/",
    "/plannen/volgend/overgang/acties/1/",
    "/plannen/volgend/overgang/overnemen/",
    "/plannen/plan/geschiedenis/",
    "/plannen/plan/speerpunten/1/geschiedenis/",
    "/plannen/plan/rapporten/gesloten-1/geschiedenis/",
    "/acties/{actie}/geschiedenis/",
    "/organisaties/buurtwerk/geschiedenis/",
    "/rondes/{ronde}/geschiedenis/",
    "/nakijken/{ingediend}/geschiedenis/",
    "/mensen/{mens}/geschiedenis/",
    "/logboek/",
    "/logboek/?soort=rechten",
    "/logboek/?q=actie&wie={mens}&van=2020-01-01&tot=2030-01-01",
    "/logboek/?bij=actie-{actie}&waarover=melding",
    "/acties/{actie}/",
    "/acties/{actie}/bewerken/",
    "/acties/{actie}/verplaatsen/",
    "/acties/{actie}/samenvoegen/",
    "/acties/{actie}/archiveren/",
    "/acties/{actie}/bijlagen/",
    "/bijlagen/{bijlage}/",
    "/acties/{actie}/melding/",
    "/acties/{actie}/melding/?ronde=tussendoor",
    "/acties/{actie}/melding/?ronde=ronde-1",
    "/acties/{actie}/melding/?corrigeer={aanvaard}",
    "/plannen/plan/subsidies/",
    "/plannen/plan/wijzigingen/",
    "/plannen/plan/wijzigingen/?van=2023-01-01&tot=2024-12-31",
    "/plannen/plan/wijzigingen/feed.atom",
    "/plannen/plan/zoeken/",
    "/plannen/plan/zoeken/?q=loopt",
    "/plannen/plan/zoeken/?q=actie",
    "/plannen/plan/agenda.ics",
    "/plannen/plan/rapporten/",
    "/plannen/plan/rapporten/gesloten-1/",
    "/plannen/plan/rapporten/gesloten-1.csv",
    "/plannen/plan/rapporten/ronde-1/",
    "/plannen/plan/rapporten/ronde-1/schrijven/",
    "/plannen/plan/rapporten/ronde-1/definitief/",
    "/plannen/plan/rapporten/gesloten-1/rechtzetten/",
    "/plannen/plan/rapporten/gesloten-1/behandeld/",
    "/plannen/plan/rondes/",
    "/plannen/plan/rondes/nieuw/",
    "/plannen/plan/rondes/nieuw/?voorstel=jaar-2025",
    "/rondes/{ronde}/",
    "/rondes/{ronde}/?toon=nog_niet&speerpunt=1&q=actie",
    "/rondes/{ronde}/bewerken/",
    "/rondes/{ronde}/uitstel/buurtwerk/",
    "/organisaties/",
    "/organisaties/?q=partner",
    "/organisaties/keuze.json?q=partner",
    "/mensen/keuze.json?q=medewerker",
    "/organisaties/buurtwerk/",
    "/organisaties/buurtwerk/verantwoording/2024/",
    "/organisaties/buurtwerk/verantwoording/2024.pdf",
    "/organisaties/buurtwerk/verantwoording/2024.docx",
    "/organisaties/buurtwerk/contactpersonen/",
    "/organisaties/buurtwerk/contactpersonen/uitnodigen/",
    "/mensen/",
    "/mensen/?q=iemand&toon=contact",
    "/mensen/?toon=zonder",
    "/mensen/uitnodigen/",
    "/mensen/{mens}/",
    "/mensen/{mens}/wissen/",
    "/mensen/lidmaatschappen/{lid}/beeindigen/",
    "/uitnodiging/bestaat-niet/",
    "/account/gegevens/",
    "/mijn/",
    "/mijn/doorgeven/",
    "/mijn/ontvangst/",
    "/mijn/link/",
    "/mijn/link/bestaat-niet/",
    "/nakijken/",
    "/nakijken/?wie=ik&wat=eerste&plan=plan&q=actie",
    "/nakijken/aanvaarden/",
    "/nakijken/{ingediend}/",
    "/nakijken/{ingediend}/?wie=ik&plan=plan",
    "/aanmelden/",
    "/afmelden/",
    "/account/",
    "/account/bevestigen/",
    "/account/email/",
    "/account/email/bevestigen/onzin/",
    "/account/sessies/",
    "/account/tweede-stap/",
    "/account/wachtwoord/",
    "/account/wachtwoord/vergeten/",
    "/uitleg/",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-acties-1.xml",
    "/toegankelijkheid/",
    "/privacy/",
    "/colofon/",
    "/stijlgids/",
    "/bestaat-niet/",
    "/api/",
    "/api/openapi.json",
    "/api/dcat.jsonld",
    "/api/uitleg/",
    "/api/plannen/",
    "/api/plannen/plan/",
    "/api/plannen/plan/speerpunten/?op=2024-06-30",
    "/api/plannen/plan/speerpunten/1/",
    "/api/plannen/plan/acties/",
    "/api/plannen/plan/acties/?q=actie&status=in_uitvoering&aandacht=ja&volgorde=recent",
    "/api/plannen/plan/standen/?sinds=2020-01-01",
    "/api/plannen/plan/rondes/",
    "/api/plannen/plan/rapporten/",
    "/api/acties/{actie}/",
    "/api/acties/{actie}/standen/",
    "/api/organisaties/",
    "/api/organisaties/buurtwerk/",
    "/api/beleidsdomeinen/",
    "/api/doelgroepen/",
    "/api/plannen/plan/alles.json",
    "/api/plannen/plan/acties.csv",
    "/api/plannen/plan/standen.csv",
    "/api/plannen/plan/mijlpalen.csv",
    "/api/plannen/plan/organisaties.csv",
]


class Wereld:
    """A plan of which the first actie has `n` of everything, as have the plan, the partner and the staff."""

    def __init__(self) -> None:
        self.vandaag = timezone.localdate()
        self.organisatie = maak.maak_organisatie(naam="Buurtwerk", slug="buurtwerk")
        self.partner = maak.maak_partner(self.organisatie)
        self.medewerker = maak.maak_medewerker()
        self.beheerder = maak.maak_beheerder()
        self.lezer = maak.maak_gebruiker(rol="lezer")
        self.vorig = maak.maak_plan(slug="vorig", van=dag("2018-01-01"), tot=dag("2021-12-31"))
        self.plan = maak.maak_plan(slug="plan", tot=dag("2030-12-31"), opvolger_van=self.vorig)
        maak.maak_plan(slug="ander-plan")
        concept = {"slug": "volgend", "openbaar": False, "toestand": "concept"}
        self.volgend = maak.maak_plan(**concept, opvolger_van=self.plan, van=dag("2031-01-01"), tot=dag("2034-12-31"))
        self.actie = None

    def groei(self, van: int, tot: int) -> None:
        """Add the rows number `van` to `tot` (both included) of everything."""
        for nr in range(van, tot + 1):
            maak.maak_plan(slug=f"leeg-{nr}")
            self._groei_omgeving(nr)
            actie = self._groei_actie(nr)
            self.actie = self.actie or actie
            self._groei_actie_zelf(nr)
            volgt = maak.maak_speerpunt(plan=self.volgend, nummer=nr, vervolg_op=self.plan.speerpunten.get(nummer=nr))
            volgt.ook_vervolg_op.add(self.plan.speerpunten.get(nummer=100 + nr))
            besluit = {"besluit": "loopt_door", "naar": self.volgend.speerpunten.get(nummer=1)}
            Overgang.objects.create(plan=self.volgend, actie=actie, **besluit)
            self._groei_vorig(nr, actie)
            maak.maak_rapport(Ronde.objects.get(slug=f"gesloten-{nr}"))

    def _groei_vorig(self, nr: int, actie: Actie) -> None:
        """Give the former plan a speerpunt with an actie that this one continues, one that ends and one in between."""
        punt = maak.maak_speerpunt(plan=self.vorig, nummer=nr)
        vorige, stopt, _ = (maak.maak_actie(speerpunt=punt) for _ in range(3))
        maak.maak_melding(vorige, peildatum=dag("2021-06-30"), verloop="vertraagd", reden="Wacht.")
        besluit = {"besluit": "loopt_door", "naar": actie.speerpunt}
        Overgang.objects.create(plan=self.plan, actie=vorige, **besluit)
        Overgang.objects.create(plan=self.plan, actie=stopt, besluit="stopt", reden="Klaar.")
        Actie.objects.filter(pk=actie.pk).update(vervolg_op=vorige)
        actie.speerpunt.ook_vervolg_op.add(punt)

    def _groei_omgeving(self, nr: int) -> None:
        maak.maak_speerpunt(plan=self.plan, nummer=nr)
        gesloten = {"opent": -90, "deadline": -80, "sluit": -70}
        dagen = {naam: self.vandaag + dt.timedelta(days=n) for naam, n in gesloten.items()}
        maak.maak_ronde(self.plan, slug=f"gesloten-{nr}", **dagen)
        maak.maak_ronde(self.plan, slug=f"ronde-{nr}")
        uitstel = {"reden": "Ziek.", "door": self.medewerker, "dag": self.vandaag + dt.timedelta(days=20)}
        for wie in (self.organisatie, maak.maak_organisatie()):
            Ronde.objects.earliest("pk").uitstellen.get_or_create(organisatie=wie, defaults=uitstel)
            Ronde.objects.get(slug="ronde-1").uitstellen.get_or_create(organisatie=wie, defaults=uitstel)
        partner = maak.maak_partner(self.organisatie)  # a colleague
        maak.maak_doorgave(self.organisatie, partner)
        maak.maak_doorgave(self.organisatie, partner, **self._afgewezen())
        bekend = maak.maak_gebruiker()
        maak.maak_doorgave(maak.maak_organisatie(), partner, email=bekend.email)
        maak.maak_organisatie(slug=f"andere-{nr}").lidmaatschappen.create(gebruiker=self.partner, van=dag("2020-01-01"))
        gast = {"naam": f"Gast {nr} (voorbeeld)", "email": f"gast{nr}@voorbeeld.test"}
        nodig_partner_uit(**gast, organisatie=self.organisatie, door=self.medewerker)
        maak.geef_rol(maak.maak_actie(), maak.maak_organisatie(naam=f"Zonder {nr}"))
        assert partner.pk

    def _afgewezen(self) -> dict:
        af = {"email": "", "functie": "", "toestand": "afgewezen", "reden": "Verkeerd adres."}
        return af | {"afgehandeld_door": self.medewerker, "afgehandeld_op": timezone.now()}

    def _groei_actie(self, nr: int) -> Actie:
        """Give an actie in the first speerpunt with an accepted stand, something that waits, and a concept."""
        actie = maak.maak_actie(
            speerpunt=self.plan.speerpunten.get(nummer=1), nummer=nr, verantwoordelijke=self.medewerker
        )
        maak.geef_rol(actie, self.organisatie)
        maak.maak_mijlpaal(actie)
        ronde = Ronde.objects.get(slug=f"ronde-{nr}")
        ook = {"organisatie": self.organisatie}
        self._log(maak.maak_melding_met_bijlage(actie, openbaar=True, peildatum=dag("2024-06-30"), **ook))
        maak.maak_bijlage(actie)
        wie = {"indiener": self.medewerker, **ook}
        wacht = maak.maak_melding(actie, ronde=ronde, toestand="ingediend", peildatum=self.vandaag, **wie)
        self._log(wacht)
        concept = maak.maak_melding(actie, toestand="concept", peildatum=self.vandaag, **ook)
        concept.schrijvers.add(self.medewerker, self.beheerder)
        maak.maak_melding(actie, toestand="teruggestuurd", peildatum=self.vandaag, **wie)
        return actie

    def _groei_actie_zelf(self, nr: int) -> None:
        """Give the first actie one more of everything that stands around an actie."""
        actie = self.actie
        maak.geef_rol(actie, maak.maak_organisatie(), "partner")
        ander = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=self.plan, nummer=100 + nr), vervolg_op=actie)
        ander.ook_bij.add(actie.speerpunt)
        actie.ook_bij.add(ander.speerpunt)
        actie.beleidsdomeinen.add(Beleidsdomein.objects.create(naam=f"Domein {nr}", slug=f"domein-{nr}"))
        actie.doelgroepen.add(Doelgroep.objects.create(naam=f"Groep {nr}", slug=f"groep-{nr}"))
        actie.verplaatsingen.create(van_code="9.1", naar_code=actie.code, reden="Hoort hier.", door=self.medewerker)
        over = {"peildatum": dag("2024-06-30"), "organisatie": self.organisatie, "nodig": "Een zaal."}
        self._log(maak.maak_melding_met_bijlage(actie, openbaar=bool(nr % 2), **over))
        maak.maak_bijlage(actie, f"Folder {nr}.pdf", openbaar=bool(nr % 2))
        self._groei_cijfers(actie)
        mijlpaal = maak.maak_mijlpaal(actie)
        for melding in actie.meldingen.exclude(toestand="aanvaard"):
            MijlpaalMelding.objects.create(melding=melding, mijlpaal=mijlpaal, bereikt_op=self.vandaag)
            maak.maak_bijlage(melding, f"Verslag {nr}.pdf")
            self._log(melding)

    def _groei_cijfers(self, actie: Actie) -> None:
        """Give an actie and its speerpunt one more indicator, measured twice, and subsidies with and without actie."""
        van_speerpunt = maak.maak_indicator(actie.speerpunt)
        for jaar in ("2023", "2024"):
            maak.maak_meting(van_speerpunt, 5, peildatum=dag(f"{jaar}-06-30"), door=self.medewerker)
        indicator = maak.maak_indicator(actie, cumulatief=True)
        for over in ({}, {"organisatie": self.organisatie}):
            maak.maak_gemeten(indicator, 5, peildatum=dag("2024-06-30"), **over)
        for melding in actie.meldingen.exclude(toestand="aanvaard"):
            maak.maak_meting(indicator, 7, melding=melding)
        maak.maak_subsidie(actie=actie, organisatie=self.organisatie)
        maak.maak_subsidie(plan=self.plan, organisatie=self.organisatie)

    def _log(self, melding: Melding) -> None:
        Gebeurtenis.objects.create(melding=melding, soort="ingediend", door=self.medewerker, inhoud=melding.inhoud())

    def adres(self, sjabloon: str) -> str:
        wacht = self.actie.meldingen.filter(toestand="ingediend").earliest("pk")
        aanvaard = self.actie.meldingen.filter(toestand="aanvaard").earliest("pk")
        ronde = Ronde.objects.get(slug="ronde-1")
        bijlage = aanvaard.bijlagen.get()
        plek = {"actie": self.actie, "ingediend": wacht, "aanvaard": aanvaard, "ronde": ronde, "bijlage": bijlage}
        plek |= {"mens": self.partner, "lid": self.partner.lidmaatschappen.earliest("pk")}
        return sjabloon.format(**{naam: rij.pk for naam, rij in plek.items()})

    def bezoekers(self) -> Iterator[tuple[str, Client]]:
        for naam in PERSONAS:
            if naam == "link":
                yield naam, via_link(self.partner, Actie.objects.rapporteerbaar_door(self.partner))
                continue
            client = Client()
            wie: Gebruiker | None = getattr(self, naam, None)
            if wie:
                client.force_login(wie)
            yield naam, client

    def meet(self) -> dict[tuple[str, str], tuple[int, list[str]]]:
        """Give for every visitor and address the status code and the queries."""
        uit = {}
        for naam, client in self.bezoekers():
            for sjabloon in ADRESSEN:
                adres = self.adres(sjabloon)
                with CaptureQueriesContext(
                    connection,
                ) as gevraagd:
                    response = client.get(adres)
                    response.getvalue()
                uit[naam, sjabloon] = response.status_code, [q["sql"] for q in gevraagd.captured_queries]
        return uit


@pytest.fixture(scope="module")
def gemeten(django_db_setup, django_db_blocker):
    """Give what every page asks with one and with 21 rows."""
    with gedeelde_wereld(django_db_blocker):
        wereld = Wereld()
        wereld.groei(1, 1)
        een = wereld.meet()
        wereld.groei(2, 21)
        yield een, wereld.meet()


def kort(vragen: list[str]) -> str:
    return "\n".join(re.sub(r"SELECT .*? FROM", "SELECT .. FROM", v, count=1)[:160] for v in vragen)


@pytest.mark.parametrize("naam", PERSONAS)
@pytest.mark.parametrize("adres", ADRESSEN)
def test_hoogstens_tien_en_evenveel_voor_een_als_voor_21_rijen(gemeten, naam, adres):
    een, veel = gemeten[0][naam, adres], gemeten[1][naam, adres]
    assert veel[0] == een[0] != 500
    assert len(veel[1]) <= HOOGSTENS, kort(veel[1])
    assert len(veel[1]) == len(een[1]), f"one:\n{kort(een[1])}\n\n21:\n{kort(veel[1])}"


def test_de_pagina_s_die_ertoe_doen_zijn_ook_echt_gezien(gemeten):
    """Otherwise the counts above are those of error pages."""
    gezien = {sleutel for sleutel, (code, _) in gemeten[1].items() if code == 200}
    assert {(naam, "/plannen/plan/acties/") for naam in PERSONAS} <= gezien
    assert {
        (naam, f"/plannen/plan/{beeld}/") for naam in PERSONAS for beeld in ("matrix", "tijdlijn", "verhaal")
    } <= gezien
    assert {(naam, "/acties/{actie}/") for naam in PERSONAS} <= gezien
    naast = {adres for adres in ADRESSEN if "/plan/vergelijking" in adres or "overgang=" in adres}
    assert {(naam, adres) for naam in PERSONAS for adres in naast} <= gezien
    assert {(naam, adres) for naam in PERSONAS for adres in ADRESSEN if "wijzigingen" in adres} <= gezien
    assert {(naam, "/organisaties/buurtwerk/verantwoording/2024/") for naam in PERSONAS} <= gezien
    assert {("link", "/mijn/"), ("link", "/acties/{actie}/melding/"), ("link", "/acties/{actie}/")} <= gezien
    assert {(naam, "/bijlagen/{bijlage}/") for naam in PERSONAS} <= gezien
    assert {("partner", "/mijn/"), ("lezer", "/mijn/"), ("medewerker", "/mijn/")} <= gezien
    assert {("partner", "/acties/{actie}/melding/"), ("medewerker", "/acties/{actie}/melding/")} <= gezien
    werk = {
        "/nakijken/",
        "/nakijken/aanvaarden/",
        "/nakijken/{ingediend}/",
        "/acties/{actie}/bewerken/",
        "/plannen/plan/acties/nieuw/",
    }
    werk |= {"/plannen/plan/rapporten/ronde-1/", "/plannen/plan/rapporten/ronde-1/schrijven/"}
    werk |= {f"/acties/{{actie}}/{wat}/" for wat in ("bijlagen", "verplaatsen", "samenvoegen", "archiveren")}
    werk |= {
        adres
        for adres in ADRESSEN
        if "/ronde" in adres and not adres.startswith(("/acties/", "/plannen/plan/rapporten/"))
    }
    werk |= {adres for adres in ADRESSEN if adres.endswith("/geschiedenis/") and not adres.startswith("/mensen/")}
    assert {("beheerder", adres) for adres in ADRESSEN if adres.startswith(("/logboek", "/mensen/"))} <= gezien
    assert {("beheerder", adres) for adres in ADRESSEN if "/opvolger/" in adres or "/overgang/" in adres} <= gezien
    werk |= {"/organisaties/buurtwerk/contactpersonen/", "/organisaties/buurtwerk/contactpersonen/uitnodigen/"}
    werk |= {
        adres
        for adres in ADRESSEN
        if adres.startswith("/mensen/") and not adres.endswith(("/wissen/", "/geschiedenis/"))
    }
    werk -= {"/mensen/uitnodigen/"}
    assert {("beheerder", "/mensen/uitnodigen/"), ("beheerder", "/mensen/{mens}/wissen/")} <= gezien
    assert {("partner", "/account/gegevens/"), ("lezer", "/account/gegevens/")} <= gezien
    assert {("partner", "/mijn/doorgeven/"), ("link", "/mijn/doorgeven/")} <= gezien
    assert {(naam, adres) for naam in ("medewerker", "beheerder") for adres in werk} <= gezien
    fout = {adres for (_, adres), (code, _) in gemeten[1].items() if code not in {200, 302, 403, 404, 410}}
    assert fout == set()


@pytest.mark.django_db
def test_ook_met_proefdata_van_alles_wat(client):
    maak_proefdata(Omvang(plannen=2, acties=60, rondes=3))
    plan = Beleidsplan.objects.get(slug="proefplan-1")
    actie = Actie.objects.filter(speerpunt__plan=plan, mijlpalen__isnull=False).first()
    assert Mijlpaal.objects.exists()
    client.force_login(maak.maak_medewerker())
    for adres in (
        "/plannen/",
        "/plannen/proefplan-1/",
        "/plannen/proefplan-1/speerpunten/1/",
        "/plannen/proefplan-1/acties/",
        "/plannen/proefplan-1/acties/?aandacht=ja&pagina=2",
        "/plannen/proefplan-1/matrix/",
        "/plannen/proefplan-1/tijdlijn/",
        "/plannen/proefplan-1/acties.csv",
        "/plannen/proefplan-1/wijzigingen/",
        "/plannen/proefplan-1/wijzigingen/feed.atom",
        f"/acties/{actie.pk}/",
        "/plannen/proefplan-1/rondes/",
        f"/rondes/{plan.rondes.first().pk}/",
        f"/rondes/{plan.rondes.first().pk}/bewerken/",
        "/organisaties/",
        "/nakijken/",
        "/mijn/",
    ):
        with CaptureQueriesContext(connection) as gevraagd:
            response = client.get(adres)
            response.getvalue()
        assert response.status_code == 200, adres
        assert 1 < len(gevraagd) <= HOOGSTENS, adres
