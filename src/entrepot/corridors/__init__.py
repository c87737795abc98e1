"""Multimodal freight: networks, services, costs and the best ways. Pure.

Read in this order: load (boxes), cost and schedule (what a step takes), sea, borders,
overlay, overland, services, voyages, transfers and drayage (the steps there are), network
(all of them as arrays), closure (what is shut), search (the kernel), options (the choice),
telling and journey (legs and routes), explain (why there is no way), route (the door).
Flows: equilibrium (the kernel), assignment (the door), flow_tables (its input), bottleneck and
access (what follows).
"""
