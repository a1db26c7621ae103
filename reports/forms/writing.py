from django import forms

from pages.forms.fields import Words
from pages.forms.marked import AsksAboutMarkers

MOST_CHARACTERS = 20_000


class NarrativeForm(AsksAboutMarkers, forms.Form):
    """The officer's account of one part, made from the version that was seen."""

    text = Words(label="Officer's account", required=False, max_length=MOST_CHARACTERS, rows=8)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CommentForm(AsksAboutMarkers, forms.Form):
    text = Words(
        label="Comment on this section",
        max_length=2000,
        rows=2,
        error_messages={"required": "Write the comment first."},
    )
    reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput)
