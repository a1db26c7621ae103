"""Deciding a number the policy leaves open."""

from __future__ import annotations

from datetime import datetime

from audit.noting import audited
from personnel.models import Member
from policies.current import policy
from policies.models import Setting
from policies.permissions import may_change_setting


@audited
def set_number(key: str, value: int, *, by: Member, at: datetime) -> Setting:
    """Make `value` the department's own number for `key`, with who decided it and when.

    Raises KeyError when the policy in force knows no such setting.
    """
    may_change_setting(by, policy().settings[key]).require()
    setting, _ = Setting.objects.update_or_create(
        key=key, defaults={"value": value, "changed_by": by, "changed_at": at}
    )
    return setting
