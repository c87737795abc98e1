"""Money around the goods: guarantees, refunds, loans, insurance, funds. Pure."""
