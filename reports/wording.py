"""The sentences of the annual report. A sentence holds numbers; it never decides what they mean."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from feedback.choices import Outcome, ReasonClass
from feedback.figures import Timeliness
from participation import thai
from workgroups.figures import OrderFigures


def per_cent(part: int, whole: int) -> str:
    """A share in whole per cent; a dash where there is nothing to share.

    Only all is a hundred, and only nothing is none.
    """
    if not whole:
        return "–"
    share = round(100 * part / whole)
    if part and not share:
        return _("less than 1 per cent")
    return _("%(share)s per cent") % {"share": min(share, 99) if part < whole else share}


def opinions(year_be: int, now: int, before: int) -> str:
    """How many opinions came, beside the year before."""
    words = {
        "year": year_be,
        "n": f"{now:,}",
        "before": f"{before:,}",
        "change": f"{abs(now - before):,}",
    }
    if not now:
        return _("No opinion was received in fiscal year %(year)s.") % words
    if not before:
        return (
            _(
                "In fiscal year %(year)s the office received %(n)s opinions from stakeholders; "
                "the portal has none of the year before."
            )
            % words
        )
    if now > before:
        sentence = _(
            "In fiscal year %(year)s the office received %(n)s opinions from stakeholders, "
            "%(change)s more than the year before (%(before)s)."
        )
    elif now < before:
        sentence = _(
            "In fiscal year %(year)s the office received %(n)s opinions from stakeholders, "
            "%(change)s fewer than the year before (%(before)s)."
        )
    else:
        sentence = _(
            "In fiscal year %(year)s the office received %(n)s opinions from stakeholders, "
            "as many as the year before."
        )
    return sentence % words


def answering(time: Timeliness) -> str:
    """How many were answered, and how many of these in time."""
    words = {
        "answered": f"{time.answered:,}",
        "received": f"{time.received:,}",
        "in_time": f"{time.in_time:,}",
        "share": per_cent(time.in_time, time.answered),
        "overdue": f"{time.overdue:,}",
    }
    if not time.received:
        return _("There was no opinion to answer.")
    if not time.answered:
        return _("None of %(received)s opinions is answered yet; %(overdue)s are overdue.") % words
    if time.overdue:
        return (
            _(
                "%(answered)s of %(received)s opinions are answered, %(in_time)s of them within "
                "the time set (%(share)s); %(overdue)s are overdue."
            )
            % words
        )
    return (
        _(
            "%(answered)s of %(received)s opinions are answered, %(in_time)s of them within "
            "the time set (%(share)s); none is overdue."
        )
        % words
    )


def committee(order: OrderFigures) -> str:
    """A body, its order, its members and its term."""
    sentence = (
        _(
            "%(committee)s, by order %(number)s of %(day)s and what changed it: %(members)s "
            "persons, %(outside)s of them from outside, from %(start)s to %(end)s."
        )
        if order.is_changed
        else _(
            "%(committee)s, by order %(number)s of %(day)s: %(members)s persons, %(outside)s of "
            "them from outside, from %(start)s to %(end)s."
        )
    )
    return sentence % {
        "committee": order.committee,
        "number": order.number,
        "day": thai.thai_date(order.signed_on),
        "members": order.members,
        "outside": order.outside,
        "start": thai.thai_date(order.term[0]),
        "end": thai.thai_date(order.term[1]),
    }


def no_committee() -> str:
    return _("No order appoints a committee or working group for this group this year.")


def coverage(covered: int, tasks: int) -> str:
    """How many tasks of the announcement somebody was appointed for."""
    words = {"covered": covered, "tasks": tasks, "left": tasks - covered}
    if covered == tasks:
        return _("Its orders cover all %(tasks)s tasks of the announcement.") % words
    return (
        _(
            "Its orders cover %(covered)s of %(tasks)s tasks of the announcement; "
            "no committee covers the other %(left)s."
        )
        % words
    )


def committees(groups: tuple[int, int], members: int, outside: int, tasks: tuple[int, int]) -> str:
    """In how many groups somebody was appointed, who, and for how much of the work."""
    return _(
        "Committees or working groups stand appointed in %(with_one)s of %(groups)s mission "
        "groups, with %(members)s seats, %(outside)s of them held by people from outside; their "
        "orders cover %(covered)s of %(tasks)s tasks."
    ) % {
        "with_one": groups[0],
        "groups": groups[1],
        "members": members,
        "outside": outside,
        "covered": tasks[0],
        "tasks": tasks[1],
    }


def improvements(
    year_be: int, actions: int, opinions: int, recommendations: Sequence[tuple[int, int]]
) -> str:
    """What was improved, and because of what; `recommendations` by the year they are of."""
    if not actions:
        return _("No improvement is recorded this year.")
    words = {
        "year": year_be,
        "actions": actions,
        "opinions": f"{opinions:,}",
        "recommendations": _(" and ").join(
            _("%(n)s of fiscal year %(year)s") % {"n": n, "year": year}
            for year, n in recommendations
        ),
    }
    if not recommendations:
        return (
            _(
                "In fiscal year %(year)s %(actions)s improvements are recorded, answering "
                "%(opinions)s opinions."
            )
            % words
        )
    return (
        _(
            "In fiscal year %(year)s %(actions)s improvements are recorded, answering "
            "%(opinions)s opinions and recommendations of the monitoring committee: "
            "%(recommendations)s."
        )
        % words
    )


def reviews(
    year_be: int, reviews: int, groups: int, recommendations: int, acted_on: int, *, as_of: dt.date
) -> str:
    """What the monitoring committee did that year, and what came of it by the day of the report."""
    if not reviews:
        return _("No monitoring review is recorded this year.")
    words = {
        "year": year_be,
        "reviews": reviews,
        "groups": groups,
        "recommendations": recommendations,
        "acted_on": acted_on,
        "day": thai.thai_date(as_of),
    }
    if not acted_on:
        return (
            _(
                "In fiscal year %(year)s the monitoring committee wrote %(reviews)s reviews of "
                "%(groups)s mission groups with %(recommendations)s recommendations; by %(day)s "
                "no improvement is recorded for these."
            )
            % words
        )
    return (
        _(
            "In fiscal year %(year)s the monitoring committee wrote %(reviews)s reviews of "
            "%(groups)s mission groups with %(recommendations)s recommendations; by %(day)s "
            "improvements are recorded for %(acted_on)s of these."
        )
        % words
    )


def answers(
    opinions: int, numbers: Sequence[str], *, recommendation_year: int | None
) -> tuple[str, ...]:
    """Whom an improvement answers; only published opinions are named."""
    parts = []
    if opinions:
        words = {"n": f"{opinions:,}", "numbers": ", ".join(numbers)}
        if numbers and len(numbers) == opinions:
            parts.append(_("opinions %(numbers)s") % words)
        elif numbers:
            parts.append(_("%(n)s opinions, such as %(numbers)s") % words)
        else:
            parts.append(_("%(n)s opinions") % words)
    if recommendation_year:
        parts.append(
            _("a recommendation of the monitoring committee of fiscal year %(year)s")
            % {"year": recommendation_year}
        )
    return tuple(parts)


def period(start: dt.date, end: dt.date) -> str:
    return _("%(start)s to %(end)s") % {
        "start": thai.thai_date(start),
        "end": thai.thai_date(end),
    }


def last_year(year_be: int, time: Timeliness, recommendations: int) -> str:
    """Step 1: what of last year's there was to learn from."""
    words = {
        "year": year_be,
        "received": f"{time.received:,}",
        "answered": f"{time.answered:,}",
        "recommendations": recommendations,
    }
    if not (time.received or recommendations):
        return _("The portal has no records of fiscal year %(year)s.") % words
    return (
        _(
            "Fiscal year %(year)s left %(received)s opinions, %(answered)s of them answered, and "
            "%(recommendations)s recommendations of the monitoring committee; they stand beside "
            "this year's in part 3."
        )
        % words
    )


def duties(covered: int, tasks: int) -> str:
    """Step 3: what the orders set."""
    return _(
        "The appointment orders set duties and powers for %(covered)s of %(tasks)s tasks; "
        "part 3 names the tasks of each group."
    ) % {"covered": covered, "tasks": tasks}


def channels(count: int) -> str:
    """Step 4: by how many ways opinions came."""
    return _(
        "Opinions came through %(count)s channels; the results of each mission group are in "
        "part 3, put to the executive board with this report."
    ) % {"count": count}


def officers(named: int, groups: int) -> str:
    """Step 5: who was responsible."""
    if named == groups:
        return _("Every one of %(groups)s mission groups has a responsible officer.") % {
            "groups": groups
        }
    return _("%(named)s of %(groups)s mission groups have a responsible officer.") % {
        "named": named,
        "groups": groups,
    }


def points(
    year_be: int,
    *,
    without_committee: Sequence[str],
    uncovered: int,
    overdue: int,
    unanswered: int,
) -> tuple[str, ...]:
    """What waits for a decision of the board."""
    found = []
    if without_committee:
        names = " ".join(without_committee)
        found.append(
            _("No committee or working group is appointed for: %(names)s") % {"names": names}
        )
    if uncovered:
        found.append(_("No committee covers %(n)s tasks of the announcement.") % {"n": uncovered})
    if overdue:
        found.append(_("%(n)s opinions wait for an answer past their day.") % {"n": f"{overdue:,}"})
    if unanswered:
        found.append(
            _(
                "%(n)s recommendations of the monitoring committee of fiscal year %(year)s have "
                "no improvement yet."
            )
            % {"n": unanswered, "year": year_be}
        )
    return tuple(found)


def outcome(of: Outcome, reason: str) -> str:
    """What became of a matter, with the reason where it was not done."""
    if not reason:
        return str(of.label)
    return _("%(outcome)s: %(reason)s") % {
        "outcome": of.label,
        "reason": ReasonClass(reason).label,
    }
