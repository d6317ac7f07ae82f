"""Open data: what the pages of public plans show, for programs; read only and the same for everybody (ADR 0030).

`vormen` says what goes out, and `bladen` in which lists and documents; `bouwen` makes it from rows, `vragen` asks for
the rows, `bulk` gives a plan as files, `api` is what an address does, `specificatie` the OpenAPI, and `deur` what
stands before all of it.
"""
