"""The command that counts every kept figure anew."""

import pytest
from django.core.management import call_command

from feedback.models import OpinionTally
from feedback.tests.make import make_opinion
from participation.tests.make import group, make_office


@pytest.mark.django_db
def test_recount_says_what_differed(capsys) -> None:
    make_office()
    make_opinion(group=group(5))

    call_command("recount")
    assert "0 figures differed" in capsys.readouterr().out

    OpinionTally.objects.update(opinions=4)
    call_command("recount")
    said = capsys.readouterr().out
    assert "opinions of" in said
    assert "kept 4, counted 1" in said
    assert "1 figures differed" in said
