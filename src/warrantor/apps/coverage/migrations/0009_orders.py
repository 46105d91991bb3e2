import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0008_transfers"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("ask", models.CharField(max_length=20)),
                ("plan", models.CharField(max_length=80)),
                ("to", models.CharField(blank=True, max_length=80)),
                ("on", models.DateField(null=True)),
                ("invoice", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "held"),
                            ("done", "done"),
                            ("refused", "refused"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("waits", models.JSONField(default=list)),
                ("made", models.DateTimeField()),
                ("settled", models.DateTimeField(null=True)),
                ("actor", models.CharField(max_length=80)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.decision"
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
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "payer",
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
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("program", models.CharField(max_length=60)),
                ("terms_version", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=64)),
                ("actor", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.order"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["unit", "state"], name="order_unit_state"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["state", "made"], name="order_state_made"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "held")), fields=("unit", "ask", "plan", "to"), name="order_held_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled__isnull", True), ("state", "held")),
                    models.Q(models.Q(("state", "held"), _negated=True), ("settled__isnull", False)),
                    _connector="OR",
                ),
                name="order_settled",
            ),
        ),
        Guard("coverage", "Acceptance"),
    ]
