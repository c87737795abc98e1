"""A quote to print, as PDF."""

from entrepot.web.language import Language
from entrepot.web.verbs import Document


def quote_pdf(document: Document, language: Language) -> bytes:
    """Write a quote as PDF."""
    raise NotImplementedError
