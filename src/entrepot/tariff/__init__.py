"""What is owed at the border: duty, tax, landed cost. Pure.

Reading order: nomenclature finds the code; expression reads a duty, units and evaluation
work it out; measures tells which apply, national assesses one line of the schedule, spread
joins lines that differ, duty gives the answer; value turns a price into a customs value, tax
adds VAT and refund, landed lays out the lines, quote brings them together; law holds it all.

Origin stands beside: `origin` tells its own reading order, from a bill of materials to a verdict.

A case by document goes on: claim and areas say who may have what, choice which rate applies,
levies what is charged beside it, import_tax the tax, offers what a preference gains; owed is the
answer for one line, delivered what a sale costs the buyer.
"""
