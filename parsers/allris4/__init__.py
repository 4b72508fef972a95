"""ALLRIS 4 (ALLRIS net 4.x, Apache Wicket)."""
