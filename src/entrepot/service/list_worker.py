"""The process that judges lists for another one: parts come in by a pipe, judged they go back.

It holds no connection and reads no file: what it needs to know, the keys for ids among it, comes
by the pipe too. When the other process ends the pipe does, and so does this one.
"""

import gc
import os
import pickle
import sys
from contextlib import suppress

from entrepot.service.list_lines import judge_part

_GC_AFTER = 100_000  # lines are many small things and no circle among them


def serve() -> None:
    """Judge parts until there are no more.

    What comes is a judge, who acts and when, then one part after another; what goes back is None
    when ready, then what `judge_part` found of each part.
    """
    gc.set_threshold(_GC_AFTER)
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    try:
        judge, by, at = pickle.load(asked)
        pickle.dump(None, told)
        told.flush()
        with suppress(EOFError):
            while part := pickle.load(asked):
                pickle.dump(judge_part(judge, part, by, at), told, pickle.HIGHEST_PROTOCOL)
                told.flush()
    except (BrokenPipeError, EOFError, pickle.UnpicklingError):
        os._exit(1)  # nobody is there to tell
