"""What is owed at the border: duty, tax, landed cost. Pure."""
