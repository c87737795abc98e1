"""Commands called within the process, as their words are read by the program."""

from collections.abc import Iterator
from functools import cache

import pytest
import typer.main


@pytest.fixture(scope="package", autouse=True)
def _layout_kept() -> Iterator[None]:
    """Lay the commands out once, not once a call."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield
