"""What everyone gets at the addresses of accounts and of the admin: in the same columns as `toegang_lezen`."""

from speerpunten.tests.toegang_lezen import ALLEEN_POST, IEDEREEN, NIEMAND, ONBRUIKBAAR

BEWIJS_EERST = "login 302 302 302 302 302 302"  # leads to the page that asks again who one is
GEEN_EIGEN = "login 404 404 404 404 404 404"  # no such thing of one's own
NIET_BEZIG = "302 302 302 302 302 302 302"  # leads to the login page, or away from it
SLEUTEL = "/account/wachtwoord/nieuw/1-onzin/"
WACHTWOORD = "/account/wachtwoord/"
# ------------------------- anoniem lezer partner ander oudlid medewerker beheerder
ACCOUNT_GET = {
    "/aanmelden/": "200 302 302 302 302 302 302",
    "/afmelden/": "302 200 200 200 200 200 200",
    "/account/gesloten/": "200 302 302 302 302 302 302",
    "/account/niet-actief/": IEDEREEN,
    WACHTWOORD: "login 200 200 200 200 200 200",
    "/account/wachtwoord/instellen/": "login 302 302 302 302 302 302",
    "/account/wachtwoord/vergeten/": IEDEREEN,
    "/account/wachtwoord/vergeten/verstuurd/": IEDEREEN,
    SLEUTEL: IEDEREEN,  # says that the link does not work
    "/account/wachtwoord/nieuw/klaar/": IEDEREEN,
    "/account/": "login 200 200 200 200 200 200",
    "/account/email/": "login 302 302 302 302 302 302",  # first: prove who you are
    "/account/email/bevestigen/onzin/": ONBRUIKBAAR,
    "/account/bevestigen/": "login 200 200 200 200 200 200",
    "/account/sessies/": "login 200 200 200 200 200 200",
    "/account/sessies/1/afmelden/": ALLEEN_POST,
    "/account/tweede-stap/": "login 200 200 200 200 200 200",
    "/account/tweede-stap/aanmelden/": "302 302 302 302 302 302 302",
    "/account/tweede-stap/bevestigen/": "login 302 302 302 302 302 302",
    "/account/tweede-stap/app/": "login 302 302 302 302 302 302",
    "/account/tweede-stap/app/weg/": "login 404 404 404 404 404 404",
    "/account/toegangssleutels/nieuw/": "login 302 302 302 302 302 302",
    "/account/toegangssleutels/aanmelden/": "302 302 302 302 302 302 302",
    "/account/toegangssleutels/bevestigen/": "login 302 302 302 302 302 302",
    "/account/toegangssleutels/1/": "login 302 302 302 302 302 302",
    "/account/toegangssleutels/1/weg/": "login 302 302 302 302 302 302",
    "/account/herstelcodes/": "login 302 302 302 302 302 302",
    "/account/herstelcodes/nieuw/": "login 302 302 302 302 302 302",
    "/account/oidc/": NIEMAND,  # no provider in the settings
    "/account/oidc/terug/": NIEMAND,
}
FOUT = {"email": "geen adres", "login": "geen adres"}
# ------------------------- what is sent, and: anoniem lezer partner ander oudlid medewerker beheerder
ACCOUNT_POST = {
    "/aanmelden/": (FOUT, "200 302 302 302 302 302 302"),
    "/afmelden/": ({}, "302 302 302 302 302 302 302"),
    "/account/gesloten/": (FOUT, "200 302 302 302 302 302 302"),
    WACHTWOORD: ({"password1": "x"}, "login 200 200 200 200 200 200"),
    "/account/wachtwoord/instellen/": ({}, "login 302 302 302 302 302 302"),
    "/account/wachtwoord/vergeten/": (FOUT, IEDEREEN),
    SLEUTEL: ({"password1": "x"}, IEDEREEN),
    "/account/email/": ({}, BEWIJS_EERST),
    "/account/email/bevestigen/onzin/": ({}, ONBRUIKBAAR),
    "/account/bevestigen/": ({}, "login 200 200 200 200 200 200"),
    "/account/sessies/": ({}, "login 302 302 302 302 302 302"),
    "/account/sessies/1/afmelden/": ({}, GEEN_EIGEN),
    "/account/tweede-stap/aanmelden/": ({}, NIET_BEZIG),
    "/account/tweede-stap/bevestigen/": ({}, BEWIJS_EERST),
    "/account/tweede-stap/app/": ({}, BEWIJS_EERST),
    "/account/tweede-stap/app/weg/": ({}, GEEN_EIGEN),
    "/account/toegangssleutels/nieuw/": ({}, BEWIJS_EERST),
    "/account/toegangssleutels/aanmelden/": ({}, NIET_BEZIG),
    "/account/toegangssleutels/bevestigen/": ({}, BEWIJS_EERST),
    "/account/toegangssleutels/1/": ({}, BEWIJS_EERST),
    "/account/toegangssleutels/1/weg/": ({}, BEWIJS_EERST),
    "/account/herstelcodes/": ({}, BEWIJS_EERST),
    "/account/herstelcodes/nieuw/": ({}, BEWIJS_EERST),
    "/account/oidc/": ({}, NIEMAND),
    "/account/oidc/terug/": ({}, NIEMAND),
}

# The admin: what a beheerder gets there (GET), by the name of the address without its model. Nobody else gets in.
BEHEER = {
    "index": {200},
    "app_list": {200},
    "changelist": {200},
    "add": {200, 403},
    "change": {200, 302},  # 302: there is no such row
    "history": {200, 302, 404},
    "simple_history": {200, 404},
    "delete": {200, 302, 403},  # 200: asks whether it is certain, or tells why it cannot be
    "": {302, 404},  # the old address of a row; an address that leads nowhere
    "password_change": {200, 302},
    "password_change_done": {200, 302},
    "auth_user_password_change": {200, 404},  # 404: there is no such person
    "actie_daad": {200, 302, 404},
    "autocomplete": {403},  # without saying of what
    "jsi18n": {200},
    "view_on_site": {302, 404},
    "login": {302},
    "logout": {405},
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
