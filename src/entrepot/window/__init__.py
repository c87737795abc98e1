"""The customs single window: one declaration, one inspection, one release. Pure."""
