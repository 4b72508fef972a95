"""Bytes in, records out: pure functions `(Page, Source) -> ParseResult`; no network, no disk, no clock."""
