"""The only files a document may load: its style sheet and its typefaces.

A crafted document must not make this machine read a file or reach a server for it. WeasyPrint asks
one fetcher for every address it meets, in HTML, in style sheets and in pictures; ours knows two
places and refuses the rest. It opens the files itself, so there is no redirect to follow.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLE_SHEET = Path("css/print.css")
TYPEFACES = Path("vendor/fonts")


class PackagedAssets(URLFetcher):
    """Serves the print style sheet and the typefaces below ``static_root``, and nothing else.

    Every refused or missing address is kept in ``refused``: WeasyPrint would go on without it, but
    a document of record is either whole or not made at all.
    """

    def __init__(self, static_root: str) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.root = Path(static_root).resolve(strict=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        try:
            path = self._packaged(url)
            content = path.read_bytes()
        except (OSError, ValueError):
            self.refused.append(url)
            raise
        kind = "text/css" if path.suffix == ".css" else "font/ttf"
        return URLFetcherResponse(url, content, {"Content-Type": kind})

    def _packaged(self, url: str) -> Path:
        """The file an address stands for, after symbolic links; ValueError if it is not ours."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError("not a local file")
        path = Path(unquote(parts.path)).resolve(strict=True)
        if path != self.root / STYLE_SHEET and not self._is_typeface(path):
            raise ValueError("not a packaged file")
        return path

    def _is_typeface(self, path: Path) -> bool:
        return path.suffix == ".ttf" and path.is_relative_to(self.root / TYPEFACES)
