"""What stands in deploy/ fits what the portal itself says."""

import re
from pathlib import Path

from django.conf import settings

from feedback.choices import MAX_ATTACHMENTS
from participation.harmless import MAX_BYTES

DEPLOY: Path = settings.BASE_DIR / "deploy"
MEGABYTE = 1024 * 1024


def test_the_proxy_lets_through_what_the_form_allows() -> None:
    said = (DEPLOY / "nginx.conf").read_text()
    sizes = [int(size) for size in re.findall(r"client_max_body_size (\d+)m;", said)]

    # a megabyte for the words, and for what stands between the files
    assert sizes
    assert min(sizes) * MEGABYTE >= MAX_ATTACHMENTS * MAX_BYTES + MEGABYTE


def test_what_is_too_large_is_refused_in_both_languages_and_with_the_true_numbers() -> None:
    said = (DEPLOY / "nginx.conf").read_text()
    (page,) = re.findall(r"error_page 413 /(\S+);", said)
    told = (DEPLOY / page).read_text()

    assert f"location = /{page} {{" in said
    for words in (
        f"ไม่เกิน {MAX_ATTACHMENTS} ไฟล์ ไฟล์ละไม่เกิน {MAX_BYTES // MEGABYTE} MB",
        f"Up to {MAX_ATTACHMENTS} files may come along, each of up to {MAX_BYTES // MEGABYTE} MB",
    ):
        assert words in told
    assert "://" not in told  # nothing of it comes from elsewhere
