"""The reference model of a region, read from a pack. Pure.

Reading order: row, places, transport, parameters, law and aims are the tables; model puts
them together; columns describes them, cells and sheet read them, checks and plausibility
judge them, pack gives a Region or every problem; gazetteer finds places by name; template
and reference write the tables anew.
"""
