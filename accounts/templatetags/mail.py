"""What pages need to know of the mail."""

from __future__ import annotations

from django import template

from accounts import links

register = template.Library()
# `{% letters_get_somewhere as goes %}`: whether a link can be sent at all.
register.simple_tag(links.letters_get_somewhere)
