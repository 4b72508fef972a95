"""The verbs: crawl, load, search, export. The only layer that joins scraper and parsers."""
