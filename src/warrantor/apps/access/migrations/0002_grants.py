import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("end-customer", "End customer"),
                            ("distributor", "Distributor"),
                            ("reseller", "Reseller"),
                            ("installer", "Installer"),
                            ("agent", "Support agent"),
                            ("engineer", "Field engineer"),
                            ("warranty-manager", "Warranty manager"),
                            ("terms-officer", "Terms officer"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=40,
                    ),
                ),
                ("party", models.CharField(blank=True, max_length=80)),
                ("program", models.CharField(blank=True, max_length=60)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["party"], name="grant_party")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "role", "party", "program"), name="grant_unique")
                ],
            },
        ),
    ]
