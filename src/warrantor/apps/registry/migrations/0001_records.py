import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.registry.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "key",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=80, unique=True),
                ),
                ("organisation", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "parties",
            },
        ),
        migrations.CreateModel(
            name="Program",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="PartyDetails",
            fields=[
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="registry.party",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("address", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "party details",
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "key",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=80, unique=True),
                ),
                ("time_zone", models.CharField(blank=True, max_length=60)),
                ("region", models.CharField(blank=True, max_length=60)),
                ("country", models.CharField(blank=True, max_length=2)),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=80)),
                ("series", models.CharField(blank=True, max_length=80)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.program"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("serial", models.CharField(max_length=80)),
                ("serial_key", models.CharField(editable=False, max_length=80)),
                (
                    "sold_as",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("certified-pre-owned", "certified-pre-owned"),
                            ("special-order", "special-order"),
                            ("refurbished", "refurbished"),
                            ("used", "used"),
                        ],
                        default="new",
                        max_length=40,
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.location",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.party",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.product"
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
            name="HistoryEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "public_id",
                    models.CharField(default=warrantor.apps.registry.rules.new_id, max_length=32, unique=True),
                ),
                ("what", models.CharField(max_length=60)),
                ("happened_on", models.DateField(null=True)),
                ("happened_at", models.DateTimeField(null=True)),
                ("recorded", models.DateTimeField()),
                ("source", models.CharField(max_length=120)),
                ("data", models.JSONField(default=dict)),
                (
                    "supersedes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.historyevent",
                    ),
                ),
                (
                    "withdraws",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.historyevent",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.party",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(fields=("program", "code"), name="product_code_unique"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["serial_key"], name="unit_serial_key"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("program", "serial_key"), name="unit_serial_unique"),
        ),
        migrations.AddIndex(
            model_name="historyevent",
            index=models.Index(fields=["unit", "recorded"], name="event_unit_recorded"),
        ),
        migrations.AddIndex(
            model_name="historyevent",
            index=models.Index(fields=["party", "recorded"], name="event_party_recorded"),
        ),
        migrations.AddConstraint(
            model_name="historyevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("party__isnull", True), ("unit__isnull", False)),
                    models.Q(("party__isnull", False), ("unit__isnull", True)),
                    _connector="OR",
                ),
                name="event_of_unit_or_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="historyevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("happened_on__isnull", True), ("happened_at__isnull", True), _connector="OR"),
                name="event_day_or_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="historyevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("supersedes__isnull", True), ("what", "withdrawn"), ("withdraws__isnull", False)),
                    models.Q(models.Q(("what", "withdrawn"), _negated=True), ("withdraws__isnull", True)),
                    _connector="OR",
                ),
                name="event_withdraws_if_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="historyevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("supersedes__isnull", True),
                        models.Q(("supersedes", models.F("id")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("withdraws__isnull", True),
                        models.Q(("withdraws", models.F("id")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="event_not_of_itself",
            ),
        ),
        Guard("registry", "HistoryEvent"),
    ]
