"""Drafts that a village's helper fills in for a person."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("forms", "0002_drafts_for_a_principal")]

    operations = [
        migrations.AddField("draft", "helper", models.UUIDField("帮填的账号", null=True)),
        migrations.AddField(
            "draft",
            "helper_name",
            models.CharField("帮填的人", max_length=64, default="", db_default="", help_text="L2"),
        ),
        migrations.AddField(
            "draft", "helper_place", models.CharField("帮填的村居", max_length=64, default="", db_default="")
        ),
        migrations.AddField("draft", "lapses_at", models.DateTimeField("到这时作废", null=True)),
        migrations.AddField("draft", "offered_at", models.DateTimeField("交给本人的时间", null=True)),
        migrations.AddField("draft", "taken_at", models.DateTimeField("本人动手改的时间", null=True)),
        migrations.AddField(
            "draft",
            "ended",
            models.CharField(
                "怎么结束的", max_length=12, default="", db_default="", help_text="discarded、lapsed"
            ),
        ),
        migrations.AddIndex(
            "draft",
            models.Index(fields=["helper", "-id"], name="forms_draft_helper", condition=~Q(helper=None)),
        ),
        migrations.AddIndex(
            "draft",
            models.Index(
                fields=["lapses_at"],
                name="forms_draft_lapses",
                condition=Q(case=None, ended="") & ~Q(helper=None),
            ),
        ),
    ]
