"""More! rubin (more! software)."""
