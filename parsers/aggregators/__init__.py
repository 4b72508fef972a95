"""Mirrors of council papers: pages of unserAC.de and politik-bei-uns.de."""
