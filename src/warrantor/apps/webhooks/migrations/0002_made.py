from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_records")]

    operations = [
        migrations.AddIndex(model_name="delivery", index=models.Index(fields=["made"], name="delivery_made")),
    ]
