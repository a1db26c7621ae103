"""All that the database keeps, of every room: looked for by the doctor, put up again at the end of
a switch, put aside only while everything is emptied."""

from audit import kept as audit
from programs import kept as programs
from reports import kept as reports
from surveys import kept as surveys

GUARDS = (*audit.GUARDS, *surveys.GUARDS, *programs.GUARDS, *reports.GUARDS)
