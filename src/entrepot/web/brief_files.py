"""A brief to print or to send, as PDF and as one page of HTML that needs nothing else.

The same input gives the same bytes.
"""

from entrepot.web.brief_view import sections, title_of
from entrepot.web.language import Language
from entrepot.web.lettering import register_faces
from entrepot.web.pdf import printed, table, text
from entrepot.web.render import environment
from entrepot.web.verbs import Document


def brief_pdf(found: Document, language: Language) -> bytes:
    """The brief as PDF, its letters embedded."""
    register_faces()
    title = title_of(found, language)
    story = [text(title, "title")]
    for section in sections(found, language):
        story.append(text(section.title, "head"))
        story += [text(note, "soft") for note in section.notes]
        story += [table(one.head, one.rows, one.widths, one.numbers)
                  for one in section.grids if one.rows]  # fmt: skip
    return printed(found["region"], title, story)


def brief_html(found: Document, language: Language) -> bytes:
    """The brief as one page of HTML, its style within it."""
    template = environment(language).get_template("brief.html")
    page: str = template.render(
        title=title_of(found, language), sections=list(sections(found, language)),
    )  # fmt: skip
    return page.encode()
