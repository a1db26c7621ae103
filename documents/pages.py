"""How many pages a PDF of ours has, for the record of its printing."""

import re
import zlib

OBJECT_STREAM = re.compile(rb"/Type /ObjStm.*?stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# The page tree is the first object WeasyPrint writes, ahead of anything a document's text could say.
PAGE_TREE = re.compile(rb"<</Type /Pages/Kids \[[^]]*\]/Count (\d+)>>")


def page_count(pdf: bytes) -> int:
    """The pages of a PDF made by ``render_pdf``; ValueError for any other file."""
    for stream in OBJECT_STREAM.finditer(pdf):
        # The line break before "endstream" may have taken the last byte of the check sum along.
        if tree := PAGE_TREE.search(zlib.decompressobj().decompress(stream[1])):
            return int(tree[1])
    raise ValueError("Not a PDF made by render_pdf")
