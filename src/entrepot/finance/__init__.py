"""Money around the goods. Pure.

Reading order: clock counts working days that are spent, refund works out what comes back and
refund_case its life; guarantee is the ledger behind releases. For small exporters: loan scores,
insurance covers buyers, fund promises and pays on milestones, green says who goes first.
"""
