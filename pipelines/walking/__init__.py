"""How one source is walked: which page next, what a page leads to, and when it is worth asking again."""
