"""What the log on the console looks like."""

import logging


class KorteWeigering(logging.Filter):
    """Leave out the traceback of what is no fault of ours: a refused or unknown address is one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info, record.exc_text = None, None
        return True
