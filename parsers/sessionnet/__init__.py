"""SessionNet (Somacos)."""
