"""Keys that come from an address: a number that a database can hold, or nothing."""


def als_sleutel(tekst: str | None) -> int | None:
    """Give a key as a number; None for what is none (also “²”, and more than a database can hold)."""
    if tekst and tekst.isascii() and tekst.isdecimal() and len(tekst) < 19:
        return int(tekst)
    return None
