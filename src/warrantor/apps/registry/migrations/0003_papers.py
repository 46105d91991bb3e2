import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("names", models.CharField(blank=True, max_length=80)),
                ("recorded", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "owner",
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
        ),
        migrations.CreateModel(
            name="PaperWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("recorded", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.paper"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["unit", "sha256"], name="paper_unit_content"),
        ),
        Guard("registry", "Paper"),
        Guard("registry", "PaperWithdrawal"),
    ]
