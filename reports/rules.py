"""Who may, in this house."""

import rules

from participation.rules import is_executive

rules.add_perm("reports.ask_report", is_executive)
