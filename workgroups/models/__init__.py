"""Committees, the orders that appoint them, the members the orders name, the seats they hold."""

from workgroups.models.committees import Committee, CompositionRule
from workgroups.models.members import CommitteeMember, Departure, SeatHolding
from workgroups.models.orders import BUDDHIST_YEARS, AppointmentOrder, SignedPaper

__all__ = [
    "BUDDHIST_YEARS",
    "AppointmentOrder",
    "Committee",
    "CommitteeMember",
    "CompositionRule",
    "Departure",
    "SeatHolding",
    "SignedPaper",
]
