"""Who sits where and what is worked on: committees, orders."""
