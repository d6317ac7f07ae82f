"""Reports: (plan, ronde or day) -> frozen dataclasses, and every rendering of them. Knows no request."""
