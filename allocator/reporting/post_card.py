"""监考证: cards to cut and wear, eight on a page; name, post, site and photo, no room.

Page shape (sheets `监考证`, `监考证(2)` …): a card is a block of 3 columns (A:C, E:G) and 8 rows:
the exam (merged), the kind of card (监考证 for 监考 and 流动监考, 工作证 for others), then beside
the photo box 姓名, 岗位, 考点, 单位, each label followed by its value, a line 工号, and a gap.
One card per person, however many sessions; in the order of 岗位安排表.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.models.domain.staffing import INVIGILATOR, PATROL
from allocator.reporting import Report
from allocator.reporting.layout import (
    GREY,
    HEI,
    LABELS,
    PAGES_PER_SHEET,
    SONG,
    Document,
    inside,
)
from allocator.reporting.text import READ, fit, height_of, shared_heights

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.reporting.layout import PageSheet
    from allocator.reporting.staff_views import PostPerson, StaffSiteView
    from allocator.reporting.streaming import Cell
    from allocator.reporting.views import BookView

REPORT = Report(name="监考证", audience="考点工作人员（佩戴）", public=False)

ACROSS, DOWN = 2, 4
_PHOTO, _LABEL, _VALUE, _GAP = 28.0, 16.0, 47.0, 4.0
WIDTHS = (_PHOTO, _LABEL, _VALUE, _GAP, _PHOTO, _LABEL, _VALUE)
_TITLE, _KIND, _FACT, _FOOT, _SPACE = 25.0, 27.0, 29.25, 14.0, 6.0
_LINE = 18.0
"""Points of the lowest line of a fact."""
_CARD = inside(_PHOTO + _LABEL + _VALUE)
_SIZES = (14, 13, 12, 11, 10, 9, 8, 7, 6, 5)


def write(book: BookView, site: StaffSiteView, target: Path) -> None:
    """Write the cards of everybody posted at a site."""
    with Document.of(REPORT.name, book, target, site.name) as document:
        if not site.people:
            document.nothing("本考点没有安排工作人员。")
            return
        per_page = ACROSS * DOWN
        sheet = document.sheet(REPORT.name, LABELS, WIDTHS)
        for start in range(0, len(site.people), per_page):
            if sheet.pages == PAGES_PER_SHEET:
                sheet.finish()
                sheet = document.sheet(REPORT.name, LABELS, WIDTHS)
            page = site.people[start : start + per_page]
            for first in range(0, len(page), ACROSS):
                _row_of_cards(document, sheet, site, page[first : first + ACROSS])
            sheet.end_page()
        sheet.finish()


def _row_of_cards(
    document: Document, sheet: PageSheet, site: StaffSiteView, people: tuple[PostPerson, ...]
) -> None:
    """Write up to two cards side by side."""
    heights = _fact_heights(site, people)
    cards = [_card(document, site, person, 4 * n, heights) for n, person in enumerate(people)]
    top = sheet.rows_written
    for nth, height in enumerate((_TITLE, _KIND, *heights, _FOOT, _SPACE)):
        sheet.row(height, [cell for card in cards for cell in card[nth]])
    for nth in range(len(people)):
        sheet.merge_down(top + 3, 4 * nth, top + 6, 4 * nth)


def _facts(site: StaffSiteView, person: PostPerson) -> tuple[tuple[str, str], ...]:
    return (("姓名", person.name), ("岗位", person.post), ("考点", site.name),
            ("单位", person.unit))  # fmt: skip


def _fact_heights(site: StaffSiteView, people: tuple[PostPerson, ...]) -> tuple[float, ...]:
    """Return how high the lines of facts of cards side by side are, together always the same.

    A long name takes of the others what they can spare.
    """
    lines = zip(*(_facts(site, person) for person in people), strict=True)
    return shared_heights(
        (_FACT,) * 4,
        [max(_LINE, *(height_of(text, inside(_VALUE), READ) for _, text in line))
         for line in lines],
    )  # fmt: skip


def _card(
    document: Document,
    site: StaffSiteView,
    person: PostPerson,
    left: int,
    heights: tuple[float, ...],
) -> list[list[Cell]]:
    """Return the eight rows of a card whose first column is `left`."""
    style = document.style
    last = left + 2
    side = {"left": 1, "right": 1, "left_color": GREY, "right_color": GREY}
    title = style(SONG, fit(site.title, _CARD, _TITLE, (11, 10, 9, 8, 7, 6, 5, 4)), align="center",
                  text_wrap=True, top=1, top_color=GREY, **side)  # fmt: skip
    kind = "监 考 证" if person.post in (INVIGILATOR, PATROL) else "工 作 证"
    head = style(HEI, 20, align="center", **side)
    photo = style(SONG, 9, align="center", border=1, text_wrap=True, font_color=GREY)
    label = style(HEI, 10, align="center", bottom=1, bottom_color=GREY)
    rows: list[list[Cell]] = [[(left, last, title, site.title)], [(left, last, head, kind)]]
    for nth, (name, text) in enumerate(_facts(site, person)):
        font = HEI if name in ("姓名", "岗位") else SONG
        size = fit(text, inside(_VALUE), heights[nth], _SIZES)
        value = style(font, size, align="center", bottom=1, text_wrap=True, bottom_color=GREY,
                      right=1, right_color=GREY)  # fmt: skip
        box: Cell = (left, left, photo, None if nth else "照　片\n（一寸）")
        rows.append([box, (left + 1, left + 1, label, name), (last, last, value, text)])
    foot = style(SONG, 9, align="center", bottom=1, bottom_color=GREY, **side)
    rows += [[(left, last, foot, f"工号 {person.staff}")], []]
    return rows
