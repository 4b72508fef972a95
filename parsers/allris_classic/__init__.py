"""ALLRIS classic (ALLRIS net 3.x), both skins."""
