"""PDF documents, one at a time: PDFium is not safe between threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium

PdfError: type[Exception] = pdfium.PdfiumError
_one_at_a_time = threading.Lock()


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """The document, closed afterwards. Raises PdfError for what is broken or locked."""
    with _one_at_a_time:
        document = pdfium.PdfDocument(content)
        try:
            yield document
        finally:
            document.close()
