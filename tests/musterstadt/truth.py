"""What a perfect crawl must yield (see truth_of)."""
