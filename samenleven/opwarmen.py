"""What a worker does before its first visitor: read the addresses and the templates, and set aside what stays.

Without it the first visitor of each worker waits until hundreds of modules are read. What stands when it is done stays
for good: the garbage collector need not look through it again at every turn (`gc.freeze`).
"""

import ctypes
import gc
from functools import partial
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.urls import reverse

NIEUW = 20_000  # objects that are made before the collector looks: a page makes a few thousand, and drops them itself
VAAK = 3  # looks at what is new, until it looks once at all that came after the start: a request points at itself

OUDSTE = 2  # generation of the collector: a look at all

# How glibc keeps memory (mallopt(3)). Left to itself each thread has a heap of its own, and what a large page needed
# stays in it for good.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
GROOT = 256 * 1024  # bytes: from here on what is no longer needed goes back at once
HEAPS = 1


def warm_op() -> None:
    """Read all that the first requests would read, once, and keep no memory that a request no longer needs."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):  # another libc has no such habit
        libc.mallopt(M_ARENA_MAX, HEAPS)
        libc.mallopt(M_MMAP_THRESHOLD, GROOT)
    reverse("start")
    django = engines["django"]
    for map_ in settings.TEMPLATES[0]["DIRS"]:
        for pad in sorted(Path(map_).rglob("*.html")):
            django.get_template(str(pad.relative_to(map_)))
    gc.collect()
    gc.freeze()
    gc.collect()  # it waits for a quarter more than it found last: let it have found nothing
    gc.set_threshold(NIEUW, VAAK, VAAK)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
        gc.callbacks.append(partial(_geef_terug, libc))


def _geef_terug(libc: ctypes.CDLL, fase: str, wat: dict[str, int]) -> None:
    """Give back the pages of memory that are free in the middle of a heap, after each look at all objects."""
    if fase == "stop" and wat["generation"] == OUDSTE:
        libc.malloc_trim(0)
