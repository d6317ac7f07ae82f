"""What everyone gets at the addresses of accounts and of the admin: in the same columns as `toegang_lezen`."""

from speerpunten.tests.toegang_lezen import IEDEREEN

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
    "auth_user_password_change": {200, 302},
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
