"""What the log on the console looks like."""

import logging
import re


class KorteWeigering(logging.Filter):
    """Leave out the traceback of what is no fault of ours: a refused or unknown address is one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info, record.exc_text = None, None
        return True


class ZonderToken(logging.Filter):
    """Leave out the token of a link from a mail: whoever reads the log could use it."""

    token = re.compile(r"(/mijn/link/|/uitnodiging/|/account/email/bevestigen/|/account/wachtwoord/nieuw/)[^/\s?\"']+")

    def filter(self, record: logging.LogRecord) -> bool:
        if self.token.search(tekst := record.getMessage()):
            record.msg, record.args = self.token.sub(r"\1***", tekst), ()
        return True
