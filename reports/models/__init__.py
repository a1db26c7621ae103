from .parts import Comment, ReportPart
from .reports import READ_REPORTS, Printing, Recipient, Report, ReportStep

__all__ = ["READ_REPORTS", "Comment", "Printing", "Recipient", "Report", "ReportPart", "ReportStep"]
