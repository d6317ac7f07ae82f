"""What glibc keeps of memory (mallopt(3)). Left to itself each thread has a heap of its own, and what a large page
needed stays in it for good. Another libc has no such habits."""

import ctypes

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
GROOT = 256 * 1024  # bytes: from here on what is no longer needed goes back at once
HEAPS = 1

_LIBC = ctypes.CDLL(None)


def houd_weinig_vast() -> None:
    """Let all threads of this process share one heap: one of them computes at a time."""
    if hasattr(_LIBC, "mallopt"):
        _LIBC.mallopt(M_ARENA_MAX, HEAPS)
        _LIBC.mallopt(M_MMAP_THRESHOLD, GROOT)


def geef_terug() -> None:
    """Give back the pages that are free in the middle of the heap."""
    if hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(0)
