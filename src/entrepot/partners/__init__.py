"""Cities and bodies one is tied to, and by what. Pure."""
