"""Nouns every room shares. Pure: no files, SQL, network or clock."""
