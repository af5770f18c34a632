"""Why a letter could not be set, so that one of these keeps no other waiting."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_letters_and_their_numbers")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="render_problem",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="排版时的问题"),
        ),
    ]
