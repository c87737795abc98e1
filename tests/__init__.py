"""The tests: a package of its own, for an installed one may be called `tests` too."""
