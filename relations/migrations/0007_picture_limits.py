from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('relations', '0006_reviews_are_recorded'),
    ]

    operations = [
        migrations.AlterField(
            model_name='image',
            name='file',
            field=models.ImageField(height_field='height', help_text='JPEG, at most 40 million pixels; PNG and AVIF, at most 8; WebP, at most 6. At most 20 MB. What is larger than pages can show is made smaller.', upload_to='pictures/%Y/', verbose_name='file', width_field='width'),
        ),
    ]
