"""What everyone gets who sends a form, written by hand (design, section 5); see `toegang_lezen`."""

import datetime as dt

from django.utils import timezone

from speerpunten.tests.invullen import actie_velden, melding_velden
from speerpunten.tests.toegang_lezen import ONBRUIKBAAR, WERK_AF

OVER_EEN_MAAND = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
VERPLAATS = {"naar": "", "reden": "Past beter."}
RONDE = {
    "versie": 1,
    "naam": "Ronde",
    "van": "2024-01-01",
    "tot": "2024-12-31",
    "opent": "2024-01-01",
    "deadline": "2030-01-01",
    "sluit": "2030-01-01",
    "act": "bewaren",
}
RECHTZETTING = {"code": "", "stond": "Tien.", "wordt": "Elf.", "reden": "Geteld."}
BEHANDELING = {"orgaan": "het College", "dag": "2024-01-01", "url": ""}
UITSTEL = {"dag": "2030-06-01", "reden": "Ziek.", "gezien": ""}
GOED = melding_velden(peildatum="2024-06-30", organisatie="0")  # "0": staff speak for the administration
DOORGEVEN = {"naam": "Ada Anders (voorbeeld)", "email": "ada@voorbeeld.test", "blijft": "nee"}
AFWIJZEN = {"reden": "Verkeerd adres."}
UITNODIGEN = {"naam": "Ada Anders (voorbeeld)", "email": "ada@voorbeeld.test"}
WISSEN = {"adres": "schrijver@voorbeeld.test", "reden": "Vroeg het."}
BEHEERWERK = "login 403 403 403 403 403 302"
TERUG = {"versie": 1, "reden": "Te kort.", "tegen": OVER_EEN_MAAND}
# ------------------------- what is sent, and: anoniem lezer partner ander oudlid medewerker beheerder
POST = {
    "/plannen/open/afsluiten/": ({"gezien": "iets anders"}, "login 403 403 403 403 403 409"),
    "/plannen/dicht/afsluiten/": ({"gezien": "iets anders"}, "login 403 403 404 404 403 409"),
    "/plannen/af/afsluiten/": ({}, "login 403 403 403 403 403 422"),
    "/plannen/open/heropenen/": ({"reden": "Vergeten."}, "login 403 403 403 403 403 422"),
    "/plannen/dicht/heropenen/": ({"reden": "Vergeten."}, "login 403 403 404 404 403 422"),
    "/plannen/af/heropenen/": ({"reden": "Vergeten."}, BEHEERWERK),
    "/plannen/open/opvolger/": ({}, "login 403 403 403 403 403 422"),
    "/plannen/dicht/opvolger/": ({}, "login 403 403 404 404 403 422"),
    "/plannen/af/opvolger/": ({}, BEHEERWERK),
    "/plannen/open/overgang/overnemen/": ({}, "login 403 403 403 403 403 404"),
    "/plannen/volgend/overgang/speerpunten/": ({}, "login 403 404 404 404 403 302"),
    "/plannen/volgend/overgang/acties/1/": ({}, "login 403 404 404 404 403 302"),
    "/plannen/volgend/overgang/overnemen/": ({}, "login 403 404 404 404 403 302"),
    "/plannen/open/importeren/": ({}, "login 403 403 403 403 422 422"),
    "/plannen/af/importeren/": ({}, WERK_AF),
    "/plannen/open/rapporten/ronde/schrijven/": ({"inleiding": "Zo."}, "login 404 404 404 404 302 302"),
    "/plannen/af/rapporten/ronde/schrijven/": ({"inleiding": "Zo."}, "login 404 404 404 404 403 403"),
    "/plannen/open/rapporten/voorbij/schrijven/": ({"inleiding": "Zo."}, WERK_AF),
    "/plannen/open/rapporten/ronde/definitief/": ({}, "login 404 404 404 404 403 422"),  # it runs still
    "/plannen/open/rapporten/voorbij/definitief/": ({}, WERK_AF),
    "/plannen/open/rapporten/voorbij/rechtzetten/": (RECHTZETTING, "login 403 403 403 403 403 302"),
    "/plannen/dicht/rapporten/voorbij/rechtzetten/": (RECHTZETTING, "login 403 404 404 404 403 302"),
    "/plannen/open/rapporten/voorbij/behandeld/": (BEHANDELING, "login 403 403 403 403 403 302"),
    "/plannen/dicht/rapporten/voorbij/behandeld/": (BEHANDELING, "login 403 404 404 404 403 302"),
    "/plannen/open/rondes/nieuw/": (RONDE, "login 403 403 403 403 302 302"),
    "/plannen/dicht/rondes/nieuw/": (RONDE, "login 403 403 404 404 302 302"),
    "/plannen/af/rondes/nieuw/": (RONDE, WERK_AF),
    "/rondes/{ronde}/bewerken/": (RONDE, "login 403 403 403 403 302 302"),
    "/rondes/{ronde_dicht}/bewerken/": (RONDE, "login 403 403 404 404 302 302"),
    "/rondes/{ronde_af}/bewerken/": (RONDE, WERK_AF),
    "/rondes/{ronde}/uitstel/buurtwerk/": (UITSTEL, "login 403 403 403 403 302 302"),
    "/rondes/{ronde_dicht}/uitstel/buurtwerk/": (UITSTEL, "login 403 403 404 404 302 302"),
    "/rondes/{ronde_af}/uitstel/buurtwerk/": (UITSTEL, WERK_AF),
    "/rondes/{ronde}/uitstel/buurtwerk/intrekken/": ({}, "login 403 403 403 403 302 302"),
    "/rondes/{ronde_dicht}/uitstel/buurtwerk/intrekken/": ({}, "login 403 403 404 404 302 302"),
    "/rondes/{ronde_af}/uitstel/buurtwerk/intrekken/": ({}, WERK_AF),
    "/organisaties/buurtwerk/samenvoegen/": ({}, "login 403 403 403 403 422 422"),
    "/organisaties/buurtwerk/contactpersonen/{doorgave}/overnemen/": ({}, "login 403 403 403 403 302 302"),
    "/organisaties/buurtwerk/contactpersonen/{doorgave_af}/overnemen/": ({}, "login 403 403 403 403 409 409"),
    "/organisaties/taalhuis/contactpersonen/{doorgave}/overnemen/": ({}, "login 403 403 403 403 404 404"),
    "/organisaties/schaduw/contactpersonen/{doorgave_schaduw}/overnemen/": ({}, "login 403 403 404 404 302 302"),
    "/organisaties/buurtwerk/contactpersonen/999999/overnemen/": ({}, "login 403 403 403 403 404 404"),
    "/organisaties/buurtwerk/contactpersonen/99999999999999999999999/afwijzen/": (
        {},
        "login 403 403 403 403 404 404",
    ),
    "/organisaties/buurtwerk/contactpersonen/{doorgave}/afwijzen/": (AFWIJZEN, "login 403 403 403 403 302 302"),
    "/organisaties/buurtwerk/contactpersonen/{doorgave_af}/afwijzen/": (AFWIJZEN, "login 403 403 403 403 409 409"),
    "/organisaties/taalhuis/contactpersonen/{doorgave}/afwijzen/": (AFWIJZEN, "login 403 403 403 403 404 404"),
    "/nakijken/aanvaarden/": ({}, "login 403 403 403 403 302 302"),
    "/imports/{invoer}/keuzes/": ({}, "login 403 403 403 403 302 302"),
    "/imports/{invoer}/overnemen/": ({}, "login 403 403 403 403 302 302"),
    "/imports/{invoer}/terugdraaien/": ({"reden": "Fout."}, "login 403 403 403 403 422 422"),
    "/plannen/open/acties/nieuw/": (actie_velden(), "login 403 403 403 403 422 422"),
    "/plannen/dicht/acties/nieuw/": (actie_velden(), "login 403 403 404 404 422 422"),
    "/plannen/af/acties/nieuw/": (actie_velden(), WERK_AF),
    "/acties/{publiek}/bewerken/": (actie_velden(1), "login 403 403 403 403 302 302"),
    "/acties/{besloten}/bewerken/": (actie_velden(1), "login 403 403 404 404 302 302"),
    "/acties/{in_af}/bewerken/": (actie_velden(1), WERK_AF),
    "/acties/{publiek}/verplaatsen/": (VERPLAATS, "login 403 403 403 403 422 422"),
    "/acties/{in_af}/verplaatsen/": (VERPLAATS, WERK_AF),
    "/acties/{publiek}/samenvoegen/": ({"reden": "Samen."}, "login 403 403 403 403 422 422"),
    "/acties/{in_af}/samenvoegen/": ({"reden": "Samen."}, WERK_AF),
    "/acties/{besloten}/archiveren/": ({"op": "2024-01-01", "reden": "Voorbij."}, "login 403 403 404 404 302 302"),
    "/acties/{in_af}/archiveren/": ({"op": "2024-01-01", "reden": "Voorbij."}, WERK_AF),
    "/acties/{archief}/terughalen/": ({}, "login 403 403 403 403 302 302"),
    "/acties/{in_af}/terughalen/": ({}, WERK_AF),
    "/acties/{besloten}/melding/": (GOED, "login 403 302 404 404 302 302"),
    "/acties/{in_dicht}/melding/": (GOED, "login 403 302 404 404 302 302"),
    "/acties/{in_af}/melding/": (GOED, WERK_AF),
    "/acties/{archief}/melding/": (GOED, WERK_AF),
    "/acties/{publiek}/bijlagen/": ({}, "login 403 403 403 403 302 302"),
    "/acties/{in_af}/bijlagen/": ({}, WERK_AF),
    "/bijlagen/{bijlage}/openbaar/": ({}, "login 403 403 403 403 302 302"),
    "/bijlagen/{bijlage_dicht}/openbaar/": ({"openbaar": "ja"}, "login 404 403 404 404 302 302"),
    "/bijlagen/{bijlage_besloten}/openbaar/": ({"openbaar": "nee"}, "login 403 403 404 404 302 302"),
    "/bijlagen/{bijlage_concept}/openbaar/": ({"openbaar": "ja"}, "login 404 403 404 404 302 302"),
    "/bijlagen/999999/openbaar/": ({}, "login 404 404 404 404 404 404"),
    "/mijn/": ({}, "login 403 302 302 403 403 403"),
    "/mijn/doorgeven/": (DOORGEVEN, "login 403 302 302 403 403 403"),
    "/mijn/concept/{publiek}/": ({}, "login 403 403 404 403 403 403"),
    "/mijn/concept/{besloten}/": ({}, "login 403 403 404 403 403 403"),
    "/mijn/concept/999999/": ({}, "login 403 404 404 403 403 403"),
    "/rondes/{ronde}/herinneren/": ({}, "login 403 403 403 403 302 302"),  # nobody can answer it now
    "/rondes/{ronde_dicht}/herinneren/": ({}, "login 403 403 404 404 302 302"),
    "/mijn/link/": ({"email": "geen adres"}, "422 422 422 422 422 422 422"),
    "/mijn/link/bestaat-niet/": ({}, ONBRUIKBAAR),
    "/nakijken/{ingediend}/aanvaarden/": ({"versie": 1}, "login 404 403 404 404 302 302"),
    "/nakijken/{aanvaard}/aanvaarden/": ({"versie": 1}, "login 403 403 403 403 409 409"),
    "/nakijken/{concept}/aanvaarden/": ({"versie": 1}, "login 404 403 404 404 409 409"),
    "/nakijken/{ingediend_af}/aanvaarden/": ({"versie": 1}, "login 404 403 404 404 403 403"),
    "/nakijken/{ingediend}/terugsturen/": (TERUG, "login 404 403 404 404 302 302"),
    "/nakijken/{aanvaard}/terugsturen/": (TERUG, "login 403 403 403 403 409 409"),
    "/nakijken/{terug}/terugsturen/": (TERUG, "login 404 403 404 404 409 409"),
    "/nakijken/{ingediend_af}/terugsturen/": (TERUG, "login 404 403 404 404 403 403"),
    "/organisaties/buurtwerk/contactpersonen/uitnodigen/": (UITNODIGEN, "login 403 403 403 403 302 302"),
    "/organisaties/schaduw/contactpersonen/uitnodigen/": ({}, "login 403 403 404 404 422 422"),
    "/mensen/uitnodigen/": (UITNODIGEN | {"rol": "beheerder"}, BEHEERWERK),
    "/mensen/uitnodigingen/{uitnodiging}/opnieuw/": ({}, "login 403 403 403 403 302 302"),
    "/mensen/uitnodigingen/{uitnodiging_rol}/opnieuw/": ({}, BEHEERWERK),
    "/mensen/uitnodigingen/{uitnodiging}/intrekken/": ({}, "login 403 403 403 403 302 302"),
    "/mensen/uitnodigingen/{uitnodiging_rol}/intrekken/": ({}, BEHEERWERK),
    "/mensen/uitnodigingen/999999/intrekken/": ({}, "login 403 403 403 403 404 404"),
    "/mensen/lidmaatschappen/{lid}/beeindigen/": ({"tot": "2030-01-01"}, "login 403 403 403 403 302 302"),
    "/mensen/{mens}/gegevens/": ({}, "login 403 403 403 403 403 200"),
    "/mensen/{mens}/wissen/": (WISSEN, BEHEERWERK),
    "/uitnodiging/bestaat-niet/": ({}, ONBRUIKBAAR),
    "/account/gegevens/": ({}, "login 200 200 200 200 200 200"),
}

# Whoever came in by a safe link for {publiek} and {besloten} is nobody, but for these (see `linksessie`).
LINK_GET = {
    "/mijn/": "200",
    "/mijn/ontvangst/": "200",
    "/mijn/doorgeven/": "200",
    "/mijn/concept/{publiek}/": "405",
    "/mijn/concept/{besloten}/": "405",
    "/mijn/concept/999999/": "405",
    "/afmelden/": "200",
    "/acties/{publiek}/melding/": "200",
    "/acties/{besloten}/melding/": "200",
    "/bijlagen/{bijlage_dicht}/": "200",
    "/bijlagen/{bijlage_besloten}/": "200",
    "/bijlagen/{bijlage_ingediend}/": "200",
    "/bijlagen/{bijlage_concept}/": "200",
    "/bijlagen/{bijlage_actie}/": "200",
    "/acties/{publiek}/melding/?ronde=onbekend": "404",
    "/acties/{publiek}/melding/?corrigeer=999999": "404",
    "/acties/{publiek}/melding/?corrigeer={concept}": "404",
    "/acties/{publiek}/melding/?corrigeer={aanvaard_besloten}": "404",
}
LINK_POST = {
    "/mijn/": "302",
    "/mijn/ontvangst/": "405",
    "/mijn/doorgeven/": "302",
    "/mijn/concept/{publiek}/": "403",
    "/mijn/concept/{besloten}/": "403",
    "/mijn/concept/999999/": "404",
    "/acties/{besloten}/melding/": "302",
}
