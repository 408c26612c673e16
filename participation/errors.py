"""Errors whose message is fit to show to the person who asked."""


class DomainError(Exception):
    """A rule of the office forbids the act; the message says which and what to do instead."""
