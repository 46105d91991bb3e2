import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_help_contacts"),
        ("coverage", "0010_install_batches"),
        ("registry", "0003_papers"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rma", None), ("state", "aside"), ("unit__isnull", False)),
                fields=("unit",),
                name="receipt_unit_once_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Upper("typed"),
                condition=models.Q(("rma", None), ("state", "aside"), ("unit", None)),
                name="receipt_typed_once_aside",
            ),
        ),
    ]
