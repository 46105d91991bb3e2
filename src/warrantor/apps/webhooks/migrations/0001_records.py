import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules
import warrantor.apps.webhooks.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("program", models.CharField(blank=True, max_length=60)),
                ("url", models.CharField(max_length=500)),
                ("events", models.JSONField(default=list)),
                ("made", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("disabled", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["program"], name="endpoint_program")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("disabled", None)), fields=("url", "program"), name="endpoint_open_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EndpointSecret",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", models.CharField(max_length=80)),
                ("made", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="webhooks.endpoint"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.webhooks.rules.new_message, max_length=40, unique=True),
                ),
                ("event", models.CharField(max_length=80)),
                ("about", models.CharField(max_length=200)),
                ("occasion", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("made", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("delivered", "delivered"),
                            ("given-up", "given-up"),
                            ("dropped", "dropped"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due", models.DateTimeField()),
                ("claim", models.CharField(blank=True, max_length=32)),
                ("claimed", models.DateTimeField(null=True)),
                ("last", models.DateTimeField(null=True)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("said", models.CharField(blank=True, max_length=300)),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="webhooks.endpoint"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due"], name="delivery_due"),
                    models.Index(fields=["endpoint", "state", "id"], name="delivery_endpoint_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("endpoint", "event", "about", "occasion"), name="delivery_once")
                ],
            },
        ),
    ]
