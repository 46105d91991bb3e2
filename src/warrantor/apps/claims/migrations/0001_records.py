import django.db.models.deletion
from django.db import migrations, models

import warrantor.apps.claims.rules
from warrantor.apps.append_only import Guard


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("coverage", "0010_install_batches"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(default=warrantor.apps.claims.rules.new_number, max_length=16, unique=True),
                ),
                ("serial", models.CharField(blank=True, max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("fault", "fault"), ("return", "return")], default="fault", max_length=10
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("web", "web"), ("email", "email"), ("phone", "phone"), ("api", "api")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("incomplete", "incomplete"),
                            ("undecided", "undecided"),
                            ("referred", "referred"),
                            ("refused", "refused"),
                            ("accepted", "accepted"),
                            ("running", "running"),
                            ("closed", "closed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("fault", models.CharField(max_length=160)),
                ("plan", models.CharField(blank=True, max_length=80)),
                ("level", models.CharField(blank=True, max_length=80)),
                ("remedy", models.CharField(blank=True, max_length=80)),
                ("process", models.JSONField(null=True)),
                ("round", models.PositiveSmallIntegerField(default=0)),
                ("goodwill", models.BooleanField(default=False)),
                ("disputed", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("opened", models.DateTimeField()),
                ("agreed", models.DateTimeField(null=True)),
                ("closed", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=40)),
                (
                    "claimant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.party"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.decision"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.program"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("place", models.PositiveSmallIntegerField()),
                ("what", models.CharField(max_length=80)),
                ("payer", models.CharField(max_length=40)),
                ("charge", models.CharField(blank=True, max_length=80)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("clause", models.CharField(max_length=120)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("actor", models.CharField(blank=True, max_length=80)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("message", "message"), ("note", "note"), ("promise", "promise")], max_length=10
                    ),
                ),
                ("text", models.TextField()),
                ("recorded", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("confirmed", models.BooleanField(default=True)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("whose", models.CharField(choices=[("customer", "customer"), ("vendor", "vendor")], max_length=10)),
                ("result", models.JSONField(null=True)),
                ("done", models.DateTimeField(null=True)),
                ("actor", models.CharField(blank=True, max_length=80)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("said", models.JSONField()),
                ("report", models.JSONField()),
                ("why", models.CharField(blank=True, max_length=500)),
                ("recorded", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coverage.decision"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["unit", "opened"], name="claim_unit_opened"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["program", "state", "opened"], name="claim_queue"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["claimant", "opened"], name="claim_claimant_opened"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("state", "closed"), _negated=True), ("unit__isnull", False)),
                fields=("unit", "fault"),
                name="claim_once_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed__isnull", True)),
                    _connector="OR",
                ),
                name="claim_closed_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.UniqueConstraint(fields=("claim", "round", "place"), name="claim_leg_once"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["claim", "recorded"], name="claim_note_recorded"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("claim", "round", "place"), name="claim_step_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("claim", "number"), name="claim_version_once"),
        ),
        Guard("claims", "Version"),
    ]
