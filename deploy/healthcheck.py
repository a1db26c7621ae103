"""Ask the web server in this container whether it lives, as the proxy would; exit 1 if it does not.

/readyz says more (database, backups, disks); a container that is started anew cures none of that.
"""

import os
import sys
import urllib.request

request = urllib.request.Request(
    "http://127.0.0.1:8000/healthz",
    headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0], "X-Forwarded-Proto": "https"},
)
with urllib.request.urlopen(request, timeout=8) as page:
    sys.exit(page.status != 200)
