"""The verbs of this house, by noun."""
