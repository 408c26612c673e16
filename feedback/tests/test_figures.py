"""Which opinions a report quotes."""

import pytest

from feedback.figures import LONGEST_ANSWER, quotations
from feedback.tests.make import make_answer, make_published
from participation.tests.make import group, make_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lengths", "quoted"),
    [
        ([LONGEST_ANSWER], 1),
        ([LONGEST_ANSWER + 1], 0),
        ([LONGEST_ANSWER + 1, 20], 1),
        ([20, LONGEST_ANSWER + 1], 0),
    ],
    ids=["short", "long", "long replaced by short", "short replaced by long"],
)
def test_quoted_is_what_has_a_short_answer_that_stands(lengths, quoted):
    make_office()
    opinion = make_published(group=group(5))
    for length in lengths:
        make_answer(opinion, text="ก" * length)

    told = quotations(opinion.year_id, each=3)

    assert [len(quotation.answer) for quotation in told] == lengths[-1:] * quoted
