import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product
from django.template.loader import render_to_string
from django.test import override_settings

from documents import printing
from documents.charts import Point, Series, columns, lines
from documents.envelope import Envelope, Limits
from documents.pdf import Attachment, render_pdf
from documents.printing import STATIC_ROOT
from documents.rendering import render

SAMPLES = Path(__file__).parent / "templates"


@pytest.fixture(scope="package", autouse=True)
def _sample_templates() -> Iterator[None]:
    """The suite's own small documents, beside the product's templates."""
    engines = copy.deepcopy(product.TEMPLATES)
    engines[0]["DIRS"] = [*engines[0]["DIRS"], SAMPLES]
    with override_settings(TEMPLATES=engines):
        yield


@pytest.fixture(scope="package", autouse=True)
def _documents_are_printed_by_a_process_started_for_each() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as package:
        package.setattr(printing.PRESS, "printed", printing.started_anew)
        yield


@pytest.fixture
def lay_out() -> Callable[..., bytes]:
    """What the rendering process does with raw.html, done in this process: as strict, but quick."""

    def laid_out(*, strict: bool = True, **context: str) -> bytes:
        html = render_to_string("raw.html", context)
        pdf, _complaints = render(Envelope(html, str(STATIC_ROOT), strict, Limits()))
        return pdf

    return laid_out


@pytest.fixture(scope="package")
def report() -> dict[str, Any]:
    """The context of sample_report.html: the quarterly report of Millbrook, a made-up town."""
    quarters = ["Q1 24", "Q2", "Q3", "Q4", "Q1 25", "Q2", "Q3", "Q4", "Q1 26"]
    logged = [41, 48, 57, 44, 46, 52, 60, 49, 64]
    points = [Point(*pair, strong=pair[1] == 64) for pair in zip(quarters, logged, strict=True)]
    this_year = Series("2025", [8, 7, 6, 6, 5, 4, 5, 5, 4, 4, 4, 3])
    last_year = Series("2024", [9, 8, 7, 6, 7, 8, 9, 9, 7, 6, 5, 5])
    return {
        "department": "Millbrook Police Department",
        "digest": "7c1e90ab4d2f63e851b0c7d49a3e2f860d5ce17b88f4a923c64b19e07af2d835",
        "facts": [("Report", "Q-2026-1, original issue"), ("To", "Chief Helen Varga")],
        "steps": [
            {"step": "Written", "by": "Officer Tessa Lindgren", "when": "April 7", "note": ""},
            {"step": "Approved", "by": "Lt. Renee Calloway", "when": "April 14", "note": ""},
        ],
        "sections": [
            ("summary", "Summary"),
            ("current-concerns", "1. Current concerns"),
            ("potential-problems", "2. Potential problems"),
        ],
        "key_figures": [
            {"label": "Concerns logged", "value": 64, "note": "49 the quarter before"},
            {"label": "Answered on time", "value": "90%", "note": "55 of 61 that were due"},
        ],
        "quarters": columns("Concerns logged each quarter", points),
        "months": lines("Thefts from cars", list("JFMAMJJASOND"), this_year, last_year),
        "categories": [("Traffic and speeding", 19), ("Noise", 11), ("Vacant property", 9)],
    }


@pytest.fixture(scope="package")
def list_of_concerns() -> Attachment:
    return Attachment(
        "concerns-2026-q1.csv",
        "The 64 concerns of the first quarter",
        b"number,place\r\nC-2026-0047,Weaver Street\r\n",
        datetime(2026, 4, 1, 12, 0, tzinfo=UTC),
    )


@pytest.fixture(scope="package")
def report_pdf(_sample_templates, report, list_of_concerns) -> bytes:
    """The report with its list attached, printed once for all tests that only read it."""
    return render_pdf("sample_report.html", report, attachments=[list_of_concerns])
