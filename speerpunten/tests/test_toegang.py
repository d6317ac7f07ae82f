"""Who may open and do what: every address, every persona, every method (design, section 5).

The expectations are written by hand, one column per persona in the order of `WIE`; `login` is a redirect to the
login page. An address that is not in the list fails `test_every_address_is_in_the_list`.
"""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, resolve
from django.utils import timezone

from speerpunten.tests.invullen import actie_velden, melding_velden
from speerpunten.tests.toneel import WIE, Toneel, zet_op

pytestmark = pytest.mark.django_db

IEDEREEN = "200 200 200 200 200 200 200"
BESLOTEN = "404 200 200 404 404 200 200"
NIEMAND = "404 404 404 404 404 404 404"
WERK = "login 403 403 403 403 200 200"  # of staff, on something that everybody sees
WERK_BESLOTEN = "login 403 403 404 404 200 200"
WERK_AF = "login 403 403 403 403 403 403"  # in a closed plan
BEHEER = "login 403 403 403 403 403 200"
BEHEER_BESLOTEN = "login 403 403 404 404 403 200"
ONTWERP = "404 404 404 404 404 200 200"  # of a report
ONTWERP_WERK = "login 404 404 404 404 200 200"
ALLEEN_POST = "login 405 405 405 405 405 405"
ONBRUIKBAAR = "410 410 410 410 410 410 410"
ALLEEN_LEZEN = "405 405 405 405 405 405 405"

# ------------------------- anoniem lezer partner ander oudlid medewerker beheerder
GET = {
    "/": IEDEREEN,
    "/gezondheid/": IEDEREEN,
    "/plannen/": IEDEREEN,
    "/plannen/open/": IEDEREEN,
    "/plannen/dicht/": BESLOTEN,
    "/plannen/af/": IEDEREEN,
    "/plannen/bestaat-niet/": NIEMAND,
    "/plannen/open/speerpunten/1/": IEDEREEN,
    "/plannen/dicht/speerpunten/1/": BESLOTEN,
    "/plannen/open/speerpunten/99/": NIEMAND,
    "/plannen/open/speerpunten/99999999999999999999999/": NIEMAND,
    "/plannen/open/acties/": IEDEREEN,
    "/plannen/dicht/acties/": BESLOTEN,
    "/plannen/open/matrix/": IEDEREEN,
    "/plannen/dicht/matrix/": BESLOTEN,
    "/plannen/af/matrix/": IEDEREEN,
    "/plannen/bestaat-niet/matrix/": NIEMAND,
    "/plannen/open/tijdlijn/": IEDEREEN,
    "/plannen/open/tijdlijn/?speerpunt=99&op=onzin": IEDEREEN,
    "/plannen/dicht/tijdlijn/": BESLOTEN,
    "/plannen/af/tijdlijn/": IEDEREEN,
    "/plannen/bestaat-niet/tijdlijn/": NIEMAND,
    "/plannen/open/acties.csv": IEDEREEN,
    "/plannen/dicht/acties.csv": BESLOTEN,
    "/plannen/open/acties.xlsx": IEDEREEN,
    "/plannen/dicht/acties.xlsx": BESLOTEN,
    "/plannen/open/acties/nieuw/": WERK,
    "/plannen/dicht/acties/nieuw/": WERK_BESLOTEN,
    "/plannen/af/acties/nieuw/": WERK_AF,
    "/plannen/open/plan.xlsx": IEDEREEN,
    "/plannen/dicht/plan.xlsx": BESLOTEN,
    "/plannen/open/importeren/": WERK,
    "/plannen/dicht/importeren/": WERK_BESLOTEN,
    "/plannen/af/importeren/": WERK_AF,
    "/plannen/open/sjabloon.xlsx": WERK,
    "/plannen/dicht/sjabloon.xlsx": WERK_BESLOTEN,
    "/plannen/af/sjabloon.xlsx": WERK_AF,
    "/plannen/open/subsidies/": IEDEREEN,
    "/plannen/dicht/subsidies/": BESLOTEN,
    "/plannen/af/subsidies/": IEDEREEN,
    "/plannen/bestaat-niet/subsidies/": NIEMAND,
    "/plannen/open/wijzigingen/": IEDEREEN,
    "/plannen/dicht/wijzigingen/": BESLOTEN,
    "/plannen/af/wijzigingen/": IEDEREEN,
    "/plannen/bestaat-niet/wijzigingen/": NIEMAND,
    "/plannen/open/wijzigingen/feed.atom": IEDEREEN,
    "/plannen/dicht/wijzigingen/feed.atom": BESLOTEN,
    "/plannen/af/wijzigingen/feed.atom": IEDEREEN,
    "/plannen/open/rapporten/": IEDEREEN,
    "/plannen/dicht/rapporten/": BESLOTEN,
    "/plannen/af/rapporten/": IEDEREEN,
    "/plannen/open/rapporten/voorbij/": IEDEREEN,
    "/plannen/dicht/rapporten/voorbij/": BESLOTEN,
    "/plannen/open/rapporten/voorbij.pdf": IEDEREEN,
    "/plannen/dicht/rapporten/voorbij.pdf": BESLOTEN,
    "/plannen/open/rapporten/voorbij.docx": IEDEREEN,
    "/plannen/dicht/rapporten/voorbij.docx": BESLOTEN,
    "/plannen/open/rapporten/voorbij.xlsx": IEDEREEN,
    "/plannen/dicht/rapporten/voorbij.xlsx": BESLOTEN,
    "/plannen/open/rapporten/voorbij.csv": IEDEREEN,
    "/plannen/dicht/rapporten/voorbij.csv": BESLOTEN,
    "/plannen/open/rapporten/voorbij.json": IEDEREEN,
    "/plannen/dicht/rapporten/voorbij.json": BESLOTEN,
    "/plannen/af/rapporten/voorbij/": IEDEREEN,
    "/plannen/open/rapporten/ronde/": ONTWERP,
    "/plannen/dicht/rapporten/ronde/": ONTWERP,
    "/plannen/af/rapporten/ronde/": ONTWERP,
    "/plannen/open/rapporten/ronde.pdf": ONTWERP,
    "/plannen/open/rapporten/ronde.docx": ONTWERP,
    "/plannen/open/rapporten/ronde.xlsx": ONTWERP,
    "/plannen/open/rapporten/ronde.csv": ONTWERP,
    "/plannen/open/rapporten/ronde.json": ONTWERP,
    "/plannen/open/rapporten/bestaat-niet/": NIEMAND,
    "/plannen/open/rapporten/bestaat-niet.pdf": NIEMAND,
    "/plannen/open/rapporten/ronde/schrijven/": ONTWERP_WERK,
    "/plannen/dicht/rapporten/ronde/schrijven/": ONTWERP_WERK,
    "/plannen/af/rapporten/ronde/schrijven/": "login 404 404 404 404 403 403",
    "/plannen/open/rapporten/voorbij/schrijven/": WERK_AF,
    "/plannen/open/rapporten/ronde/definitief/": "login 404 404 404 404 403 200",
    "/plannen/open/rapporten/voorbij/definitief/": WERK_AF,
    "/plannen/open/rapporten/voorbij/rechtzetten/": BEHEER,
    "/plannen/dicht/rapporten/voorbij/rechtzetten/": BEHEER_BESLOTEN,
    "/plannen/open/rapporten/ronde/rechtzetten/": "login 404 404 404 404 403 403",
    "/plannen/open/rapporten/voorbij/behandeld/": BEHEER,
    "/plannen/dicht/rapporten/voorbij/behandeld/": BEHEER_BESLOTEN,
    "/plannen/open/rondes/": WERK,
    "/plannen/dicht/rondes/": WERK_BESLOTEN,
    "/plannen/af/rondes/": WERK,  # a closed plan can be read
    "/plannen/open/rondes/nieuw/": WERK,
    "/plannen/dicht/rondes/nieuw/": WERK_BESLOTEN,
    "/plannen/af/rondes/nieuw/": WERK_AF,
    "/rondes/{ronde}/": WERK,
    "/rondes/{ronde}/?toon=te_laat&speerpunt=1&q=buurt": WERK,
    "/rondes/{ronde_dicht}/": WERK_BESLOTEN,
    "/rondes/{ronde_af}/": WERK,
    "/rondes/999999/": "login 404 404 404 404 404 404",
    "/rondes/99999999999999999999999/": "login 404 404 404 404 404 404",
    "/rondes/{ronde}/bewerken/": WERK,
    "/rondes/{ronde_dicht}/bewerken/": WERK_BESLOTEN,
    "/rondes/{ronde_af}/bewerken/": WERK_AF,
    "/rondes/{ronde}/uitstel/buurtwerk/": WERK,
    "/rondes/{ronde}/uitstel/taalhuis/": "login 403 403 403 403 404 404",  # the ronde asks it nothing
    "/rondes/{ronde_dicht}/uitstel/buurtwerk/": WERK_BESLOTEN,
    "/rondes/{ronde_af}/uitstel/buurtwerk/": WERK_AF,
    "/rondes/{ronde}/uitstel/buurtwerk/intrekken/": ALLEEN_POST,
    "/imports/{invoer}/": WERK,
    "/imports/{invoer}/bestand/": WERK,
    "/imports/{invoer}/keuzes/": ALLEEN_POST,
    "/imports/{invoer}/overnemen/": ALLEEN_POST,
    "/imports/{invoer}/terugdraaien/": ALLEEN_POST,
    "/imports/999999/": "login 403 403 403 403 404 404",
    "/acties/{publiek}/": IEDEREEN,
    "/acties/{besloten}/": BESLOTEN,
    "/acties/{in_dicht}/": BESLOTEN,
    "/acties/{in_af}/": IEDEREEN,
    "/acties/{archief}/": IEDEREEN,
    "/acties/{opgegaan}/": "302 302 302 302 302 302 302",
    "/acties/0/": NIEMAND,
    "/acties/99999999999999999999999/": NIEMAND,
    "/acties/{publiek}/bewerken/": WERK,
    "/acties/{besloten}/bewerken/": WERK_BESLOTEN,
    "/acties/{in_dicht}/bewerken/": WERK_BESLOTEN,
    "/acties/{in_af}/bewerken/": WERK_AF,
    "/acties/{publiek}/verplaatsen/": WERK,
    "/acties/{besloten}/verplaatsen/": WERK_BESLOTEN,
    "/acties/{in_af}/verplaatsen/": WERK_AF,
    "/acties/{publiek}/samenvoegen/": WERK,
    "/acties/{besloten}/samenvoegen/": WERK_BESLOTEN,
    "/acties/{in_af}/samenvoegen/": WERK_AF,
    "/acties/{publiek}/archiveren/": WERK,
    "/acties/{besloten}/archiveren/": WERK_BESLOTEN,
    "/acties/{in_af}/archiveren/": WERK_AF,
    "/acties/{archief}/terughalen/": ALLEEN_POST,
    "/acties/{publiek}/melding/": "login 403 200 403 403 200 200",
    "/acties/{besloten}/melding/": "login 403 200 404 404 200 200",
    "/acties/{in_dicht}/melding/": "login 403 200 404 404 200 200",
    "/acties/{in_af}/melding/": WERK_AF,
    "/acties/{archief}/melding/": WERK_AF,
    "/acties/{publiek}/melding/?ronde=onbekend": "login 403 404 403 403 404 404",
    "/acties/{publiek}/melding/?corrigeer=999999": "login 403 404 403 403 404 404",
    "/acties/{publiek}/melding/?corrigeer={concept}": "login 403 404 403 403 404 404",
    "/acties/{publiek}/melding/?corrigeer={aanvaard_besloten}": "login 403 404 403 403 404 404",
    "/acties/{publiek}/bijlagen/": WERK,
    "/acties/{besloten}/bijlagen/": WERK_BESLOTEN,
    "/acties/{in_af}/bijlagen/": WERK_AF,
    "/bijlagen/{bijlage}/": IEDEREEN,
    "/bijlagen/{bijlage_dicht}/": "404 404 200 404 404 200 200",
    "/bijlagen/{bijlage_besloten}/": "404 200 200 404 404 200 200",
    "/bijlagen/{bijlage_ingediend}/": "404 404 200 404 404 200 200",  # public once it is accepted
    "/bijlagen/{bijlage_concept}/": "404 404 200 404 404 200 200",
    "/bijlagen/{bijlage_actie}/": "404 404 200 404 404 200 200",
    "/bijlagen/{bijlage_actie_open}/": IEDEREEN,
    "/bijlagen/{bijlage_in_dicht}/": BESLOTEN,
    "/bijlagen/999999/": NIEMAND,
    "/bijlagen/99999999999999999999999/": NIEMAND,
    "/bijlagen/{bijlage}/openbaar/": ALLEEN_POST,
    "/organisaties/": IEDEREEN,
    "/organisaties/buurtwerk/": IEDEREEN,
    "/organisaties/taalhuis/": IEDEREEN,
    "/organisaties/schaduw/": BESLOTEN,
    "/organisaties/bestaat-niet/": NIEMAND,
    "/organisaties/buurtwerk/verantwoording/2024/": IEDEREEN,
    "/organisaties/schaduw/verantwoording/2024/": BESLOTEN,
    "/organisaties/bestaat-niet/verantwoording/2024/": NIEMAND,
    "/organisaties/buurtwerk/verantwoording/2024.pdf": IEDEREEN,
    "/organisaties/schaduw/verantwoording/2024.pdf": BESLOTEN,
    "/organisaties/buurtwerk/verantwoording/2024.docx": IEDEREEN,
    "/organisaties/schaduw/verantwoording/2024.docx": BESLOTEN,
    "/organisaties/buurtwerk/verantwoording/0/": NIEMAND,
    "/organisaties/buurtwerk/verantwoording/99999999999999999999/": NIEMAND,
    "/organisaties/buurtwerk/samenvoegen/": WERK,
    "/organisaties/schaduw/samenvoegen/": "login 403 403 404 404 200 200",
    "/organisaties/buurtwerk/contactpersonen/": WERK,
    "/organisaties/schaduw/contactpersonen/": "login 403 403 404 404 200 200",
    "/organisaties/bestaat-niet/contactpersonen/": "login 404 404 404 404 404 404",
    "/organisaties/buurtwerk/contactpersonen/{doorgave}/overnemen/": ALLEEN_POST,
    "/organisaties/buurtwerk/contactpersonen/{doorgave}/afwijzen/": ALLEEN_POST,
    "/mijn/": "login 200 200 200 200 200 200",
    "/mijn/doorgeven/": "login 403 200 200 403 403 403",
    "/mijn/ontvangst/": "login 403 200 200 403 403 403",
    "/mijn/concept/{publiek}/": ALLEEN_POST,
    "/rondes/{ronde}/herinneren/": ALLEEN_POST,
    "/mijn/link/": IEDEREEN,
    "/mijn/link/bestaat-niet/": ONBRUIKBAAR,
    "/nakijken/": WERK,
    "/nakijken/{ingediend}/": "login 404 403 404 404 200 200",
    "/nakijken/{concept}/": "login 404 403 404 404 200 200",
    "/nakijken/{terug}/": "login 404 403 404 404 200 200",
    "/nakijken/{aanvaard}/": WERK,
    "/nakijken/{aanvaard_besloten}/": WERK_BESLOTEN,
    "/nakijken/{ingediend_af}/": "login 404 403 404 404 200 200",
    "/nakijken/999999/": "login 404 404 404 404 404 404",
    "/nakijken/99999999999999999999999/": "login 404 404 404 404 404 404",
    "/nakijken/aanvaarden/": WERK,
    "/nakijken/{ingediend}/aanvaarden/": ALLEEN_POST,
    "/nakijken/{ingediend}/terugsturen/": ALLEEN_POST,
    "/uitleg/": IEDEREEN,
    "/toegankelijkheid/": IEDEREEN,
    "/privacy/": IEDEREEN,
    "/colofon/": IEDEREEN,
    "/.well-known/security.txt": IEDEREEN,
    "/stijlgids/": IEDEREEN,
}

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
TERUG = {"versie": 1, "reden": "Te kort.", "tegen": OVER_EEN_MAAND}
# ------------------------- what is sent, and: anoniem lezer partner ander oudlid medewerker beheerder
POST = {
    "/": ({}, ALLEEN_LEZEN),
    "/plannen/": ({}, ALLEEN_LEZEN),
    "/plannen/open/": ({}, ALLEEN_LEZEN),
    "/plannen/dicht/": ({}, ALLEEN_LEZEN),
    "/plannen/open/speerpunten/1/": ({}, ALLEEN_LEZEN),
    "/plannen/open/acties/": ({}, ALLEEN_LEZEN),
    "/plannen/open/subsidies/": ({}, ALLEEN_LEZEN),
    "/plannen/open/matrix/": ({}, ALLEEN_LEZEN),
    "/plannen/dicht/matrix/": ({}, ALLEEN_LEZEN),
    "/plannen/open/tijdlijn/": ({}, ALLEEN_LEZEN),
    "/plannen/open/acties.csv": ({}, ALLEEN_LEZEN),
    "/plannen/open/acties.xlsx": ({}, ALLEEN_LEZEN),
    "/plannen/open/plan.xlsx": ({}, ALLEEN_LEZEN),
    "/plannen/open/sjabloon.xlsx": ({}, ALLEEN_POST),
    "/plannen/open/importeren/": ({}, "login 403 403 403 403 422 422"),
    "/plannen/af/importeren/": ({}, WERK_AF),
    "/plannen/open/wijzigingen/": ({}, ALLEEN_LEZEN),
    "/plannen/open/wijzigingen/feed.atom": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/voorbij/": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/voorbij.pdf": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/voorbij.docx": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/voorbij.xlsx": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/voorbij.csv": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/voorbij.json": ({}, ALLEEN_LEZEN),
    "/plannen/open/rapporten/ronde/schrijven/": ({"inleiding": "Zo."}, "login 404 404 404 404 302 302"),
    "/plannen/af/rapporten/ronde/schrijven/": ({"inleiding": "Zo."}, "login 404 404 404 404 403 403"),
    "/plannen/open/rapporten/voorbij/schrijven/": ({"inleiding": "Zo."}, WERK_AF),
    "/plannen/open/rapporten/ronde/definitief/": ({}, "login 404 404 404 404 403 422"),  # it runs still
    "/plannen/open/rapporten/voorbij/definitief/": ({}, WERK_AF),
    "/plannen/open/rapporten/voorbij/rechtzetten/": (RECHTZETTING, "login 403 403 403 403 403 302"),
    "/plannen/dicht/rapporten/voorbij/rechtzetten/": (RECHTZETTING, "login 403 403 404 404 403 302"),
    "/plannen/open/rapporten/voorbij/behandeld/": (BEHANDELING, "login 403 403 403 403 403 302"),
    "/plannen/dicht/rapporten/voorbij/behandeld/": (BEHANDELING, "login 403 403 404 404 403 302"),
    "/plannen/open/rondes/": ({}, ALLEEN_POST),
    "/plannen/open/rondes/nieuw/": (RONDE, "login 403 403 403 403 302 302"),
    "/plannen/dicht/rondes/nieuw/": (RONDE, "login 403 403 404 404 302 302"),
    "/plannen/af/rondes/nieuw/": (RONDE, WERK_AF),
    "/rondes/{ronde}/": ({}, ALLEEN_POST),
    "/rondes/{ronde}/bewerken/": (RONDE, "login 403 403 403 403 302 302"),
    "/rondes/{ronde_dicht}/bewerken/": (RONDE, "login 403 403 404 404 302 302"),
    "/rondes/{ronde_af}/bewerken/": (RONDE, WERK_AF),
    "/rondes/{ronde}/uitstel/buurtwerk/": (UITSTEL, "login 403 403 403 403 302 302"),
    "/rondes/{ronde_dicht}/uitstel/buurtwerk/": (UITSTEL, "login 403 403 404 404 302 302"),
    "/rondes/{ronde_af}/uitstel/buurtwerk/": (UITSTEL, WERK_AF),
    "/rondes/{ronde}/uitstel/buurtwerk/intrekken/": ({}, "login 403 403 403 403 302 302"),
    "/rondes/{ronde_dicht}/uitstel/buurtwerk/intrekken/": ({}, "login 403 403 404 404 302 302"),
    "/rondes/{ronde_af}/uitstel/buurtwerk/intrekken/": ({}, WERK_AF),
    "/imports/{invoer}/": ({}, ALLEEN_POST),
    "/organisaties/buurtwerk/samenvoegen/": ({}, "login 403 403 403 403 422 422"),
    "/organisaties/buurtwerk/contactpersonen/": ({}, ALLEEN_POST),
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
    "/imports/{invoer}/bestand/": ({}, ALLEEN_POST),
    "/imports/{invoer}/keuzes/": ({}, "login 403 403 403 403 302 302"),
    "/imports/{invoer}/overnemen/": ({}, "login 403 403 403 403 302 302"),
    "/imports/{invoer}/terugdraaien/": ({"reden": "Fout."}, "login 403 403 403 403 422 422"),
    "/plannen/open/acties/nieuw/": (actie_velden(), "login 403 403 403 403 422 422"),
    "/plannen/dicht/acties/nieuw/": (actie_velden(), "login 403 403 404 404 422 422"),
    "/plannen/af/acties/nieuw/": (actie_velden(), WERK_AF),
    "/acties/{publiek}/": ({}, ALLEEN_LEZEN),
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
    "/bijlagen/{bijlage}/": ({}, ALLEEN_LEZEN),
    "/bijlagen/{bijlage}/openbaar/": ({}, "login 403 403 403 403 302 302"),
    "/bijlagen/{bijlage_dicht}/openbaar/": ({"openbaar": "ja"}, "login 404 403 404 404 302 302"),
    "/bijlagen/{bijlage_besloten}/openbaar/": ({"openbaar": "nee"}, "login 403 403 404 404 302 302"),
    "/bijlagen/{bijlage_concept}/openbaar/": ({"openbaar": "ja"}, "login 404 403 404 404 302 302"),
    "/bijlagen/999999/openbaar/": ({}, "login 404 404 404 404 404 404"),
    "/organisaties/": ({}, ALLEEN_LEZEN),
    "/organisaties/buurtwerk/": ({}, ALLEEN_LEZEN),
    "/organisaties/buurtwerk/verantwoording/2024/": ({}, ALLEEN_LEZEN),
    "/organisaties/buurtwerk/verantwoording/2024.pdf": ({}, ALLEEN_LEZEN),
    "/organisaties/buurtwerk/verantwoording/2024.docx": ({}, ALLEEN_LEZEN),
    "/mijn/": ({}, "login 403 302 302 403 403 403"),
    "/mijn/doorgeven/": (DOORGEVEN, "login 403 302 302 403 403 403"),
    "/mijn/ontvangst/": ({}, ALLEEN_POST),
    "/mijn/concept/{publiek}/": ({}, "login 403 403 404 403 403 403"),
    "/mijn/concept/{besloten}/": ({}, "login 403 403 404 403 403 403"),
    "/mijn/concept/999999/": ({}, "login 403 404 404 403 403 403"),
    "/rondes/{ronde}/herinneren/": ({}, "login 403 403 403 403 302 302"),  # nobody can answer it now
    "/rondes/{ronde_dicht}/herinneren/": ({}, "login 403 403 404 404 302 302"),
    "/mijn/link/": ({"email": "geen adres"}, "422 422 422 422 422 422 422"),
    "/mijn/link/bestaat-niet/": ({}, ONBRUIKBAAR),
    "/nakijken/": ({}, ALLEEN_POST),
    "/nakijken/{ingediend}/": ({}, ALLEEN_POST),
    "/nakijken/{ingediend}/aanvaarden/": ({"versie": 1}, "login 404 403 404 404 302 302"),
    "/nakijken/{aanvaard}/aanvaarden/": ({"versie": 1}, "login 403 403 403 403 409 409"),
    "/nakijken/{concept}/aanvaarden/": ({"versie": 1}, "login 404 403 404 404 409 409"),
    "/nakijken/{ingediend_af}/aanvaarden/": ({"versie": 1}, "login 404 403 404 404 403 403"),
    "/nakijken/{ingediend}/terugsturen/": (TERUG, "login 404 403 404 404 302 302"),
    "/nakijken/{aanvaard}/terugsturen/": (TERUG, "login 403 403 403 403 409 409"),
    "/nakijken/{terug}/terugsturen/": (TERUG, "login 404 403 404 404 409 409"),
    "/nakijken/{ingediend_af}/terugsturen/": (TERUG, "login 404 403 404 404 403 403"),
    "/uitleg/": ({}, ALLEEN_LEZEN),
    "/toegankelijkheid/": ({}, ALLEEN_LEZEN),
    "/privacy/": ({}, ALLEEN_LEZEN),
    "/colofon/": ({}, ALLEEN_LEZEN),
    "/.well-known/security.txt": ({}, ALLEEN_LEZEN),
    "/gezondheid/": ({}, ALLEEN_LEZEN),
    "/stijlgids/": ({}, ALLEEN_LEZEN),
}

# Whoever came in by a safe link for {publiek} and {besloten} is nobody, but for these (see `linksessie`).
LINK_GET = {
    "/mijn/": "200",
    "/mijn/ontvangst/": "200",
    "/mijn/doorgeven/": "200",
    "/mijn/concept/{publiek}/": "405",
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


@pytest.fixture
def toneel(db) -> Toneel:
    return zet_op()


def uitkomst(response) -> str:
    naar_aanmelden = response.status_code == 302 and response["Location"].startswith("/aanmelden/?next=")
    return "login" if naar_aanmelden else str(response.status_code)


def per_persona(toneel: Toneel, doe) -> dict[str, str]:
    """Let everyone do the same, each in a world of its own, and give what came of it."""
    uit = {}
    for naam, client in toneel.wie.items():
        with transaction.atomic():
            uit[naam] = uitkomst(doe(client))
            transaction.set_rollback(True)
    return uit


def verwacht(kolommen: str) -> dict[str, str]:
    return dict(zip(WIE, kolommen.split(), strict=True))


def gedaan(vragen: CaptureQueriesContext) -> set[str]:
    """Give what the database was told to do; how often an address asks is counted (`samenleven.limiet`), apart."""
    return {vraag["sql"].lstrip("(\n ").split()[0] for vraag in vragen if "samenleven_vraagteller" not in vraag["sql"]}


@pytest.mark.parametrize("vorm", GET)
def test_get(toneel, vorm):
    """And with it: no GET writes a thing, whoever asks."""
    adres = toneel.adres(vorm)
    with CaptureQueriesContext(connection) as vragen:
        assert per_persona(toneel, lambda client: client.get(adres)) == verwacht(GET[vorm])
    assert gedaan(vragen) <= {"SELECT", "DECLARE", "SAVEPOINT", "ROLLBACK", "RELEASE"}  # DECLARE: a cursor to read with


@pytest.mark.parametrize("vorm", POST)
def test_post(toneel, vorm):
    velden, kolommen = POST[vorm]
    adres = toneel.adres(vorm)
    assert per_persona(toneel, lambda client: client.post(adres, velden)) == verwacht(kolommen)


@pytest.mark.parametrize("vorm", GET)
def test_get_by_a_safe_link(toneel, vorm):
    client = toneel.via_link()
    with CaptureQueriesContext(connection) as vragen:
        uit = uitkomst(client.get(toneel.adres(vorm)))
    assert uit == LINK_GET.get(vorm, verwacht(GET[vorm])["anoniem"])
    assert gedaan(vragen) <= {"SELECT", "DECLARE"}


@pytest.mark.parametrize("vorm", POST)
def test_post_by_a_safe_link(toneel, vorm):
    velden, kolommen = POST[vorm]
    uit = uitkomst(toneel.via_link().post(toneel.adres(vorm), velden))
    assert uit == LINK_POST.get(vorm, verwacht(kolommen)["anoniem"])


@pytest.mark.parametrize("methode", ["put", "patch", "delete", "trace", "options"])
def test_other_methods_do_nothing(toneel, methode):
    """To a beheerder, who may do most; without a right one is sent away before that."""
    for vorm in GET.keys() & POST.keys():
        response = getattr(toneel.wie["beheerder"], methode)(toneel.adres(vorm))
        assert response.status_code in ({405, 403} if "{in_af}" in vorm else {405}), vorm


def test_post_without_the_token_of_the_form(toneel):
    """A forged page of somebody else cannot send anything in the name of who is logged in."""
    for client in toneel.wie.values():
        client.handler.enforce_csrf_checks = True
    for vorm, (velden, kolommen) in POST.items():
        if "302" in kolommen or "422" in kolommen:
            response = toneel.wie["beheerder"].post(toneel.adres(vorm), velden)
            assert response.status_code == 403, vorm
            assert "CSRF" in response.content.decode() or "formulier" in response.content.decode(), vorm


# --- the list is whole


def adressen(patronen, ruimte: str = ""):
    """Give (namespace, name) of every address under these patterns."""
    for patroon in patronen:
        if isinstance(patroon, URLResolver):
            yield from adressen(patroon.url_patterns, patroon.namespace or ruimte)
        else:
            yield ruimte, patroon.name or ""


ACCOUNT = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
BEHEERD = {
    "organisaties.gebruiker",
    "organisaties.lidmaatschap",
    "organisaties.organisatie",
    "speerpunten.indicator",
    "speerpunten.subsidie",
    "speerpunten.actie",
    "speerpunten.beleidsdomein",
    "speerpunten.beleidsplan",
    "speerpunten.doelgroep",
    "speerpunten.gebeurtenis",
    "speerpunten.melding",
    "speerpunten.dagrun",
    "speerpunten.post",
    "speerpunten.ronde",
    "speerpunten.speerpunt",
    "speerpunten.toegangslink",
    "speerpunten.verplaatsing",
}


def namen(vormen) -> set[str]:
    """Give the names of the addresses in a list; which number stands in them makes no difference."""
    paden = (re.sub(r"{\w+}", "1", vorm.partition("?")[0]) for vorm in vormen)
    return {resolve(pad).url_name for pad in paden}


def test_every_address_is_in_the_list():
    alle = list(adressen(get_resolver().url_patterns))
    assert {naam for ruimte, naam in alle if ruimte not in {"", "admin"}} == set()
    eigen = {naam for ruimte, naam in alle if not ruimte}
    assert eigen - ACCOUNT == namen(GET)
    assert eigen - ACCOUNT == namen(POST)
    assert eigen >= ACCOUNT
    in_beheer = {model._meta.label_lower for model in admin.site._registry}
    assert in_beheer == BEHEERD
    assert len([naam for ruimte, naam in alle if ruimte == "admin"]) >= 5 * len(BEHEERD)


# --- the admin and the account pages, apart


@pytest.mark.parametrize("model", sorted(BEHEERD))
def test_admin_is_for_beheerders(toneel, model):
    voet = f"/admin/{model.replace('.', '/')}/"
    for adres in (voet, f"{voet}add/", f"{voet}1/change/", f"{voet}1/delete/", f"{voet}1/history/"):
        uitkomsten = per_persona(toneel, lambda client, adres=adres: client.get(adres, follow=True))
        wie_binnen = uitkomsten.pop("beheerder")
        assert uitkomsten == {
            "anoniem": "200",  # the login page of the site
            "lezer": "403",
            "partner": "403",
            "ander": "403",
            "oudlid": "403",
            "medewerker": "403",
        }, adres
        assert wie_binnen == "200" if adres == voet else wie_binnen in {"200", "403", "404"}


def test_admin_and_account_by_a_safe_link(toneel):
    client = toneel.via_link()
    for model in sorted(BEHEERD):
        voet = f"/admin/{model.replace('.', '/')}/"
        for adres in (voet, f"{voet}add/", f"{voet}1/change/", f"{voet}1/delete/"):
            assert client.get(adres)["Location"].startswith(("/admin/login/", "/aanmelden/")), adres
            assert client.post(adres)["Location"].startswith(("/admin/login/", "/aanmelden/")), adres
    assert uitkomst(client.get("/account/wachtwoord/")) == "login"
    assert uitkomst(client.post("/account/wachtwoord/", {"password1": "x"})) == "login"
    assert client.get("/afmelden/").status_code == 200
    assert client.post("/afmelden/").status_code == 302
    assert uitkomst(client.get("/mijn/")) == "login"


@pytest.mark.parametrize(
    ("adres", "kolommen"),
    [
        ("/aanmelden/", "200 302 302 302 302 302 302"),
        ("/afmelden/", "302 200 200 200 200 200 200"),
        ("/account/gesloten/", "200 302 302 302 302 302 302"),
        ("/account/niet-actief/", IEDEREEN),
        ("/account/wachtwoord/", "login 200 200 200 200 200 200"),
        ("/account/wachtwoord/vergeten/", IEDEREEN),
        ("/account/wachtwoord/vergeten/verstuurd/", IEDEREEN),
        ("/account/wachtwoord/nieuw/klaar/", IEDEREEN),
    ],
)
def test_account(toneel, adres, kolommen):
    assert per_persona(toneel, lambda client: client.get(adres)) == verwacht(kolommen)
