"""What the worker does for this house."""

from feedback.proposing.learning import train
from participation import jobs

LEARN = "feedback.learn"


@jobs.handler(LEARN)
def learn_anew(running: jobs.RunningJob) -> None:
    """Learn from what there is now: what was taken away is forgotten."""
    train()
    running.finish()
