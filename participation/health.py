"""What the machines that watch over us ask, and the answer: 200, or 500 with what does not work."""

from typing import Any

from health_check.views import HealthCheckView


class Health(HealthCheckView):
    """In words for a log; no page, no address, no version."""

    checks = (
        "health_check.checks.Database",
        "health_check.checks.Cache",
        "health_check.checks.Storage",
    )

    def render_to_response(self, _context: dict[str, Any], *, status: int) -> Any:
        """Instead of a page, whatever the asker would accept."""
        return self.render_to_response_text(status)
