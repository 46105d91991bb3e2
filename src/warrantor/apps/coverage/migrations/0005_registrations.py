import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0004_alerts"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("waiting", "waiting"),
                            ("complete", "complete"),
                            ("denied", "denied"),
                            ("removed", "removed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("serial", models.CharField(blank=True, max_length=80)),
                ("route", models.CharField(blank=True, max_length=60)),
                ("clause", models.CharField(blank=True, max_length=200)),
                ("answers", models.JSONField(default=dict)),
                ("actor", models.CharField(max_length=80)),
                ("began", models.DateTimeField()),
                ("changed", models.DateTimeField()),
                ("completed", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.historyevent",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.program"
                    ),
                ),
                (
                    "registrar",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegistrationRuling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[("denied", "denied"), ("removed", "removed"), ("restored", "restored")], max_length=20
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.registration"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["unit", "state"], name="registration_unit"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["state", "changed"], name="registration_state"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["actor", "state"], name="registration_actor"),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("completed__isnull", False), ("event__isnull", False), ("state__in", ("complete", "removed"))
                    ),
                    models.Q(
                        ("completed__isnull", True),
                        ("event__isnull", True),
                        ("state__in", ("draft", "waiting", "denied")),
                    ),
                    _connector="OR",
                ),
                name="registration_dated_when_complete",
            ),
        ),
        migrations.AddIndex(
            model_name="registrationruling",
            index=models.Index(fields=["registration", "at"], name="registration_ruling"),
        ),
        Guard("coverage", "RegistrationRuling"),
    ]
