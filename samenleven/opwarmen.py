"""What a worker does before its first visitor: read the addresses and the templates, and set aside what stays.

Without it the first visitor of each worker waits until hundreds of modules are read. What stands when it is done stays
for good: the garbage collector need not look through it again at every turn (`gc.freeze`).
"""

import gc
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.urls import reverse

NIEUW = 20_000  # objects that are made before the collector looks: a page makes a few thousand, and drops them itself


def warm_op() -> None:
    """Read all that the first requests would read, once."""
    reverse("start")
    django = engines["django"]
    for map_ in settings.TEMPLATES[0]["DIRS"]:
        for pad in sorted(Path(map_).rglob("*.html")):
            django.get_template(str(pad.relative_to(map_)))
    gc.collect()
    gc.freeze()
    gc.set_threshold(NIEUW, *gc.get_threshold()[1:])
