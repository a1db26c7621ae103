"""A division's name and whom it names."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms

from pages.forms.fields import Line, MemberChoice
from personnel.models import Division, Member
from personnel.roles import COMMAND, LEADERS


class DivisionForm(forms.Form):
    name = Line(label="Name of the division", max_length=120)
    supervisor = MemberChoice(
        Member.objects.none(),
        label="Supervisor",
        required=False,
        empty_label="Nobody yet",
        help_text="Those with the role of a supervisor or of command.",
    )
    commander = MemberChoice(
        Member.objects.none(), label="Commander", required=False, empty_label="Nobody yet"
    )

    def __init__(self, data: Any = None, *, division: Division) -> None:
        named = {"supervisor": division.supervisor_id, "commander": division.commander_id}
        super().__init__(data, initial={"name": division.name, **named})
        supervisor: Any = self.fields["supervisor"]
        supervisor.queryset = Member.objects.in_roles(*LEADERS)
        commander: Any = self.fields["commander"]
        commander.queryset = Member.objects.in_roles(*COMMAND)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(
            "name",
            Row(
                Column("supervisor", css_class="col-sm-6"),
                Column("commander", css_class="col-sm-6"),
            ),
        )
        return helper
