"""Readers of files of trade: each layout is a map of columns, kept in `layouts`."""
