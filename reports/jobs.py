"""What the worker does for this house."""

from functools import partial

from participation import jobs
from reports import annual

ANNUAL = "reports.annual"


@jobs.handler(ANNUAL)
def build_annual(running: jobs.RunningJob) -> None:
    """Build the annual report of a year and keep it; no transaction is open while pages are set."""
    year_be = int(running.job.arguments["year"])
    document = annual.make(
        year_be,
        serial=partial(running.keep_serial, partial(annual.draw_serial, year_be)),
        progress=running.progress,
    )
    running.finish(partial(annual.publish, document, by=running.job.asked_by))
