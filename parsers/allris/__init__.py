"""What ALLRIS classic (both skins) and ALLRIS 4 have in common: labels, links, cells, tables (MARKUP §1, §2)."""
