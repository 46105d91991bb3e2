import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import warrantor.apps.registry.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_drafts"),
        ("registry", "0003_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="assigned",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="kind",
            field=models.CharField(
                choices=[("fault", "fault"), ("return", "return"), ("question", "question")],
                default="fault",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Goodwill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("amount", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("form", models.CharField(blank=True, max_length=80)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "proposed"), ("granted", "granted"), ("rejected", "rejected")],
                        max_length=10,
                    ),
                ),
                ("proposed", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("settled", models.DateTimeField(null=True)),
                ("judge", models.CharField(blank=True, max_length=80)),
                ("judgement", models.CharField(blank=True, max_length=500)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")), fields=("claim",), name="goodwill_proposed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", True), ("currency", "")),
                            models.Q(("amount__gt", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="goodwill_has_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", False), models.Q(("form", ""), _negated=True), _connector="OR"
                        ),
                        name="goodwill_gives_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoodwillLimit",
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
                ("amount", models.DecimalField(decimal_places=3, max_digits=14)),
                ("currency", models.CharField(max_length=3)),
                ("since", models.DateField()),
                ("recorded", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.program"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["program", "role", "since"], name="goodwill_limit_role")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="goodwill_limit_not_negative")
                ],
            },
        ),
        Guard("claims", "GoodwillLimit"),
    ]
