"""Ask the web server in this container for its sign-in page, as the proxy would; exit 1 without it."""

import os
import sys
import urllib.request

request = urllib.request.Request(
    "http://127.0.0.1:8000/accounts/login/",
    headers={"Host": os.environ["ALLOWED_HOSTS"], "X-Forwarded-Proto": "https"},
)
with urllib.request.urlopen(request, timeout=8) as page:
    sys.exit(page.status != 200)
