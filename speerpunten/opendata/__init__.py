"""Open data: what the pages of public plans show, for programs; read only and the same for everybody (ADR 0030).

`vormen` says what goes out, and `bladen` in which lists and documents; `bouwen` makes it from rows, `vragen` asks for
the rows, `bulk` gives a plan as files, `dcat` describes them for catalogues (ADR 0035). `api` is what an address does,
`vraagvormen` what it takes, `specificatie` the OpenAPI with its `voorbeelden`, and `deur` what stands before all of it.
"""
