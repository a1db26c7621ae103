"""The part of a record's page that says what was redacted, and leads whoever may to the page for it."""

from typing import Any

from django import template

from audit.models import Redaction
from outreach.redactions.subjects import subjects
from outreach.redactions.workflow import told

register = template.Library()


@register.inclusion_tag("outreach/redactions/redacted.html", takes_context=True)
def redacted(context: Any, subject: str, record: Any) -> dict[str, Any]:
    """What was taken out of `record`, a record of kind `subject`; nothing where there is nothing to say."""
    done = Redaction.objects.filter(record=subject, key=record.pk).select_related("by")
    return {
        "subject": subject,
        "record": record,
        "done": [(one, told(one)) for one in done],
        "may": subjects()[subject].may(context["request"].user, record),
    }
