import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0009_orders"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="InstallBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("installed_on", models.DateField()),
                ("actor", models.CharField(max_length=80)),
                ("began", models.DateTimeField()),
                ("finished", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "installer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.location"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.product"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.program"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.CharField(max_length=80)),
                ("serial_key", models.CharField(max_length=80)),
                ("state", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("undone", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="coverage.installbatch"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.product"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coverage.registration",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="installbatch",
            index=models.Index(fields=["installer", "finished"], name="install_batch_installer"),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["batch", "serial_key"], name="scan_serial"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(fields=("batch", "key"), name="scan_sent_once"),
        ),
    ]
