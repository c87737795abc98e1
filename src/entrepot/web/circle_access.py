"""Who may look at partners: everybody."""

PUBLIC = frozenset(
    {
        "GET /partners",
        "GET /partners/{partner}",
        "GET /api/v1/partners",
        "GET /api/v1/partners.{form}",
        "GET /api/v1/partners/timeline.{form}",
        "GET /api/v1/partners/calendar.ics",
        "GET /api/v1/partners/cards.vcf",
        "GET /api/v1/partners/{partner}",
        "GET /api/v1/partners/{partner}/card.vcf",
    }
)
