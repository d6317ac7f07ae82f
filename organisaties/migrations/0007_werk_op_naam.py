"""An index for organisaties in the order of their names: a page at a time, however many there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisaties", "0006_mensen")]

    operations = [
        migrations.AddIndex(
            model_name="organisatie",
            index=models.Index(fields=["naam", "id"], name="organisatie_op_naam"),
        ),
    ]
