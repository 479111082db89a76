"""The order of posts, as documents print them and as they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.staffing import DRAWN_POSTS, WHOLE_POSTS

if TYPE_CHECKING:
    from collections.abc import Iterable


def post_order(posts: Iterable[str]) -> list[str]:
    """Return posts in printing order: known ones of the whole exam, others as met, drawn ones."""
    met = list(dict.fromkeys(posts))
    known = [post for post in WHOLE_POSTS if post in met]
    others = [post for post in met if post not in known and post not in DRAWN_POSTS]
    return [*known, *others, *DRAWN_POSTS]
