"""What partner customs ask of the single window, and what firms and offices were told.

A verb takes `who` first, as in `window_verbs`; the rest is the service's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingVerbs:
    """The service's functions, bound to the window and to this machine's clock.

    Attributes:
        share: `who, number` to the agreed fields of a released through-declaration.
        list_messages: `who, cursor=` to the messages of one's firm or offices.
        list_parked: `who` to the messages that could not be sent.
        retry: `who, number`; lets a parked message be tried again.
    """

    share: Callable[..., Document]
    list_messages: Callable[..., Document]
    list_parked: Callable[..., Document]
    retry: Callable[..., Document]
