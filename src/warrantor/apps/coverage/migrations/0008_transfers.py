import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0007_certificates"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("decisions", models.JSONField(default=list)),
                ("by_person", models.BooleanField(default=False)),
                ("approved", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        default="offered",
                        max_length=12,
                    ),
                ),
                ("asked", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended", models.DateTimeField(null=True)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "offered")), fields=("unit",), name="transfer_one_offered"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taker__isnull", True),
                            models.Q(("taker", models.F("giver")), _negated=True),
                            _connector="OR",
                        ),
                        name="transfer_to_another",
                    ),
                ],
            },
        ),
    ]
