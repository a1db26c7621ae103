from .parts import Comment, ReportPart
from .reports import READ_REPORTS, Printing, Recipient, Report, ReportStep, ReturnedReport

__all__ = [
    "READ_REPORTS",
    "Comment",
    "Printing",
    "Recipient",
    "Report",
    "ReportPart",
    "ReportStep",
    "ReturnedReport",
]
