"""Headers of an answer that is the same for everybody, and that other sites may read."""

from django.http import HttpResponse


def voor_iedereen(response: HttpResponse) -> HttpResponse:
    """Let every site read this answer, and every cache keep it while it asks each time whether it is still so."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, no-cache"
    return response
