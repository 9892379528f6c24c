"""The dates that the law sets, from the events of a case or as if they fell on the as-of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.exposure import dates
from skydome.exposure.finding import Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from skydome.exposure.dates import Span
    from skydome.exposure.provision import Deadline, Section
    from skydome.exposure.statute import Statute

SUMMER = ((7, 10), (9, 7))  # 9511(b)(2): 10 July to 7 September


def calendar_of(
    law: Statute, sections: Sequence[Section], events: dict[str, Span], day: date
) -> tuple[Line, ...]:
    """Return every date that clauses of these sections set, in the order of the law.

    A clause that counts from an event of the case gives its date. Where the case has no such
    event, the line gives the date that would follow if the event fell on the as-of date.
    """
    return tuple(
        _line(law, deadline, events, day)
        for section in sections
        for deadline in section.deadlines
        if law.provision(deadline.provision, day)
    )


def _line(law: Statute, deadline: Deadline, events: dict[str, Span], day: date) -> Line:
    fixed = deadline.after[0].isdigit()
    given = fixed or deadline.after in events
    start = dates.parse(deadline.after) if fixed else events.get(deadline.after)
    start = start or dates.on_day(day)
    days, note = _days(deadline, start)
    due = start.shifted(days, deadline.years)
    return Line(
        clause=deadline.provision,
        what=deadline.what,
        after="enactment" if fixed else deadline.after.replace("_", " "),
        start=str(start),
        due=str(due) if start.first == start.last else f"{due.first} to {due.last}",
        given=given,
        note="; ".join(filter(None, [note, *_ambiguous(law, deadline)])),
    )


def _days(deadline: Deadline, start: Span) -> tuple[int, str]:
    """Return how many days a period has: that of a review depends on the season."""
    if deadline.summer_days is None:
        return deadline.days, ""
    summer = dates.within_year(start, *SUMMER)
    if summer is None:
        return deadline.days, f"{deadline.summer_days} days if submitted 10 July to 7 September"
    if summer:
        return deadline.summer_days, f"summer: {deadline.summer_days} calendar days"
    return deadline.days, f"{deadline.days} calendar days, outside 10 July to 7 September"


def _ambiguous(law: Statute, deadline: Deadline) -> list[str]:
    return [f"ambiguity {one.id}" for one in law.touching([deadline.provision])]
