import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0005_registrations"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("plan", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("until", models.DateField(blank=True, null=True)),
                ("made", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.program"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "code batches",
            },
        ),
        migrations.CreateModel(
            name="CodeTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "code tries",
                "indexes": [models.Index(fields=["actor", "at"], name="code_try_actor")],
            },
        ),
        migrations.CreateModel(
            name="ActivationCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("used", models.DateTimeField(null=True)),
                ("revoked", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.codebatch"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "number"), name="code_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("used__isnull", True), ("revoked__isnull", True), _connector="OR"),
                        name="code_used_or_revoked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unit__isnull", True), ("used__isnull", True)),
                            models.Q(("unit__isnull", False), ("used__isnull", False)),
                            _connector="OR",
                        ),
                        name="code_used_for_a_unit",
                    ),
                ],
            },
        ),
    ]
