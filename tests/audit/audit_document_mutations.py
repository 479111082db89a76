"""Damages to seat plans, 考场安排表, papers for staff and the totals of 试卷预定单."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit_mutation import first_site, plan, tables

from allocator.audit.exported import Exported, FoundText, Gap

if TYPE_CHECKING:
    from audit_scene import Scene


def _plan_page(book: Exported, **changes: object) -> Exported:
    first, *rest = book.sites[0].plans
    return first_site(book, plans=(first._replace(**changes), *rest))


@tables("SEAT-STABLE", says="考场 001 场次 1 没有座次表")
def plan_missing(book: Exported) -> Exported:
    return first_site(book, plans=book.sites[0].plans[1:])


@tables("SEAT-STABLE", says="多出一页")
def plan_twice(book: Exported) -> Exported:
    return first_site(book, plans=(*book.sites[0].plans, book.sites[0].plans[0]))


@tables("SEAT-STABLE", says="座次表 考场 099 场次 1：没有这样的考场和场次")
def plan_of_another_room(book: Exported) -> Exported:
    return _plan_page(book, number="099")


@tables("SEAT-STABLE", says="座次表 考场 001 场次 4：没有这样的考场和场次")
def plan_of_another_session(book: Exported) -> Exported:
    return _plan_page(book, session="4")


@tables("SEAT-STABLE", says="应考人数应为 6，实为 7")
def plan_counts_wrongly(book: Exported) -> Exported:
    return _plan_page(book, people="7")


@tables("SEAT-STABLE", says="没有或不在应在的位置")
def somebody_not_on_the_plan(book: Exported) -> Exported:
    return _plan_page(book, due=book.sites[0].plans[0].due[1:])


@tables("SEAT-STABLE", says="出现不止一次")
def somebody_twice_on_the_plan(book: Exported) -> Exported:
    due = book.sites[0].plans[0].due
    return _plan_page(book, due=(due[0], *due))


@tables("SEAT-STABLE", says="座位 1（行 1 列 1）")
def seats_exchanged_on_the_plan(book: Exported) -> Exported:
    one, other, *rest = book.sites[0].plans[0].due
    changed = ((*one[:3], other[3]), (*other[:3], one[3]), *rest)
    return _plan_page(book, due=changed)


@tables("SEAT-STABLE", says="座位 1（行 2 列 1）")
def seat_drawn_elsewhere_on_the_plan(book: Exported) -> Exported:
    (seat, _, column, ticket), *rest = book.sites[0].plans[0].due
    return _plan_page(book, due=((seat, 2, column, ticket), *rest))


@tables("SEAT-STABLE", says="标为本场不考，与考生编排不符")
def somebody_due_marked_absent(book: Exported) -> Exported:
    first, *rest = book.sites[0].plans[0].due
    return _plan_page(book, due=tuple(rest), absent=(first,))


@tables("SEAT-STABLE", says="考场座次表.xlsx 不存在")
def plans_unreadable(book: Exported) -> Exported:
    gap = Gap("考场座次表", "01_第一中学/考场座次表.xlsx", "考场座次表.xlsx 不存在或无法打开")
    return first_site(book, plans=(), gaps=(gap,))


@tables("DOOR", says="考场安排表缺少 场次 1 考场 001")
def table_row_missing(book: Exported) -> Exported:
    return first_site(book, rows=book.sites[0].rows[1:])


@tables("DOOR", says="考场安排表 场次 1 考场 001：重复")
def table_row_twice(book: Exported) -> Exported:
    return first_site(book, rows=(*book.sites[0].rows, book.sites[0].rows[0]))


@tables("DOOR", says="人数 29 与考生编排不符")
def table_row_counts_wrongly(book: Exported) -> Exported:
    first, *rest = book.sites[0].rows
    return first_site(book, rows=(first._replace(people="29"), *rest))


@tables("DOOR", says="科目应为 科目S1，实为 科目S9")
def table_row_of_another_subject(book: Exported) -> Exported:
    first, *rest = book.sites[0].rows
    return first_site(book, rows=(first._replace(paper="科目S9"), *rest))


@tables("DOOR", says="开始时间应为 09:00，实为 10:00")
def table_row_at_another_time(book: Exported) -> Exported:
    first, *rest = book.sites[0].rows
    return first_site(book, rows=(first._replace(time="10:00—"), *rest))


@tables("DOOR", says="场次 1 考场 合计：人数应为 14，实为 9")
def table_sum_wrong(book: Exported) -> Exported:
    rows = book.sites[0].rows
    total = rows[0]._replace(number="合计", people="9")
    return first_site(book, rows=(*rows, total))


@tables("DOOR", says="考场情况记录单.xlsx 已损坏")
def records_unreadable(book: Exported) -> Exported:
    gap = Gap("考场情况记录单", "01_第一中学/考场情况记录单.xlsx", "考场情况记录单.xlsx 已损坏")
    return first_site(book, gaps=(gap,))


@tables("PAPERS", says="试卷袋封面.xlsx 不存在")
def covers_missing(book: Exported) -> Exported:
    gap = Gap("试卷袋封面", "01_第一中学/试卷袋封面.xlsx", "试卷袋封面.xlsx 不存在或无法打开")
    return first_site(book, gaps=(gap,))


@tables("DOOR", says="考场情况记录单含有没有遮盖的证件号码（报名序号 B12）")
def id_on_a_form_for_staff(book: Exported) -> Exported:
    word = FoundText("B00012", "考场情况记录单", "场次1", 9)
    return first_site(book, numbers=(word,))


@tables("DOOR", says="考场座次表含有没有遮盖的证件号码（工号 G1）")
def id_of_a_clerk_on_a_seat_plan(book: Exported) -> Exported:
    word = FoundText("s0001", "考场座次表", "场次1", 9)
    return first_site(book, numbers=(word,))


@tables("DOOR", says="试卷预定单含有没有遮盖的证件号码（不详）")
def whole_id_of_somebody_in_the_order(book: Exported) -> Exported:
    word = FoundText("990101199001010011", "试卷预定单", "试卷预定单", 9)
    return replace(book, region_numbers=(word,))


@tables("SEAT-STABLE", says="准考证号 （不是号码） 标为应考")
def name_where_the_ticket_should_be_on_a_plan(book: Exported) -> Exported:
    (seat, row, column, _), *rest = book.sites[0].plans[0].due
    return _plan_page(book, due=((seat, row, column, "考生A01"[:2]), *rest))


@tables("DESK", says="座位 1 110101****02：没有这样的座位和考生")
def id_where_the_ticket_should_be_on_a_label(book: Exported) -> Exported:
    first, *rest = book.sites[0].labels
    return first_site(book, labels=(first._replace(ticket="110101199001010A02"), *rest))


@tables("PAPERS", says="合计 一级 S1 科目S1：人数应为 20，实为 21")
def total_of_a_paper_wrong(book: Exported) -> Exported:
    first, *rest = book.totals
    return replace(book, totals=(first._replace(people=21), *rest))


@tables("PAPERS", says="总计：袋数合计应为")
def grand_total_wrong(book: Exported) -> Exported:
    last = book.totals[-1]
    return replace(book, totals=(*book.totals[:-1], last._replace(bags_total=99)))


@tables("PAPERS", says="总计：没有这一行")
def grand_total_missing(book: Exported) -> Exported:
    return replace(book, totals=book.totals[:-1])


@tables("PAPERS", says="备用 一级 S1 科目S1：没有这样的考点和试卷")
def spare_bags_nobody_asked_for(book: Exported) -> Exported:
    spare = book.totals[0]._replace(site="备用")
    return replace(book, totals=(*book.totals, spare))


@plan("PAPERS", says="备用试卷袋的值“两袋”无法识别")
def spare_bags_set_unreadably(scene: Scene) -> None:
    scene.policy = replace(scene.policy, others={"备用试卷袋": "两袋"})
