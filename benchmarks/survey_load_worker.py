"""The database of benchmarks/survey_load.py: `build` makes an open survey, `count` counts."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command
from django.db.models import Sum

from personnel.models import Division, Member
from personnel.roles import Role
from policies.adoption import adopt
from policies.current import version_on
from policies.packs import load_pack
from portal.form_numbers import new_number
from surveys.models import Survey
from surveys.results.folding import fold, mix, reconcile

KEY, QUESTIONS, FORMS = "load", 12, 20_000
# So that no form looks as if it had not been read.
READ_FOR = 120


def build() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    adopt(load_pack("kinston"))
    unit = Division.objects.get(is_unit=True)
    officer = Member.objects.create_user(
        "officer@example.org", name="Casey Sample", role=Role.COMMUNITY_OFFICER, division=unit
    )
    today = date.today()
    survey = Survey.objects.create(
        key=KEY,
        title={"en": "Community survey", "es": "Encuesta"},
        designed_by=officer,
    )
    for n in range(QUESTIONS):
        text = {"en": f"How safe is place {n}?", "es": f"¿Qué tan seguro es el lugar {n}?"}
        survey.questions.create(
            key=f"place{n}", position=n, kind="rating", low=1, high=5, text=text, dont_know=True
        )
    Survey.objects.update(status=Survey.Status.OPEN, opened_on=today, policy=version_on(today))
    survey = Survey.objects.get()
    earlier = time.time() - READ_FOR
    with patch("django.core.signing.time.time", return_value=earlier):
        forms = [new_number(survey) for _ in range(FORMS)]
    questions = [f"place{n}" for n in range(QUESTIONS)]
    print(json.dumps({"key": KEY, "questions": questions, "forms": forms}))


def count() -> None:
    survey = Survey.objects.get()
    fold(survey)
    mix(survey)
    counted = survey.tallies.filter(question="").aggregate(n=Sum("n"))["n"] or 0
    told = {
        "answers": survey.answers.counted().count(),
        "held": survey.answers.held().count(),
        "tally": counted,
        "differences": len(reconcile(survey)),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    {"build": build, "count": count}[sys.argv[1]]()
