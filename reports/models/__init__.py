from .parts import Comment, ReportPart
from .reports import Printing, Recipient, Report, ReportStep

__all__ = ["Comment", "Printing", "Recipient", "Report", "ReportPart", "ReportStep"]
