"""Plan files (`docs/planbestand.md`): file -> records -> three-way comparison -> one transaction.

`soorten` and `schema` say what may stand in a file, `bestand` reads it, `keuring` checks what records say about each
other, `register` knows what was loaded before, `koppeling` translates to objects, `laden` loads, `verslag` tells.
"""
