"""One-off systems of single cities."""
