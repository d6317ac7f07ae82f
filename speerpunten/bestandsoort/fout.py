"""Why a file cannot be attached."""


class Bestandsfout(Exception):
    """Why this file is refused, in Dutch, with what to do about it. The name of the file does not stand in it."""
