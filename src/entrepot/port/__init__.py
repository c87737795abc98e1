"""The land port at work. Pure.

Reading order: calls and manifests say what comes, equipment and events where a box is, gate
whether it may leave; yard, slots, dwell and legs are the work around it, local and throughput
its figures, airport its other gate. Trains: booking is the one ledger of places, wagons and
filling load them, fruit what spoils. Messages: edifact reads and writes by the maps in
`messages`, gate_report, cargo_report and customs_response say what they mean, control_report
what is wrong with one.
"""
