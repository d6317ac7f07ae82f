"""The addresses of plans, acties and the work on them; grouped by object."""

from django.urls import include, path

from speerpunten.views import (
    actie,
    acties,
    afsluiten,
    agenda,
    beelden,
    besluiten,
    bijlagen,
    delen,
    doorgaven,
    geschiedenis,
    imports,
    inbedden,
    logboek,
    melding,
    mensen,
    mijn,
    nakijken,
    opvolging,
    organisaties,
    plan,
    rapporten,
    rapportwerk,
    rondes,
    subsidies,
    toegang,
    uitleg,
    uitnodigingen,
    uitstel,
    verantwoording,
    vergelijking,
    verhaal,
    vindbaar,
    wachtrij,
    wijzigingen,
    zoeken,
)

rapport_urls = [
    path("", rapporten.rapport, name="rapport"),
    path("schrijven/", rapportwerk.schrijf, name="rapport_schrijven"),
    path("definitief/", rapportwerk.maak_definitief, name="rapport_definitief"),
    path("rechtzetten/", rapportwerk.zet_recht, name="rapport_rechtzetten"),
    path("behandeld/", rapportwerk.behandeld, name="rapport_behandeld"),
    path("geschiedenis/", geschiedenis.rapport, name="rapport_geschiedenis"),
]

rapport_bestanden = [
    path(f"rapporten/<slug:ronde>.{soort}", rapporten.bestand, {"soort": soort}, name=f"rapport_{soort}")
    for soort in rapporten.BESTANDEN
]

plan_urls = [
    path("", plan.plan, name="plan"),
    path("geschiedenis/", geschiedenis.plan, name="plan_geschiedenis"),
    path("afsluiten/", afsluiten.sluit, name="plan_afsluiten"),
    path("heropenen/", afsluiten.heropen, name="plan_heropenen"),
    path("opvolger/", opvolging.opvolger, name="opvolger"),
    path("overgang/", opvolging.overgang, name="overgang"),
    path("overgang/speerpunten/", opvolging.speerpunten, name="overgang_speerpunten"),
    path("overgang/acties/<int:nummer>/", besluiten.acties, name="overgang_acties"),
    path("overgang/overnemen/", opvolging.overnemen, name="overgang_overnemen"),
    path("speerpunten/<int:nummer>/", plan.speerpunt, name="speerpunt"),
    path("speerpunten/<int:nummer>/geschiedenis/", geschiedenis.speerpunt, name="speerpunt_geschiedenis"),
    path("acties/", acties.acties, name="acties"),
    path("deel.png", delen.deelbeeld, name="plan_deel"),
    path("speerpunten/<int:nummer>/deel.png", delen.deelbeeld, name="speerpunt_deel"),
    path("speerpunten/<int:nummer>/inbedden/", inbedden.inbedden, name="inbedden"),
    path("verhaal/", verhaal.verhaal, name="verhaal"),
    path("matrix/", beelden.matrix, name="matrix"),
    path("tijdlijn/", beelden.tijdlijn, name="tijdlijn"),
    path("acties/nieuw/", actie.nieuwe_actie, name="nieuwe_actie"),
    path("plan.xlsx", acties.plan_xlsx, name="plan_xlsx"),
    path("importeren/", imports.importeren, name="importeren"),
    path("sjabloon.xlsx", imports.sjabloon_xlsx, name="sjabloon"),
    path("wijzigingen/", wijzigingen.wijzigingen, name="wijzigingen"),
    path("wijzigingen/feed.atom", wijzigingen.feed, name="wijzigingen_feed"),
    path("zoeken/", zoeken.zoeken, name="zoeken"),
    path("agenda.ics", agenda.agenda, name="agenda"),
    path("vergelijking/", vergelijking.vergelijking, name="vergelijking"),
    path("vergelijking.csv", vergelijking.vergelijking_csv, name="vergelijking_csv"),
    path("rondes/", rondes.rondes, name="rondes"),
    path("rondes/nieuw/", rondes.nieuwe_ronde, name="nieuwe_ronde"),
    path("rapporten/", rapporten.rapporten, name="rapporten"),
    *rapport_bestanden,
    path("rapporten/<slug:ronde>/", include(rapport_urls)),
    path("subsidies/", subsidies.subsidies, name="subsidies"),
    path("acties.csv", acties.acties_csv, name="acties_csv"),
    path("acties.xlsx", acties.acties_xlsx, name="acties_xlsx"),
]

actie_urls = [
    path("", actie.actie, name="actie"),
    path("bewerken/", actie.bewerk_actie, name="bewerk_actie"),
    path("verplaatsen/", actie.verplaats_actie, name="verplaats_actie"),
    path("samenvoegen/", actie.voeg_samen, name="voeg_samen"),
    path("archiveren/", actie.archiveer_actie, name="archiveer_actie"),
    path("terughalen/", actie.haal_actie_terug, name="haal_actie_terug"),
    path("melding/", melding.melding, name="melding"),
    path("bijlagen/", bijlagen.actiebijlagen, name="actiebijlagen"),
    path("geschiedenis/", geschiedenis.actie, name="actie_geschiedenis"),
]

import_urls = [
    path("", imports.toon_import, name="import"),
    path("keuzes/", imports.kies, name="import_keuzes"),
    path("overnemen/", imports.neem_over, name="import_overnemen"),
    path("terugdraaien/", imports.draai_terug, name="import_terugdraaien"),
    path("bestand/", imports.bestand, name="import_bestand"),
]

ronde_urls = [
    path("", rondes.rondebord, name="rondebord"),
    path("bewerken/", rondes.bewerk_ronde, name="bewerk_ronde"),
    path("geschiedenis/", geschiedenis.ronde, name="ronde_geschiedenis"),
    path("herinneren/", rondes.herinner, name="herinneren"),
    path("uitstel/<slug:organisatie>/", uitstel.uitstel, name="uitstel"),
    path("uitstel/<slug:organisatie>/intrekken/", uitstel.trek_in, name="trek_uitstel_in"),
]

organisatie_urls = [
    path("", organisaties.organisatie, name="organisatie"),
    path("geschiedenis/", geschiedenis.organisatie, name="organisatie_geschiedenis"),
    path("samenvoegen/", organisaties.voeg_samen, name="organisatie_samenvoegen"),
    path("verantwoording/<int:jaar>/", verantwoording.verantwoording, name="verantwoording"),
    path("verantwoording/<int:jaar>.pdf", verantwoording.bestand, {"soort": "pdf"}, name="verantwoording_pdf"),
    path("verantwoording/<int:jaar>.docx", verantwoording.bestand, {"soort": "docx"}, name="verantwoording_docx"),
    path("contactpersonen/", doorgaven.contactpersonen, name="contactpersonen"),
    path("contactpersonen/uitnodigen/", uitnodigingen.nodig_partner_uit, name="partner_uitnodigen"),
    path("contactpersonen/<int:pk>/overnemen/", doorgaven.neem_over, name="doorgave_overnemen"),
    path("contactpersonen/<int:pk>/afwijzen/", doorgaven.wijs_af, name="doorgave_afwijzen"),
]

nakijken_urls = [
    path("", wachtrij.nakijken, name="nakijken"),
    path("aanvaarden/", wachtrij.aanvaard_selectie, name="aanvaard_selectie"),
    path("<int:pk>/", nakijken.nakijken_een, name="nakijken_een"),
    path("<int:pk>/aanvaarden/", nakijken.aanvaard_melding, name="aanvaard_melding"),
    path("<int:pk>/geschiedenis/", geschiedenis.melding, name="melding_geschiedenis"),
    path("<int:pk>/terugsturen/", nakijken.stuur_melding_terug, name="stuur_melding_terug"),
]

mensen_urls = [
    path("", mensen.mensen, name="mensen"),
    path("keuze.json", mensen.keuze, name="medewerker_keuze"),
    path("uitnodigen/", uitnodigingen.nodig_met_rol_uit, name="rol_uitnodigen"),
    path("uitnodigingen/<int:pk>/opnieuw/", uitnodigingen.verstuur_opnieuw, name="uitnodiging_opnieuw"),
    path("uitnodigingen/<int:pk>/intrekken/", uitnodigingen.trek_in, name="uitnodiging_intrekken"),
    path("lidmaatschappen/<int:pk>/beeindigen/", mensen.beeindig_lidmaatschap, name="lidmaatschap_beeindigen"),
    path("<int:pk>/", mensen.mens, name="mens"),
    path("<int:pk>/geschiedenis/", geschiedenis.gebruiker, name="gebruiker_geschiedenis"),
    path("<int:pk>/gegevens/", mensen.gegevens, name="mens_gegevens"),
    path("<int:pk>/wissen/", mensen.wis, name="mens_wissen"),
]

urlpatterns = [
    path("", plan.start, name="start"),
    path("plannen/", plan.plannen_lijst, name="plannen"),
    path("plannen/<slug:slug>/", include(plan_urls)),
    path("acties/<int:pk>/", include(actie_urls)),
    path("bijlagen/<int:pk>/", bijlagen.bijlage, name="bijlage"),
    path("bijlagen/<int:pk>/openbaar/", bijlagen.zet_openbaar, name="bijlage_openbaar"),
    path("imports/<int:pk>/", include(import_urls)),
    path("rondes/<int:pk>/", include(ronde_urls)),
    path("organisaties/", organisaties.organisaties, name="organisaties"),
    path("organisaties/keuze.json", organisaties.keuze, name="organisatie_keuze"),
    path("organisaties/<slug:slug>/", include(organisatie_urls)),
    path("mijn/", mijn.mijn, name="mijn"),
    path("mijn/concept/<int:pk>/", mijn.bewaar, name="mijn_concept"),
    path("mijn/doorgeven/", doorgaven.doorgeven, name="doorgeven"),
    path("mijn/ontvangst/", mijn.ontvangst, name="ontvangst"),
    path("mijn/link/", toegang.nieuwe_link, name="nieuwe_link"),
    path("mijn/link/<str:token>/", toegang.link, name="link"),
    path("nakijken/", include(nakijken_urls)),
    path("logboek/", logboek.logboek, name="logboek"),
    path("logboek.csv", logboek.logboek_csv, name="logboek_csv"),
    path("mensen/", include(mensen_urls)),
    path("uitnodiging/<str:token>/", uitnodigingen.uitnodiging, name="uitnodiging"),
    path("account/gegevens/", mensen.eigen_gegevens, name="eigen_gegevens"),
    path("sitemap.xml", vindbaar.sitemap, name="sitemap"),
    path("sitemap-<slug:deel>-<int:pagina>.xml", vindbaar.sitemap_deel, name="sitemap_deel"),
    path("robots.txt", vindbaar.robots, name="robots"),
    path("uitleg/", uitleg.uitleg, name="uitleg"),
    path("api/", include("speerpunten.opendata.urls")),
]
