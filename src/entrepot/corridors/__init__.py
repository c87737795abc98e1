"""Multimodal freight: networks, services, costs and the best ways. Pure.

Read what a question asks of, in this order; each line can be read by itself.

The ground: cost and schedule (what a step takes), timetable, sea, borders, overlay, overland,
services, voyages, transfers and drayage (the steps there are), network (all of them as arrays).

The world's networks: literal (text to arrays), countries, rails (the map mended), physical, ways
and nearby, contraction and hierarchy (shortest ways), travel and sailing (a physical way and why
there is none), survey and drives (what lies between places), ground (laid over the pack),
simplify (lines to draw).

A route: load (boxes), bans, closure (what is shut), points, search (trees) and labels (the
front), with their kernels trees, labelling, heap and quads, compiled and linking (how kernels are
called, and what they are made to), options (the choice), route and planning (the doors),
telling, track and journey (legs), draws (chance), itinerary and connections (the calendar),
explain and misses (why not), bare, memory.

Many routes: doors, goals, causes, traits, choice and tracing (kernels), lateness, matrix (the
door).

What if: scaling, widening, conversion, variant (the door).

The region's own services: directions.

Flows: equilibrium (a kernel), assignment (the door), flow_tables; of a region: trade_flows or
released, things, shared (a kernel), loading, regional (the door), gateways; bottleneck; access and
reach.
"""
