"""The land port at work: calls, boxes, yard, gate, trains. Pure."""
