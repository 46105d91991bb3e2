import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.notices.models
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.notices.models.new_id, max_length=32, unique=True),
                ),
                ("kind", models.CharField(max_length=60)),
                ("program", models.CharField(max_length=60)),
                ("about", models.CharField(max_length=200)),
                ("occasion", models.CharField(max_length=100)),
                ("recipient", models.CharField(max_length=100)),
                ("address", models.CharField(blank=True, max_length=254)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("secret", models.BooleanField(default=False)),
                ("told", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be mailed"),
                            ("sending", "Is being mailed"),
                            ("sent", "Mailed"),
                            ("nobody", "Not mailed: no address"),
                            ("given-up", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0)),
                ("next_try", models.DateTimeField()),
                ("changed", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=300)),
                ("forgotten", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["next_try", "id"], name="notice_waiting"
                    ),
                    models.Index(condition=models.Q(("state", "sending")), fields=["changed"], name="notice_sending"),
                    models.Index(fields=["recipient", "-id"], name="notice_recipient"),
                    models.Index(fields=["about", "-id"], name="notice_about"),
                    models.Index(fields=["state", "-id"], name="notice_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "about", "occasion", "recipient"), name="notice_told_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("program", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
            ],
            options={
                "indexes": [models.Index(fields=["program", "kind", "-id"], name="notice_template_newest")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notices.notice"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("reader", "notice"), name="reading_once")],
            },
        ),
        Guard("notices", "NoticeTemplate"),
    ]
