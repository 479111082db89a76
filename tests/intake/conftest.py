"""What all tests of reading share."""

import pytest

from allocator.intake import load


@pytest.fixture(autouse=True)
def without_the_word_on_duties(request, monkeypatch):
    """Keep `duty-not-arranged` out of tests that are about something else.

    Every workbook with duties has it until they are arranged. A module that sets `TELLS_DUTIES`
    sees it.
    """
    if not getattr(request.module, "TELLS_DUTIES", False):
        monkeypatch.setattr(load, "_tell_duties", lambda tables, sink: None)
