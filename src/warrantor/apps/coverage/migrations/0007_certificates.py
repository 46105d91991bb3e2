import django.db.models.deletion
from django.db import migrations, models

from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0006_codes"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("plan", models.CharField(max_length=80)),
                ("starts", models.DateField()),
                ("payload", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("key", models.CharField(max_length=16)),
                ("issued", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.decision"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coverage.certificate",
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
            name="CertificateRevocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500)),
                ("revoked", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.certificate"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("unit", "plan", "starts"),
                name="certificate_first_once",
            ),
        ),
        Guard("coverage", "Certificate"),
        Guard("coverage", "CertificateRevocation"),
    ]
