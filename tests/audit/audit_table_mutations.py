"""Damages to the exported tables and documents alone, behind the back of the plan."""

from __future__ import annotations

from dataclasses import replace

from audit_mutation import first_site, one_place, tables

from allocator.audit.exported import Due, Exported, FoundText, Gap


@tables("SEAT-RANDOM", says="姓名")
def another_name(book: Exported) -> Exported:
    return one_place(book, "A01", name="他人")


@tables("SEAT-RANDOM", says="证件号码")
def another_masked_id(book: Exported) -> Exported:
    return one_place(book, "A01", id_shown="990101****01")


@tables("ROOM-SPACING", "DOOR", "ROOM-PRIORITY", "TICKET", says="不在考场表中")
def unknown_room(book: Exported) -> Exported:
    return one_place(book, "A09", classroom="999")


@tables("SEAT-STABLE", "DESK", "TICKET", says="不一致")
def another_seat_in_another_session(book: Exported) -> Exported:
    place = next(p for p in book.places if p.registration == "A06")
    moved = place._replace(seat=9, row=4, column=2, dues=place.dues[1:], lines=place.lines[1:])
    rest = [
        p if p is not place else p._replace(dues=p.dues[:1], lines=p.lines[:1]) for p in book.places
    ]
    return replace(book, places=(*rest, moved))


@tables("SEAT-STABLE", "DOOR", "PAPERS", says="应考科目")
def one_subject_forgotten(book: Exported) -> Exported:
    place = next(p for p in book.places if p.registration == "A05")
    return one_place(book, "A05", dues=place.dues[:1], lines=place.lines[:1])


@tables("SEAT-STABLE", "SEAT-CLASH", says="应考科目 T1，编排科目 T1、T1")
def one_subject_twice(book: Exported) -> Exported:
    place = next(p for p in book.places if p.registration == "B05")
    return one_place(book, "B05", dues=place.dues * 2, lines=place.lines * 2)


@tables("SEAT-STABLE", "DOOR", "ROOM-PRIORITY", says="场次应为 3")
def wrong_session(book: Exported) -> Exported:
    return one_place(book, "B05", dues=(Due(4, "T1", "科目T1"),))


@tables("SEAT-STABLE", "DESK", "TICKET", says="座位 1 同时安排给两人")
def seat_of_two(book: Exported) -> Exported:
    return one_place(book, "A05", seat=1, row=1, column=1)


@tables("SEAT-NEEDS", says="结束时间应为 12:15")
def end_not_longer_in_the_table(book: Exported) -> Exported:
    rows = tuple(r._replace(end="11:30") if r.end == "12:15" else r for r in book.room_rows)
    return replace(book, room_rows=rows)


@tables("SEAT-NEEDS", says="门贴 考场 002 延时 30%，结束时间应为 18:01")
def end_not_longer_on_the_sign(book: Exported) -> Exported:
    pages = tuple(p._replace(time=p.time.replace("18:01", "18:00")) for p in book.sites[0].pages)
    return first_site(book, pages=pages)


@tables("TICKET", says="不是文本")
def ticket_as_a_number(book: Exported) -> Exported:
    return one_place(book, "A01", ticket_is_text=False)


@tables("DOOR", says="人数应为")
def room_row_counts_wrongly(book: Exported) -> Exported:
    return replace(book, room_rows=(book.room_rows[0]._replace(people=29), *book.room_rows[1:]))


@tables("DOOR", says="不在考场编排中")
def room_row_missing(book: Exported) -> Exported:
    return replace(book, room_rows=book.room_rows[1:])


@tables("DOOR", says="准考证止号应为")
def sign_ends_wrongly(book: Exported) -> Exported:
    pages = book.sites[0].pages
    return first_site(book, pages=(pages[0]._replace(last="x"), *pages[1:]))


@tables("DOOR", says="没有门贴")
def sign_missing(book: Exported) -> Exported:
    return first_site(book, pages=book.sites[0].pages[1:])


@tables("DOOR", says="多出一张")
def sign_twice(book: Exported) -> Exported:
    return first_site(book, pages=(*book.sites[0].pages, book.sites[0].pages[0]))


@tables("DOOR", says="没有标明科目")
def sign_without_subject(book: Exported) -> Exported:
    pages = book.sites[0].pages
    return first_site(book, pages=(pages[0]._replace(texts=("考场号", "001")), *pages[1:]))


@tables("DOOR", says="考生姓名（报名序号 A12）")
def name_in_public(book: Exported) -> Exported:
    word = FoundText("考生A12", "考场分布图", "1层", 4)
    return first_site(book, words=(*book.sites[0].words, word))


@tables("DOOR", says="考生证件号码（报名序号 B12）")
def id_in_public(book: Exported) -> Exported:
    word = FoundText("b00012", "桌贴", "桌贴", 4)
    return first_site(book, words=(*book.sites[0].words, word))


@tables("DOOR", says="没有遮盖")
def id_whole_without_full_ids(book: Exported) -> Exported:
    return one_place(book, "B12", id_shown="B00012")


@tables("DOOR", says="考场门贴.xlsx 不存在")
def signs_unreadable(book: Exported) -> Exported:
    gap = Gap("考场门贴", "01_第一中学/考场门贴.xlsx", "考场门贴.xlsx 不存在或无法打开")
    return first_site(book, pages=(), gaps=(gap,))


@tables("DESK", says="没有桌贴")
def label_missing(book: Exported) -> Exported:
    return first_site(book, labels=book.sites[0].labels[1:])


@tables("DESK", says="没有这样的座位")
def label_with_another_seat(book: Exported) -> Exported:
    labels = book.sites[0].labels
    return first_site(book, labels=(*labels, labels[0]._replace(seat="30")))


@tables("DESK", "SEAT-STABLE", says="在行 2 列 1")
def seat_stands_elsewhere(book: Exported) -> Exported:
    return one_place(book, "A02", row=1, column=2)


@tables("PAPERS", says="5份应为 1，实为 2")
def one_bag_too_many(book: Exported) -> Exported:
    orders = list(book.orders)
    nth = next(n for n, row in enumerate(orders) if row.specialty == "公路")
    bags = dict(orders[nth].bags) | {5: 2}
    orders[nth] = orders[nth]._replace(bags=tuple(bags.items()))
    return replace(book, orders=tuple(orders))


@tables("PAPERS", says="没有预定试卷")
def paper_not_ordered(book: Exported) -> Exported:
    return replace(book, orders=book.orders[1:])
