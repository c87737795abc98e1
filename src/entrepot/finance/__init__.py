"""Money around the goods: guarantees, refunds and their clocks. Read clock, refund, guarantee."""
