"""`ratsinfo.db`: its shape as data, and how parsed pages become rows: exploded, merged, linked, joined, remembered."""
