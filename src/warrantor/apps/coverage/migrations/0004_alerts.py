import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0003_standing"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=200)),
                ("detail", models.JSONField(default=dict)),
                ("times", models.PositiveIntegerField(default=1)),
                ("raised", models.DateTimeField()),
                ("last", models.DateTimeField()),
                ("settled", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                ("outcome", models.CharField(blank=True, max_length=500)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["settled", "last"], name="alert_settled_last")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled__isnull", True)),
                        fields=("kind", "subject"),
                        name="alert_open_once",
                    )
                ],
            },
        ),
    ]
