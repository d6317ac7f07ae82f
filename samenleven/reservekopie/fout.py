"""What goes wrong with a backup, in words for who runs it."""


class ReservekopieFout(Exception):
    """The backup could not be made, or is refused; what stood there is as it was."""
