"""The only room that speaks SQL or reads files.

Reading order: home is the data folder; binaries, cluster and server keep the embedded
PostgreSQL, migrate its schema, db gives transactions, backup and upkeep serve the
administrator; packs and quotes are kept there; exchange, hscodes and sealanes read what
comes with packages.
"""
