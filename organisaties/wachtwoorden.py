"""What a password must be, in words that Django's Dutch lacks."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LengteValidator(MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        return f"Dit wachtwoord is te kort. Kies minstens {self.min_length} tekens."
