from django.db import migrations, models


class Migration(migrations.Migration):
    """Signatures that were drawn on the phone stand beside the photos of a visit."""

    dependencies = [("cases", "0012_waiting_lists_as_files")]

    operations = [
        migrations.AlterField(
            model_name="recordfile",
            name="kind",
            field=models.CharField(
                help_text="photo 照片，signed_sheet 签字表，sign_… 谁的签名",
                max_length=16,
                verbose_name="种类",
            ),
        ),
    ]
