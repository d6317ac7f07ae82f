"""What this installation counts, without knowing of whom."""

from django.db import connection, models

TEL = """
    INSERT INTO samenleven_vraagteller (sleutel, aantal, tot) VALUES (%s, 1, %s)
    ON CONFLICT (sleutel) DO UPDATE SET aantal = samenleven_vraagteller.aantal + 1
    RETURNING aantal
"""


class Vraagteller(models.Model):
    """How often something was asked from one address in one period; the key is a hash with the secret of the site."""

    sleutel = models.CharField(primary_key=True, max_length=64)
    aantal = models.PositiveIntegerField()
    tot = models.BigIntegerField(db_index=True, help_text="Einde van de periode, in seconden sinds 1970.")

    def __str__(self) -> str:
        return f"{self.aantal} keer"

    @classmethod
    def tel(cls, sleutel: str, tot: int) -> int:
        """Count one more and give how many there are: one statement, so that no worker misses what another counts."""
        with connection.cursor() as cursor:
            cursor.execute(TEL, [sleutel, tot])
            return cursor.fetchone()[0]

    @classmethod
    def ruim_op(cls, nu: int) -> None:
        """Throw away what counts no more."""
        cls.objects.filter(tot__lte=nu).delete()
