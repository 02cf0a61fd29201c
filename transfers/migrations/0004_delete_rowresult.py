from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transfers", "0003_fold_results")]
    operations = [migrations.DeleteModel(name="RowResult")]
