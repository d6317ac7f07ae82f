"""What a worker does before its first visitor: read the addresses and the templates, and set aside what stays.

Without it the first visitor of each worker waits until hundreds of modules are read. What stands when it is done stays
for good: the garbage collector need not look through it again at every turn (`gc.freeze`).
"""

import gc
from pathlib import Path

from django.conf import settings
from django.template import Node, Template, engines
from django.urls import reverse

from organisaties.geheugen import geef_terug, houd_weinig_vast

NIEUW = 20_000  # objects that are made before the collector looks: a page makes a few thousand, and drops them itself
VAAK = 3  # looks at what is new, until it looks once at all that came after the start: a request points at itself
ZELDEN = {"admin", "mfa", "post", "socialaccount", "stijlgids", "usersessions"}  # rooms of templates that can wait
OUDSTE = 2  # generation of the collector: a look at all


def warm_op() -> None:
    """Read all that the first requests would read, once, and keep no memory that a request no longer needs."""
    houd_weinig_vast()
    reverse("start")
    django = engines["django"]
    for map_ in settings.TEMPLATES[0]["DIRS"]:
        for pad in sorted(pad.relative_to(map_) for pad in Path(map_).rglob("*.html")):
            if pad.parts[0] in ZELDEN:
                continue
            sjabloon = django.get_template(str(pad)).template
            if not sjabloon.engine.debug:
                _vergeet_bron(sjabloon)
    gc.collect()
    gc.freeze()
    gc.collect()  # it waits for a quarter more than it found last: let it have found nothing
    gc.set_threshold(NIEUW, VAAK, VAAK)
    geef_terug()
    gc.callbacks.append(_na_een_blik)


def _vergeet_bron(sjabloon: Template) -> None:
    """Let go of the text of a template, and of where each piece stood in it: a page of a fault shows it, with DEBUG."""
    sjabloon.source = ""
    for knoop in sjabloon.nodelist.get_nodes_by_type(Node):
        knoop.token = None


def _na_een_blik(fase: str, wat: dict[str, int]) -> None:
    if fase == "stop" and wat["generation"] == OUDSTE:
        geef_terug()
