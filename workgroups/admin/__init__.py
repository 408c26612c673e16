"""Appointments: committees, their orders, who is named in them; preview and issue."""

from workgroups.admin import committees, orders

__all__ = ["committees", "orders"]
