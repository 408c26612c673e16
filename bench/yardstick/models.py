from django.db import models


class Line(models.Model):
    """A row of the plain table."""

    title = models.CharField(max_length=120)
    text = models.TextField()
    day = models.DateField()

    objects: models.Manager["Line"] = models.Manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title
