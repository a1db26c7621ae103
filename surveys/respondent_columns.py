"""Columns that survey tools add by themselves to say who answered, from where and when.

None of them comes in. They are known by the names that LimeSurvey, Qualtrics, SurveyMonkey and
KoboToolbox give them, whether an export writes names for programs or for people.
"""

from __future__ import annotations

import re

from documents.spelling import folded

WHO = (
    # Qualtrics
    "ResponseId, Response ID, RecipientFirstName, Recipient First Name, RecipientLastName,"
    "Recipient Last Name, RecipientEmail, Recipient Email, ExternalReference, ExternalDataReference,"
    "External Data Reference,"
    # SurveyMonkey
    "Respondent ID, respondent_id, Email Address, email_address, First Name, first_name, Last Name,"
    "last_name, Custom Data 1, custom_1, ID del encuestado, Dirección de correo electrónico, Nombre,"
    "Apellido,"
    # LimeSurvey
    "token, Access code, seed, firstname, lastname, email,"
    # KoboToolbox
    "_id, _uuid, meta/instanceID, meta/rootUuid, _submitted_by, username, deviceid, simserial,"
    "subscriberid, phonenumber"
)
WHERE = (
    "IPAddress, IP Address, ip_address, ipaddr, Dirección IP, LocationLatitude, Location Latitude,"
    "LocationLongitude, Location Longitude, refurl, Referrer URL, _geolocation"
)
WHEN = (
    "StartDate, Start Date, EndDate, End Date, RecordedDate, Recorded Date, Duration (in seconds),"
    "date_created, date_modified, startdate, Date started, submitdate, Date submitted, datestamp,"
    "Date last action, interviewtime, Total time, start, end, _submission_time, Fecha de inicio,"
    "Fecha de finalización"
)
KNOWN = frozenset(
    folded(name) for names in (WHO, WHERE, WHEN) for name in names.split(",") if name.strip()
)
# Kobo writes four columns for each place, LimeSurvey one for each group and question it timed,
# Qualtrics four for each page it timed.
OF_A_KIND = re.compile(
    r"_.+_(?:latitude|longitude|altitude|precision)"
    r"|grouptime ?\d+|(?:group|question) time\b.*"
    r"|.+_(?:first click|last click|page submit|click count)"
)
NEVER = "tells who answered, from where or when; a tool writes it by itself, and it never comes in"


def tells_who_answered(name: str) -> bool:
    """Whether a survey tool writes this column by itself, about the person who answered."""
    plain = folded(name)
    return plain in KNOWN or OF_A_KIND.fullmatch(plain) is not None
