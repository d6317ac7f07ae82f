"""The demonstration: accounts, and a fictitious plan in `plan.json` with what was said about it in `meldingen.json`.

Nothing of it is about a real organisation or person; every name ends in "(voorbeeld)".
"""
