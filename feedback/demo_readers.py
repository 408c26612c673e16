"""Invented readers: some stand behind what others said, some ask for another look."""

from feedback.choices import ReportReason
from feedback.marks import For, marks_of
from feedback.models import Opinion, ReaderReport, Support
from feedback.services.reporting import keep_published, report_opinion
from feedback.services.supporting import support_opinion
from participation.demo import user

#: One published opinion in so many has supporters, at most so many.
SUPPORTED, MOST = 3, 14
#: What the readers of one text object to, and of another, which somebody has looked at since.
WAITING = (
    (ReportReason.PERSONAL_DATA, "คนในหมู่บ้านอ่านแล้วรู้ได้ว่าหมายถึงใคร"),
    (ReportReason.OTHER, ""),
)
SETTLED = (
    (ReportReason.UNTRUE, "โรงเรียนของเราไม่เป็นเช่นนั้น"),
    (ReportReason.UNTRUE, ""),
    (ReportReason.INSULTS, ""),
)
REASON = "เป็นความเห็นต่อการทำงาน ไม่ได้ระบุตัวบุคคล และมีคำตอบของสำนักงานประกอบแล้ว"


def make() -> None:
    """Let readers act once; where they have acted already nothing is added."""
    if Support.objects.exists() or ReaderReport.objects.exists():
        return
    published = list(Opinion.objects.published().order_by("-pk"))
    for opinion in published[::SUPPORTED]:
        for number in range(1 + opinion.serial * 7 % MOST):
            support_opinion(opinion, marks=marks_of(_name(number), opinion, why=For.SUPPORT))
    for opinion, reports in zip(published[1:3], (WAITING, SETTLED), strict=False):
        for number, (reason, words) in enumerate(reports):
            marks = marks_of(_name(number), opinion, why=For.REPORT)
            report_opinion(opinion, marks=marks, reason=reason, words=words)
        if reports is SETTLED:
            latest = opinion.reports.latest("pk").pk
            keep_published(opinion, by=user("triage_officer"), reason=REASON, latest=latest)


def _name(number: int) -> str:
    return f"demo:{number}"
