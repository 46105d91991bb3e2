import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Amount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("program", models.CharField(max_length=60)),
                (
                    "side",
                    models.CharField(choices=[("payable", "payable"), ("refundable", "refundable")], max_length=12),
                ),
                ("what", models.CharField(max_length=80)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("clauses", models.JSONField(default=list)),
                ("cause", models.CharField(max_length=120)),
                ("recorded", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charges.amount"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "recorded"], name="amount_unit_recorded")],
                "constraints": [
                    models.UniqueConstraint(fields=("cause", "what", "side"), name="amount_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", True), ("currency", "")),
                            models.Q(("amount__gte", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="amount_has_currency",
                    ),
                ],
            },
        ),
        Guard("charges", "Amount"),
    ]
