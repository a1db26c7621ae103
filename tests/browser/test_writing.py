"""An officer writes the account of a part; it saves itself meanwhile, and the two never collide."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reports.models import ReportPart
from tests.reports.making import assembled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The answer to what saves itself is a second on its way.
SLOWLY = """const asked = window.fetch;
window.fetch = async function (address, options) {
  const answer = await asked(address, options);
  if (String(address).includes("autosave")) await new Promise(done => setTimeout(done, 1500));
  return answer;
}"""


def test_the_button_waits_for_what_is_being_saved(open_browser, officer):
    """What saves itself makes a new version; sent before that is known, it would be a conflict."""
    report = assembled(officer)
    page = open_browser(officer)
    page.add_init_script(SLOWLY)
    page.goto(f"/reports/{report.pk}/?part=current_concerns")
    account = page.locator("#account")
    with page.expect_request("**/narrative/?autosave=1"):
        account.fill("A quiet spring.")
    account.press_sequentially(" Then noise.")
    page.get_by_role("button", name="Save the account").click()

    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert ReportPart.objects.get(report=report, key="current_concerns").narrative == (
        "A quiet spring. Then noise."
    )
