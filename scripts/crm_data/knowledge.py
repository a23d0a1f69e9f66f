"""Articles of the knowledge base."""

from __future__ import annotations

from scripts.crm_data.knowledge_texts import ARTICLES
from scripts.crm_data.people import AGENTS, FINANCE, SECOND_LINE
from scripts.crm_data.words import Row, at, day, person
from scripts.crm_data.world import World, picker

_CATEGORY = {
    "billing": "billing", "fault": "fault", "outage": "fault", "consult": "policy", "howto": "howto", "complaint": "policy",
}  # fmt: skip
_WRITER = {"billing": FINANCE, "fault": SECOND_LINE, "outage": SECOND_LINE}
_INTERNAL = ("complaint", "outage")

ARTICLES_OF: dict[str, list[int]] = {}
"""Rows of kb_article by the kind of ticket they answer."""
for _number, (_kind, *_rest) in enumerate(ARTICLES, 1):
    ARTICLES_OF.setdefault(_kind, []).append(_number)


def add_articles(world: World) -> None:
    """All articles; the last ones are still in review or a draft."""
    pick = picker("knowledge")
    for number, (kind, title, when, steps, note, keywords) in enumerate(ARTICLES, 1):
        listed = "".join(f"<li>{step}</li>" for step in steps.split("|"))
        status = "draft" if number == len(ARTICLES) else "review" if number > len(ARTICLES) - 3 else "published"
        views = pick.randint(20, 900) if status == "published" else 0
        helpful = round(views * pick.uniform(0.1, 0.3))
        written = -pick.randint(40, 500)
        partner = "伙伴" in title
        row: Row = {
            "title": title,
            "body": f"<p>{when}</p><ol>{listed}</ol><p><strong>注意</strong>：{note}</p>",
            "category": _CATEGORY[kind],
            "status": status,
            "visibility": "partner" if partner else "internal" if kind in _INTERNAL else "portal",
            "edition": pick.randint(1, 4) if status == "published" else None,
            "helpful": helpful,
            "unhelpful": round(helpful * pick.uniform(0.02, 0.3)),
            "views": views,
            "keywords": keywords.split(),
            "published_on": day(written + 3) if status == "published" else None,
            "owner": person(_WRITER.get(kind, AGENTS[number % 2])),
            "created_at": at(written, 600),
        }
        world.add("kb_article", row)
