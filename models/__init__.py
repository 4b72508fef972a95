"""The vocabulary: what council papers, pages and sources are. Imports nothing of ours, does no I/O."""
