import logging
from collections.abc import Iterator

import pytest
from django.shortcuts import loader


@pytest.fixture
def nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For tests of statuses alone, which ask for thousands of pages: no page, no paper, no log."""
    monkeypatch.setattr(loader, "render_to_string", lambda *asked, **more: "")
    monkeypatch.setattr("outreach.concerns.sheets.render_pdf", lambda *words, **more: b"%PDF")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
