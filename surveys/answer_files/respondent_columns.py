"""Columns that survey tools add by themselves to say who answered, from where and when.

None of them comes in. They are known by the names that LimeSurvey, Qualtrics, SurveyMonkey and
KoboToolbox give them, whether an export writes names for programs, for people, or both. Blanks and
underscores inside a name differ from one version of a tool to the next and do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from documents.spelling import folded

WHO = (
    # Qualtrics
    "Response ID, _recordId, Recipient First Name, Recipient Last Name, Recipient Email,"
    "External Reference, External Data Reference,"
    # SurveyMonkey
    "Respondent ID, Email Address, First Name, Last Name, Custom Data, Custom Data 1, custom_1,"
    "ID del encuestado, Dirección de correo electrónico, Nombre, Apellido,"
    # LimeSurvey
    "token, Access code, seed, email, ID de respuesta, Código de acceso,"
    # KoboToolbox
    "_id, _uuid, meta/instanceID, meta/instanceName, meta/rootUuid, meta/deprecatedID,"
    "_submitted_by, username, deviceid, simserial, subscriberid, phonenumber"
)
WHERE = (
    "IP Address, ipaddr, Dirección IP, Location Latitude, Location Longitude, Location Accuracy,"
    "refurl, Referrer URL, URL de referencia, _geolocation"
)
WHEN = (
    "Start Date, End Date, Recorded Date, Duration (in seconds), date_created, date_modified,"
    "Date started, submitdate, Date submitted, datestamp, Date last action, interviewtime,"
    "Total time, start, end, _submission_time, audit, Fecha de inicio, Fecha de finalización,"
    "Fecha de envío, Fecha de la última acción"
)
BETWEEN_WORDS = re.compile(r"(?<=.)[\s_-]+")
# LimeSurvey writes “submitdate. Date submitted” where both are asked for.
CODE_AND_WORDS = re.compile(r"(\w+)\. .*")
# On the sheet of a repeated group Kobo writes the columns of the whole answer once more.
OF_THE_WHOLE = "_submission_"
# Kobo writes four columns for each place, LimeSurvey one for each group and question it timed and
# for each thing known of somebody invited, Qualtrics four for each page it timed.
OF_A_KIND = re.compile(
    r"_.+_(?:latitude|longitude|altitude|precision)"
    r"|grouptime ?\d+|(?:group|question) time\b.*|attribute_\d+"
    r"|.+_(?:first[ _]click|last[ _]click|page[ _]submit|click[ _]count)"
)
A_PLACE = re.compile(r"_(.+)_latitude")
NEVER = "tells who answered, from where or when; a tool writes it by itself, and it never comes in"


def tells_who_answered(name: str) -> bool:
    """Whether a survey tool writes this column by itself, about the person who answered."""
    plain = folded(name)
    names = [plain, plain.removeprefix(OF_THE_WHOLE)]
    if both := CODE_AND_WORDS.fullmatch(plain):
        names.append(both[1])
    return any(_joined(one) in KNOWN or OF_A_KIND.fullmatch(one) for one in names)


def places_among(names: Iterable[str]) -> frozenset[str]:
    """The names that hold a place: those Kobo also wrote as latitude and longitude."""
    plain = {*map(folded, names)}
    taken_apart = {found[1] for name in plain if (found := A_PLACE.fullmatch(name))}
    return frozenset(name for name in plain if name in taken_apart)


def _joined(name: str) -> str:
    return BETWEEN_WORDS.sub("", folded(name))


KNOWN = frozenset(
    _joined(name) for names in (WHO, WHERE, WHEN) for name in names.split(",") if name.strip()
)
