"""The only room that speaks SQL or reads files."""
