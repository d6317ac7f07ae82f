"""`/gezondheid/`: can this installation do its work? For load balancers and for who watches over it; for everybody.

It tells per part whether it is in order, and nothing more: no versions, numbers or paths. 503 where no page can be
given (database, migrations). With `?alles=ja` also where something else needs attention: `dagelijks`, the backup, the
disk. The middleware answers before host, redirect, session and rights are looked at, so it also works without a
database, and by the address of the machine itself.
"""

import datetime as dt
import functools
import logging
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisaties.models import Handeling, Handelingsoort
from speerpunten.models import Dagrun

logger = logging.getLogger(__name__)
ADRES = "/gezondheid/"
OK, NIET, ONBEKEND = "ok", "niet ok", "onbekend"
NODIG = ("databank", "migraties")  # without these no page can be given
MAX_OUD = dt.timedelta(hours=26)  # of what runs every day
GEDULD = 3000  # ms for each query


@functools.cache
def _migraties_hier() -> frozenset[tuple[str, str]]:
    """Give (app, name) of each migration, by the names of the files: Django's own loader reads them all, 1.5 MB."""
    gevonden = set()
    for app in apps.get_app_configs():
        pakket, _ = MigrationLoader.migrations_module(app.label)
        if pakket and (plaats := find_spec(pakket)):
            bestanden = iter_modules(plaats.submodule_search_locations)
            gevonden |= {(app.label, b.name) for b in bestanden if not b.ispkg and b.name[0] not in "_~"}
    return frozenset(gevonden)


def _migraties_toegepast() -> bool:
    toegepast = MigrationRecorder.Migration.objects.values_list("app", "name")
    return _migraties_hier() <= set(toegepast)


def _dagelijks_liep(nu: dt.datetime) -> bool:
    """Tell whether a run of `dagelijks` came to its end lately, and not by an error that stopped it."""
    return Dagrun.objects.filter(geeindigd_op__gt=nu - MAX_OUD, fout="").exists()


def _kopie_gemaakt(nu: dt.datetime) -> bool:
    return Handeling.objects.filter(soort=Handelingsoort.RESERVEKOPIE, op__gt=nu - MAX_OUD).exists()


def _schijf_vrij() -> bool:
    """Tell whether there is room where files and (SQLite) the database are kept."""
    mappen = [settings.BESTANDEN]
    if connection.vendor == "sqlite":
        mappen.append(Path(connection.settings_dict["NAME"]).absolute().parent)
    bestaand = [next(pad for pad in (map_, *map_.parents) if pad.exists()) for map_ in mappen]
    return all(shutil.disk_usage(pad).free >= settings.MIN_SCHIJF * 1024 * 1024 for pad in bestaand)


def _in_databank() -> dict[str, str]:
    """Give what the database tells; every part unknown where it does not answer in time."""
    nu = timezone.now()
    try:
        with transaction.atomic(savepoint=False):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(GEDULD)])
            if not _migraties_toegepast():
                return {"databank": OK, "migraties": NIET, "dagelijks": ONBEKEND, "reservekopie": ONBEKEND}
            deel = {"dagelijks": _dagelijks_liep(nu), "reservekopie": _kopie_gemaakt(nu)}
    except DatabaseError as fout:
        logger.error("The database does not answer: %s", type(fout).__name__)
        connection.close()
        return {"databank": NIET} | dict.fromkeys(("migraties", "dagelijks", "reservekopie"), ONBEKEND)
    return {"databank": OK, "migraties": OK} | {naam: OK if goed else NIET for naam, goed in deel.items()}


def onderdelen() -> dict[str, str]:
    """Give part -> "ok", "niet ok", or "onbekend" where the database cannot tell."""
    return _in_databank() | {"schijf": OK if _schijf_vrij() else NIET}


@login_not_required
@require_safe
def gezondheid(request: HttpRequest) -> HttpResponse:
    """Answer with each part; 200 or 503."""
    delen = onderdelen()
    gezakt = {naam for naam, uitslag in delen.items() if uitslag != OK}
    staat = "niet ok" if gezakt & set(NODIG) else "let op" if gezakt else "ok"
    faalt = gezakt & set(NODIG) or (gezakt and request.GET.get("alles") == "ja")
    response = JsonResponse({"gezondheid": staat} | delen, status=503 if faalt else 200)
    response["Cache-Control"] = "no-store"
    return response


class GezondheidMiddleware:
    """Answer for this one address, before anything that needs a session, a host name or https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return gezondheid(request) if request.path_info == ADRES else self.get_response(request)
