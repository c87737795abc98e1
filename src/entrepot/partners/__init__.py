"""Cities and bodies one is tied to: by which instrument, and what passes between. Pure.

Reading order: days are as precise as they are known; agreements are what was signed, exchanges
what was done and promised; circle is how all of it stands on a day, beside what was stated.
"""
