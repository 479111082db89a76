#!/usr/bin/env python3
# ruff: noqa: B905, D102, D103, E501, RUF007
# mypy: ignore-errors
# fmt: off
"""复算：不用编排程序，只凭本文件夹中冻结的记录和种子重新计算，再与公布的工作簿逐格核对。

用法：在 record 文件夹中运行 python3 复算.py（Python 3.8 以上，只用标准库，不联网，不改任何文件）；用别处得来的
本文件核对，则写明文件夹：python3 复算.py 结果/record。编排总表.xlsx 应在 record 的上一级，或上一级的 reports 文件夹。
每处不同打印一行；全部一致退出码为 0，否则为 1。同一张表最多打印 200 处，加参数“全部”则不限。只拿到一部分工作簿也
可以核对，没有的逐个写明，末行说有没有真正的不同。

怎样读：分三部分。只想知道“全部一致”这四个字靠不靠得住，读第一部分，约十分钟；没有变更的考试，它的末一节不必看。
一、核对。从 run 读起：读记录，复算，把结果与记录逐项、与公布的表逐行逐格比较；每处不同都经过 Report，末行和退出码
  由它而来。抽签只在 check_seats、check_posts、check_day、check_moves 中，依据冻结的名单、结构、回避、缺席、换下的人、
  摘要和种子（另有洗牌的次数、流动监考的区域、tiers 的值，变更时跳过几人），得不到抽签的结果；接替的人只用来看谁被跳过。
二、计算。只用给它的参数，不打开文件，不看记录和公布的表，所以第一部分给了什么、没有给什么，就决定了它能照着什么算。
  抽签的方法每次考试都一样，与程序文档逐步对应（draws.md、posting.md、amend.md、draw-day.md），公平与否可以事先细读：
  随机数 Chance；座位 draw_seats、Sitting、tickets_of；岗位 draw_posts，目标 objectives；变更 StandIns、draw_takers；
  监考 draw_day、Day。各表应有的各行 candidate_rows 等，与公布的表对照便知对不对。
三、其余。读日志和工作簿 read_log、Book，第一部分要用；另外的只会多报不同，不会少报：日志说的抽签和见证单 Ceremony；
  座次表、变更单和其他文书 check_papers（座次表、变更单以外，多数只比文件和内容的摘要）；有没有隐藏什么 concealed。

没有复算、按冻结的内容采用的：谁与谁须回避（structure.json 的 apart、recusals.json、sheets 的 barred、own 和
relatives）；每类考生进多少考场（structure.json）；每类人员是谁、任哪些岗位、各场的考场和区域（posting.json）；抽签依据
的规则、各人可替补的岗位、豁免 PATROL-5 时怎样合并区域；岗位抽了几次、备用监考洗牌几次（posts.json 的 tries）；变更时
跳过几人（amendments 的 passed；跳过的人若没有申报的关系、不回避任何考点和考场、计算机能力不低，则报告）；目标的下界
（bound）；尽量遵守的规则最少能剩几处（抽签记录的 tiers）；可缺席的人数（resilience.json）；参照了已被替换的演练的演练。
看不出的：只比摘要的文书，连同清单和日志一起改写。这些由 allocator verify 和 audit 核对。
"""

import hashlib
import io
import json
import re
import shutil
import sqlite3
import struct
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from collections import Counter, defaultdict
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import chain, combinations, groupby, product, zip_longest
from math import comb
from pathlib import Path
from posixpath import join, normpath, split
from xml.etree.ElementTree import ParseError, fromstring, iterparse

METHOD = "allocator-draw-v1"


def canonical(data):
    """规范的 JSON：排序、无空格。"""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# ── 一、核对 ────────────────────────────────────────────────────────────────────────────────────

def run(folder, report):
    """全部核对。"""
    near = (folder.parent, folder.parent / "reports", folder)
    report.base = output = next((place for mark in ("编排总表.xlsx", "*/*/监考抽签_*.xlsx") for place in near
                                 if any(place.glob(mark))), folder.parent)
    report.say(f"记录：{folder}", f"文书：{output}", "核对摘要 ……")
    record = Record(folder, report)
    record.digests()
    report.say("  " + " ".join(re.findall("........", record["run"]["digest"])) + "（公布、张贴过的应与此相同）", "核对操作日志 ……")
    ceremony = Ceremony(Log(record, report))
    report.say("复算座位 ……")
    seats, posts = check_seats(record, report), {"posted": [], "reserves": []}
    if record.has_staff:
        report.say("复算岗位 ……")
        posts = check_posts(record, report)
    states, papers = amended(record, report, seats, posts), Papers(record["inputs"])
    posts, inputs, structure = states[-1], record["inputs"], record["structure"]  # 以下的名单、岗位都是变更以后的
    sheets = {"考生编排": candidate_rows(inputs, structure, seats, papers, record["run"]["full_ids"]),
              "考场编排": room_rows(inputs, structure, seats, papers)}
    if record.has_staff:
        check_sheets(record, report, posts)
        sheets.update({"岗位安排": post_rows(inputs, record["posting"], posts),
                       "回避名单": recusal_rows(inputs, structure, record["recusals"], seats)})
    report.say("核对编排总表 ……")
    check_workbook(report, output / "编排总表.xlsx", sheets)
    report.say("复算监考抽签 ……")
    check_days(record, report, ceremony, output, "draws", "监考抽签")
    check_days(record, report, ceremony, output, "rehearsals", "演练")
    report.say("核对其他文书 ……")
    check_papers(record, report, ceremony, seats, states, papers, output)


def main():
    sys.stdout.reconfigure(errors="replace", line_buffering=True)  # 终端显示不了的字不致中断
    report, named = Report(0 if "全部" in sys.argv[1:] else 200), [Path(p).resolve() for p in sys.argv[1:] if p != "全部"]
    near = [q for p in named or [Path(__file__).resolve().parent, Path.cwd()] for q in (p, p / "record")]
    folder = next((place for place in near if (place / "run.json").is_file()), near[0])
    try:
        run(folder, report)
    except BROKEN as error:
        report.differs(folder, f"记录不完整或前后矛盾，无法继续复算（{type(error).__name__} {error}）")
    return report.end()


# ── 记录 ────────────────────────────────────────────────────────────────────────────────────────

def digest_of(*parts):
    """各段之前加 8 字节长度，连起来的 SHA-256。"""
    return hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).hexdigest()


class Record:
    """记录中的一个文件夹：data 是内容，raw 是原字节。"""

    def __init__(self, folder, report):
        self.folder, self.report, self.raw, self.data = folder, report, {}, {}
        for path in sorted(p for p in folder.rglob("*.json") if p.name[0] != "." and p.is_file()):
            name = path.relative_to(folder).as_posix()
            self.raw[name] = path.read_bytes()
            try:
                self.data[name] = json.loads(self.raw[name].decode())
                report.expect(canonical(self.data[name]) == self.raw[name], "record/" + name, "不是规范的 JSON，被改写过")
            except ValueError:
                report.differs("record/" + name, "已损坏，不是 JSON")
        self.has_staff = any(n in self.raw for n in ("staff.json", "posts.json", "posting.json"))
        wanted = ["inputs", "structure", "draw", "run", "recusals", "posting", "posts", "staff"]
        for name in wanted[:None if self.has_staff else 4]:
            report.expect(name + ".json" in self.data, f"record/{name}.json", "缺少这个文件，或无法读取")

    def __getitem__(self, name):
        return self.data[name + ".json"]

    def inside(self, folder):
        """一个子文件夹中的各个文件名。"""
        return sorted(name for name in self.data if name.startswith(folder + "/"))

    def check(self, name, field, stated, *parts):
        computed = digest_of(*parts)
        words = f"{field} 不符：按文件内容应为 {computed}，记录为 {stated}"
        self.report.expect(computed == stated, "record/" + name, words)

    def digests(self):
        run, (inputs, structure, draw) = self["run"], (self.raw[n + ".json"] for n in ("inputs", "structure", "draw"))
        self.report.expect(run["method"] == METHOD, "record/run.json", f"方法版本是 {run['method']}，不是 {METHOD}")
        self.check("run.json", "冻结数据的摘要 digest（inputs、structure）", run["digest"], inputs, structure)
        self.check("run.json", "座位的摘要 result_digest（draw）", run["result_digest"], draw)
        if self.has_staff:
            staff, more = self["staff"], [self.raw[n + ".json"] for n in ("recusals", "posting")]
            self.check("staff.json", "岗位数据的摘要 digest（inputs、structure、draw、recusals、posting）",
                       staff["digest"], inputs, structure, draw, *more)
            self.check("staff.json", "岗位的摘要 result_digest（posts）", staff["result_digest"], self.raw["posts.json"])
        for name in self.inside("sheets"):
            self.report.expect(self.data[name]["digest"] == self["staff"]["digest"], "record/" + name, "摘要与 staff.json 的不同")


# ── 复算，与记录比较 ────────────────────────────────────────────────────────────────────────────

def check_seats(record, report):
    """复算座位，与 draw.json 比较，返回 [(考生, 考场, 座位号, 准考证号)]。"""
    run, people, rooms = record["run"], record["inputs"]["candidates"], record["structure"]["open_rooms"]

    def told(rows):
        return {"座位数": len(rows), **{
            f"报名序号 {people[who]['registration']}": f"考场 {rooms[r]['number']} 座位 {seat} 准考证号 {ticket} 考点 {rooms[r]['room'][0]}"
            for who, r, seat, ticket in rows}}

    plain = draw_seats(record["inputs"], record["structure"], run["seed"], run["digest"])
    report.expect(sorted(n for n, *_ in plain) == [*range(len(people))], "record/structure.json", "不是每个考生恰有一个座位")
    seats = [[*seat, ticket] for seat, ticket in zip(plain, tickets_of(record["inputs"], rooms, plain))]
    report.compare("record/draw.json", seats, record["draw"]["seats"], told)
    return seats


def check_posts(record, report):
    """复算岗位，与 posts.json 比较，返回与它同样形式的结果。"""
    turns = record["posting"]["turns"]

    def told(posts):
        return {"人数": len(posts["posted"]), **{"工号 " + p[0]: p[1:] for p in posts["posted"]},
                **{f"考点 {site} 场次 {turns[turn][0][0]} 备用监考的顺序": " ".join(row)
                   for site, turn, row, _ in posts["reserves"]}}

    tries, drawings = {(p[0], p[1]): p[3] for p in record["posts"]["reserves"]}, record["posts"].get("tries", 1)
    report.expect({drawings, *tries.values()} <= {*range(1, 201)}, "record/posts.json", "抽签、洗牌的次数不在 1 到 200 之间")
    posts = draw_posts(record["posting"], record["staff"]["seed"], record["staff"]["digest"], max(1, min(drawings, 200)),
                       {key: max(1, min(many, 200)) for key, many in tries.items()})
    report.compare("record/posts.json", posts, record["posts"], told)
    return posts


def check_sheets(record, report, posts):
    """抽签资料 sheets：人员的条件与名单一致，各场的正式人员和备用人员就是抽到岗位的人。"""
    inputs, turns = record["inputs"], record["posting"]["turns"]
    staff, waiver = {s["staff"]: s for s in inputs["staff"]}, inputs["policy"]["waivers"].get("PATROL-5", "")
    fields = ("name", "employer", "sex", "experience", "computer")
    parts = {(work["site"], part["turn"]): part for work in record["posting"]["works"] for part in work["turns"]}
    for name, sheet in ((name, record.data[name]) for name in record.inside("sheets")):
        people, site = sheet["people"], sheet["site"]
        rows = [(f"工号 {p[0]} 的条件", [staff[p[0]][field] for field in fields], p[1:6]) for p in people]
        rows += [("人数", len({p[0] for p in people}), len(people)), ("豁免 PATROL-5", waiver, sheet["patrol_waiver"]),
                 ("各场", sorted(turns[turn][0] for place, turn in parts if place == site),
                  sorted(turn["turn"][0] for turn in sheet["turns"]))]
        waiting = {turn: row for place, turn, row, _ in posts["reserves"] if place == site}
        for turn in sheet["turns"]:
            index, words = turns.index(turn["turn"]), f"场次 {turn['turn'][0][0]}"
            part, reserves = parts[site, index], waiting.get(index, [])
            areas = [*unmerged(part)] if waiver else part["groups"]
            rows += [(words + " 各考场", part["rooms"], turn["rooms"]), (words + " 流动监考的各区域", areas, turn["groups"]),
                     (words + " 备用监考的顺序", " ".join(reserves), " ".join(people[n][0] for n in turn["reserves"]))]
            rows += [(f"{words} {post}", " ".join(sorted(p[0] for p in posts["posted"] if p[1:3] == [site, post]
                                                         and index in p[3] and p[0] not in reserves)),
                      " ".join(sorted(people[n][0] for n in turn[field]))) for post, field in FIELDS.items()]
        report.compare("record/" + name, {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})


def check_days(record, report, ceremony, output, folder, place):
    """复算一个文件夹（draws 或 rehearsals）的全部抽签，并核对各考点的监考抽签表。"""
    days = {name: record.data[name] for name in record.inside(folder)}
    results = {day["result_digest"]: day["result"] for day in days.values()}
    last = {(day["site"], day["session"]): day["number"] for day in sorted(days.values(), key=lambda d: d["number"])}
    due = {f"{folder}/{safe(site)}_{session}_{number}.json": (site, session, number)
           for (site, session), most in sorted(last.items()) for number in range(1, most + 1)}
    for name, key in due.items():
        report.expect(name in days, "record/" + folder, "缺少考点 {} 场次 {} 第 {} 次抽签".format(*key))
    for name, day in days.items():
        site, session, number = key = (day["site"], day["session"], day["number"])
        named = due.get(name) == key and day["rehearsal"] == (folder == "rehearsals")
        report.expect(named, "record/" + name, "文件名与内容（考点、场次、次数、是否演练）不符")
        try:
            sheet = record.data[f"sheets/{safe(site)}.json"]
            turn = next(turn for turn in sheet["turns"] if turn["turn"][0][0] == session)
            result = check_day(record, report, name, sheet, turn, results)
        except BROKEN as error:
            report.differs("record/" + name, f"无法复算，内容前后矛盾（{type(error).__name__} {error}）")
            continue
        inner = () if number == last[site, session] else ("已作废", f"第{number}次")
        beside = output.joinpath(file_name(f"{sheet['site']}_{sheet['name']}"), place, *inner)
        path = beside / (file_name(f"监考抽签_{sheet['site']}_场次{session}") + ".xlsx")
        if folder == "draws":
            ceremony.check_witness(beside / f"抽签见证单_场次{session}.xlsx", key)
        ceremony.sheets.add(path)
        check_workbook(report, path, day_rows(sheet, turn, result or day["result"]))
    report.say(f"  {place}：{len(days)} 次")


def check_day(record, report, name, sheet, turn, results):
    """核对一份抽签记录的摘要，复算，比较；返回复算的结果，不能复算则为 None。"""
    day, where = record.data[name], "record/" + name
    record.check(name, "结果的摘要 result_digest", day["result_digest"], canonical(day["result"]))
    due = {sheet["people"][n][0] for field in (*FIELDS.values(), "reserves") for n in turn[field]}
    report.expect(sorted(due.intersection(day["absent"])) == day["absent"], where, "缺席的人不都是该场应到的，或有重复")
    facts = {field: day[field] for field in ("absent", "earlier", "number", "session")}  # earlier 应有哪些：Ceremony
    sheet_file = f"sheets/{safe(day['site'])}.json"
    record.check(name, f"抽签数据的摘要 digest（{sheet_file}、缺席、以前的抽签、次数）", day["digest"],
                 record.raw[sheet_file], canonical(facts))
    missing = [digest for digest in day["earlier"] if digest not in results]
    if missing:  # 重做演练会替换先前的演练；演练不计入，只核对表格
        if day["rehearsal"]:
            report.say(f"  说明：演练 {name} 参照的演练已被替换，没有重算")
        report.expect(day["rehearsal"], where, f"以前的抽签 {' '.join(missing)} 不在记录中，无法复算")
        return None
    groups = [group for _, group in day["result"]["patrols"]]
    same = [[r for g in areas for r in g[2]] if sheet["patrol_waiver"] else areas for areas in (groups, turn["groups"])]
    report.expect(same[0] == same[1], where, "流动监考的区域与抽签资料不符")  # 豁免 PATROL-5 时可以合并相邻的区域
    mine = draw_day(sheet, turn, day["absent"], [results[digest] for digest in day["earlier"]], groups,
                    day["result"]["tiers"], day["seed"], day["digest"])
    if mine is None:
        report.differs(where, "到岗人员排不成这次抽签，记录却有结果")
        return None
    theirs = {**day["result"], "values": [[tier["rule"], tier["value"]] for tier in day["result"]["tiers"]]}
    report.compare(where, mine, theirs, day_told)
    return mine


# ── 与公布的表逐格比较 ──────────────────────────────────────────────────────────────────────────

TABLES = {  # 核对的各表：全部的列；据以认行的列；报告时写明的列
    "考生编排": ("准考证号 报名序号 姓名 证件号码 考试代码 批次 级别 专业 科目代码 科目名称 场次 考点代码 考场号 楼栋 楼层"
             " 教室 座位号 行 列", "报名序号 科目代码", "报名序号"),
    "考场编排": ("考试代码 批次 考点代码 考场号 楼栋 楼层 教室 场次 日期 开始时间 结束时间 科目代码 科目名称 级别 专业 人数"
             " 准考证起号 准考证止号", "考试代码 批次 考点代码 考场号 场次 科目代码 级别 专业", "考场号"),
    "岗位安排": ("考点代码 岗位 场次 工号 姓名 工作单位 备用顺序", "考点代码 岗位 场次 工号", "工号"),
    "回避名单": ("考试代码 工号 姓名 规则 类别 范围 考生报名序号 关系链 依据", "考试代码 工号 规则 考生报名序号", "工号"),
    "监考安排": ("考试代码 场次 考点代码 考场号 教室 角色 工号 姓名 工作单位", "场次 考场号 角色", "工号"),
    "流动监考": ("场次 考点代码 楼栋 楼层 工号 姓名 考场号", "场次 考场号", "工号"),
    "备用监考": ("场次 考点代码 顺序 工号 姓名", "场次 顺序", "工号")}
PRACTICE = "演　练　（本页为演练抽签结果，不得用于正式考试）"  # 演练的表在列名上面有这一行


def check_workbook(report, path, sheets):
    """核对一个工作簿：sheets 是各表的名称和应有的各行。"""
    if not path.is_file():
        report.lacks(path, "找不到这个工作簿" + "，应在 record 的上一级，或那里的 reports 文件夹" * (path.name == "编排总表.xlsx"))
        return
    with report.reading(path, f"工作表 {next(iter(sheets))} 不存在或已损坏：打不开这个工作簿，或加了密码"):
        book = Book(path)
        for name in set(book.sheets) - set(sheets):
            report.differs(path, f"多出的工作表 {name}")
        for sheet, rows in sheets.items():
            with report.reading(path, f"工作表 {sheet} 不存在或已损坏"):
                compare_sheet(report, f"{path.relative_to(report.base).as_posix()} · {sheet}", book.rows(sheet),
                              *(words.split() for words in TABLES[sheet]), rows)


def compare_sheet(report, where, found, columns, keys, label, rows):
    """found 是表中的各行，rows 是应有的各行；一一对应，对不上的按 keys 认行。"""
    named = columns.index(label[0])
    top, head = next(found, (1, []))
    if "/演练/" in where:
        report.expect(head[:1] == [PRACTICE] and not any(head[1:]), where, f"第 {top} 行应为：{PRACTICE}")
        top, head = next(found, (1, []))
    if not set(columns) <= set(head):
        report.differs(where, "缺少列：" + "、".join(columns))
        return
    line, order = top, [head.index(name) for name in columns]

    def have():
        for line, cells in chain([(top, head)], found):
            row = [cells[n] if n < len(cells) else "" for n in order]
            extra = [str(cell) for n, cell in enumerate(cells) if cell != "" and n not in order]
            report.expect(not extra, where, f"第 {line} 行多出的内容：{' '.join(extra)}")
            if any(cell != "" for cell in row) and line > top:
                yield line, row

    ours, theirs = [], []  # 从第一处不同起的各行
    for own, there in zip_longest((["" if cell is None else cell for cell in row] for row in rows), have()):
        if ours or theirs or there is None or own != there[1]:
            ours += [own] if own else []
            theirs += [there] if there else []
        else:
            line = there[0]
    at = [columns.index(name) for name in keys]
    known = [[tuple(row[n] for n in at) for row in rows] for rows in (ours, [row for _, row in theirs])]
    for _, a, b, c, d in SequenceMatcher(None, *known, autojunk=False).get_opcodes():
        for own, there in zip_longest(ours[a:b], theirs[c:d]):
            line, row = there or (line, None)
            if row is None:
                report.differs(where, f"第 {line} 行之后缺少 {label[0]} {own[named]} 的一行")
            elif own is None:
                report.differs(where, f"第 {line} 行不应有：{label[0]} {row[named]}")
            for name, x, y in zip(columns, own or (), row or ()):
                if x != y:
                    place = f"第 {line} 行 {label[0]} {own[named]} 的 {name}"
                    report.differs(where, f"{place}：应为{shown(name, x)}，表中为{shown(name, y)}")


# ── 操作日志 ────────────────────────────────────────────────────────────────────────────────────

LOG = "record.sqlite"
LITTER = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$|.*:Zone\.Identifier$|待记\.json$|record\.sqlite", re.IGNORECASE)


class Log:
    """操作日志：散列链完整，时间不倒退；记录中的各文件就是日志记下的。"""

    def __init__(self, record, report):
        self.record, self.report, self.where = record, report, "record/" + LOG
        self.entries, self.files = [], {}  # 各条：编号，事项，内容，本条的摘要
        try:
            rows, counted, parts = read_log(record.folder)
        except (sqlite3.Error, OSError):
            report.differs(self.where, "缺少操作日志，或已损坏")
            return
        report.expect(counted[:1] == [(len(rows),)], self.where, "日志末尾有缺失")
        report.expect(hashlib.sha256(canonical(parts)).hexdigest() == GUARDS, self.where,
                      "防改写设置（两个触发器）不是程序写入的，或有多出的表")
        self.chain(rows)
        self.compare_files()

    def expect(self, fits, n, text):
        self.report.expect(fits, self.where, f"日志第 {n} 条（{self.entries[n - 1][1]}）{text}")

    def chain(self, rows):
        before, last = "0" * 64, None
        for n, (number, act, body, prior, digest) in enumerate(rows, 1):
            facts = json.loads(body)
            self.entries.append((n, act, facts, digest))
            own = hashlib.sha256("\0".join((str(number), act, body, prior)).encode()).hexdigest()
            self.expect((number, prior, digest) == (n, before, own), n, "被改动过，或它的前后有缺失")
            before = digest
            self.files.update(facts.get("changed", {}))
            self.files = {name: value for name, value in self.files.items() if value}
            after = digest_of(canonical([[name, self.files[name]] for name in sorted(self.files)]))
            self.expect(not facts.get("changed") or facts.get("state_after") == after, n, "的记录摘要不符")
            time = datetime.fromisoformat(facts["time"]) if facts.get("time") else last
            self.expect(not last or act == "对时" or (time - last).total_seconds() >= -60, n, "的时间早于前一条")  # 对时可差一分钟
            last = time

    def compare_files(self):
        folder = self.record.folder
        found = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
                 for path in folder.rglob("*") if not path.is_dir() and not LITTER.match(path.name)}
        for name in sorted({**self.files, **found}):
            same = self.files.get(name) == found.get(name)
            self.report.expect(same, "record/" + name, "不是日志记下的文件：被改动、缺失，或是多出的")
        self.report.expect(not (folder / "待记.json").exists(), "record/待记.json", "有一条操作还没有记入日志，请先用程序打开一次")
        own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
        self.report.expect(found.get("复算.py", own) == own, "record/复算.py", "与正在运行的这一份不同")


# ── 报告 ────────────────────────────────────────────────────────────────────────────────────────

BROKEN = (LookupError, TypeError, ValueError, AttributeError, RuntimeError, StopIteration)  # 内容互相矛盾时
BROKEN_BOOK = (zipfile.BadZipFile, zlib.error, struct.error, ParseError, OSError, EOFError, *BROKEN)  # 工作簿打不开时


class Report:
    """打印并计数不同之处。"""

    def __init__(self, limit):
        self.limit, self.counts, self.missing, self.base = limit, defaultdict(int), 0, None

    def say(self, *lines):  # 文件名里的换行、控制符不照样打印
        sys.stdout.writelines(re.sub("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", "\ufffd", text) + "\n" for text in lines)

    def differs(self, where, text):
        if isinstance(where, Path):
            where = where.relative_to(self.base).as_posix() if self.base in where.parents else str(where)
        self.counts[where] += 1
        if not self.limit or self.counts[where] <= self.limit:
            self.say(f"不同 [{where}] {text}")

    def expect(self, fits, where, text):
        if not fits:
            self.differs(where, text)

    def lacks(self, where, text):
        """缺少的，也许只是没有拿到。"""
        self.missing += 1
        self.differs(where, text)

    def compare(self, where, should, found, told=dict):
        """两份内容逐项比较；told 把一份内容列成：名目 → 内容。"""
        should, found = told(should), told(found)
        for name in sorted({**should, **found}):
            own, other = should.get(name, "没有"), found.get(name, "没有")
            if own != other:
                self.differs(where, f"{name}：应为 {own}，记录为 {other}")

    @contextmanager
    def reading(self, where, text="已损坏，或加了密码"):
        """其中读工作簿，打不开则报告。"""
        try:
            yield
        except BROKEN_BOOK:
            self.differs(where, text)

    def end(self):
        for where, count in self.counts.items():
            if self.limit and count > self.limit:
                self.say(f"…… [{where}] 另有 {count - self.limit} 处未列出")
        total, missing = sum(self.counts.values()), f"{self.missing} 处因缺少文件或摘要而不能核对"
        if total == self.missing:
            self.say(f"复算结果：没有发现不同，但有 {missing}，见上。" if total else "复算结果：全部一致。")
        else:
            self.say(f"复算结果：有 {total} 处不同，见上。" + (f"其中 {missing}。" if self.missing else ""))
        return 1 if total else 0


# ── 变更（没有变更的考试，可以不看） ────────────────────────────────────────────────────────────

FACTS = {  # 可以更正的：名单（inputs.json），据以认行的一项，各列
    "考生": ("candidates", "registration",
           {"姓名": "name", "性别": "sex", "证件类型": "id_type", "证件号码": "id_number", "照片": "photo"}),
    "工作人员": ("staff", "staff", {"姓名": "name", "证件号码": "id_number", "电话": "phone"})}


def amended(record, report, seats, posts):
    """依次加上各次变更：更正 record["inputs"] 中的名单，重抽接替的人；返回起初和每次以后的岗位。"""
    names, gone, posts, frozen = amendment_files(record), set(), [posts], json.loads(record.raw["inputs.json"])
    parts = [record.raw.get(name + ".json", b"") for name in ("inputs", "structure", "draw", "posts")]
    for number, name in enumerate(names, 1):
        one, where, staff = record.data[name], "record/" + name, {s["staff"] for s in record["inputs"]["staff"]}
        fits = (name, one["number"], one["method"]) == (f"amendments/{number}.json", number, METHOD)
        report.expect(fits, where, f"文件名、number 应是第 {number} 次（从 1 起连续），method 应是 {METHOD}")
        asked = canonical({field: one[field] for field in ("corrections", "fixed", "number", "out")})
        record.check(name, "摘要 digest（inputs、structure、draw、posts、以前的变更、本次的要求）", one["digest"], *parts, asked)
        parts.append(record.raw[name])
        correct(record["inputs"], report, where, one["corrections"])
        for who in others(frozen, record["inputs"]):
            report.differs(where, f"{who} 的姓名、证件号码都改了，等于换了一个人")
        report.expect(one["out"] == sorted(staff.intersection(one["out"])), where, "换下的人 out 不在名单中，或次序不对")
        gone.update(one["out"])
        if record.has_staff:
            stand_ins = StandIns(*map(record.__getitem__, FROZEN), seats, posts[-1], gone, one["fixed"])
            posts.append(put_moves(posts[-1], check_moves(report, where, one, stand_ins)))
    return posts


def correct(inputs, report, where, corrections):
    """更正名单的各格：原来的就是名单中的，更正后与它不同；依名单的次序。"""
    rows, order = {(sheet, row[key]): (table, n, row, fields) for sheet, (table, key, fields) in FACTS.items()
                   for n, row in enumerate(inputs[table])}, []
    for sheet, key, column, old, new in corrections:
        table, n, row, fields = rows.get((sheet, key), ("", 0, {}, {}))
        fits = column in fields and row[fields[column]] == old != new
        report.expect(fits, where, f"更正 {sheet} {key} 的 {column}：名单没有这一格，或原来不是{shown(column, old)}，或没有不同")
        row.update({fields[column]: new} if column in fields else {})
        order.append((table, n, [*fields, column].index(column)))
    report.expect(order == sorted(set(order)), where, "各项更正的次序不对，或有重复")


def check_moves(report, where, one, stand_ins):
    """重抽接替的人，返回 {让出岗位的人: 接替的人}。"""
    moves, held, takers = one["moves"], set(stand_ins.places), {}
    starts = [n for n in range(len(moves)) if not n or moves[n - 1][1] not in held]
    chains = [moves[a:b] for a, b in zip(starts, [*starts[1:], None])]  # 到接替的人原来没有岗位为止是一条链
    leaving = [who for who in one["out"] if who in held]
    chained = [row[0][0] for row in chains] == leaving and held.issuperset(move[0] for move in moves) and all(
        len(row) <= 3 and row[-1][1] not in held for row in chains)
    report.expect(chained, where, "换下的、有岗位的人应依次各有一条链，至多三人接替，最后一人原来没有岗位")
    fits = (one["seed"] or not moves) and len({m[0] for m in moves}) == len({m[1] for m in moves}) == len(moves)
    report.expect(fits, where, "有人让出或接替了两次，或没有种子")
    for n, row in enumerate(chains if chained else ()):
        able = [stand_ins.eligible(move[0], len(row) - i, [m[1] for m in row[:i]]) for i, move in enumerate(row)]
        for (leaves, _, eligible, passed), own in zip(row, able):
            odd = " ".join(sorted({*own}.symmetric_difference(eligible)))
            report.expect(eligible == own and 0 <= passed < len(own), where,
                          f"可以接替 {leaves} 的人" + (f"多了或少了 {odd}" if odd else "次序不对或有重复，或跳过的人数不对"))
        better = stand_ins.overlooked(one["number"], row, leaving[n + 1:], one["seed"], one["digest"])
        report.expect(not better, where, f"接替 {row[0][0]} 的，应先抽到{better}，却没有")
        steps = [(own, move[3]) for move, own in zip(row, able) if 0 <= move[3] < len(own)]
        takers.update(draw_takers(one["number"], row[0][0], steps, one["seed"], one["digest"]))
        stand_ins.move(row)
    report.compare(where, takers, {m[0]: m[1] for m in moves}, lambda pairs: {f"接替 {a} 的人": b for a, b in pairs.items()})
    return takers


# ── 二、计算：随机数（draws.md） ────────────────────────────────────────────────────────────────

class Chance:
    """一条随机数流，由流的名称、种子、摘要完全确定。"""

    def __init__(self, stream, seed, digest):
        seed = unicodedata.normalize("NFC", seed).strip()
        self.key = hashlib.sha256("\0".join((METHOD, stream, seed, digest)).encode()).digest()
        self.block, self.words = 0, []

    def below(self, n):
        """0 到 n-1 的一个数：超出 n 的整数倍的字跳过，因此没有偏差。"""
        limit = 2**64 - 2**64 % n
        while True:
            if not self.words:  # 一次算 16 块，每块 4 个字
                blocks = (self.key + (self.block + i).to_bytes(8, "big") for i in range(16))
                data = b"".join(hashlib.sha256(block).digest() for block in blocks)
                self.block, self.words = self.block + 16, list(struct.unpack(">64Q", data)[::-1])
            value = self.words.pop()
            if value < limit:
                return value % n

    def shuffle(self, row):
        for i in range(len(row) - 1, 0, -1):
            j = self.below(i + 1)
            row[i], row[j] = row[j], row[i]


# ── 谁坐哪里（draws.md） ────────────────────────────────────────────────────────────────────────

def draw_seats(inputs, structure, seed, digest):
    """全部座位 [(考生, 考场, 座位号)]，按考场和座位号。"""
    people, policy, rooms = inputs["candidates"], inputs["policy"], structure["open_rooms"]
    apart = policy["apart"] if policy["switches"].get("SEAT-APART", True) else "关闭"
    number, kin = {"": 0}, defaultdict(list)
    unit = [number.setdefault(who["employer"], len(number)) for who in people]
    for a, b in structure["apart"]:
        kin[a].append(b)
        kin[b].append(a)
    members, part = members_of_kinds(inputs, structure, Papers(inputs)), {}  # part：（类，批次）的考生
    physical = {room_id(room): room for room in inputs["rooms"]}
    sittings, seats = defaultdict(lambda: defaultdict(list)), []
    for n, room in enumerate(rooms):
        sittings[room["sitting"][0]][tuple(room["sitting"])].append(n)

    def draw_batches(kinds, chance):
        for k in kinds:
            row, parts = list(members[k]), structure["batch_counts"][k]
            if len(parts) > 1:
                chance.shuffle(row)
            for batch, n in parts:
                part[k, batch], row = sorted(row[:n], key=lambda n: people[n]["registration"]), row[n:]

    def draw_sitting(batch, numbers, chance):
        counts = [rooms[n]["counts"] for n in numbers]
        near = [neighbours(physical[tuple(rooms[n]["room"])], sum(c for _, c in own), apart)
                for n, own in zip(numbers, counts)]
        drawn = Sitting(counts, near, {k: part[k, batch] for own in counts for k, _ in own}, unit, kin, chance).draw()
        return [(who, n, seat) for n, row in zip(numbers, drawn) for seat, who in enumerate(row, 1)]

    for exam, own in sittings.items():
        batching, seating = (Chance(f"{name}/{exam}", seed, digest) for name in ("batches", "seats"))
        kinds = [k for k, kind in enumerate(structure["kinds"]) if kind[0] == exam]
        several = any(len(structure["batch_counts"][k]) > 1 for k in kinds)
        for left in reversed(range(50 if several else 1)):  # 同批的人分不开，则批次和座位接着重抽
            draw_batches(kinds, batching)
            try:
                seats += [seat for (_, batch), numbers in own.items() for seat in draw_sitting(batch, numbers, seating)]
                break
            except Inseparable:
                if not left:
                    raise
    return sorted(seats, key=lambda seat: seat[1:])


class Inseparable(ValueError):
    """须回避的考生分不开。"""


class Papers:
    """考生应考的试卷。"""

    def __init__(self, inputs):
        self.all, self.known = inputs["papers"], {}

    def of(self, who, batch):
        """考生在某批次的各张试卷（序号），按场次；每科取第一张符合的；有科目没有试卷则为 None。"""
        key = (who["exam"], batch, who["level"], who["specialty"], tuple(who["subjects"]))
        if key not in self.known:
            first = {}
            for n, p in enumerate(self.all):  # 级别、专业空白的试卷适用于全部
                if ((p["exam"], p["batch"]) == (who["exam"], batch) and p["level"] in ("", who["level"])
                        and p["specialty"] in ("", who["specialty"])):
                    first.setdefault(p["subject"], n)
            found = [first.get(subject) for subject in who["subjects"]]
            self.known[key] = None if None in found else sorted(found, key=lambda n: (self.all[n]["session"], n))
        return self.known[key]

    def minutes(self, who, batch):  # 应考的每一分钟（日期，分钟），含延时：时长加百分之几，进到整分钟
        times = [(p["start"][:10], *(int(p[at][11:13]) * 60 + int(p[at][14:16]) for at in ("start", "end")))
                 for p in (self.all[n] for n in self.of(who, batch))]
        return {(day, m) for day, a, b in times for m in range(a, a - (a - b) * (100 + who["need"][3]) // 100)}


def members_of_kinds(inputs, structure, papers):
    """每一类考生的名单，按报名序号。同类：考试、级别、专业、科目、需求、指定考点、可去的批次都相同。"""
    people, rows, batches, allowed = inputs["candidates"], defaultdict(list), defaultdict(set), []
    for p in papers.all:
        batches[p["exam"]].add(p["batch"])
    for n, who in enumerate(people):
        rows[who["id_number"]].append(n)
        allowed.append([b for b in sorted(batches[who["exam"]]) if papers.of(who, b) is not None])
    for mine in (row for row in rows.values() if len(row) > 1):  # 一人报几个考试：后面的批次避开前面已占的时间
        mine.sort(key=lambda n: (len(batches[people[n]["exam"]]), n))
        taken = set()
        for n in mine:
            free = [b for b in allowed[n] if taken.isdisjoint(papers.minutes(people[n], b))]
            allowed[n] = free if n == mine[-1] else free[:1]
            taken.update(*(papers.minutes(people[n], b) for b in allowed[n]))
    found = defaultdict(list)
    for n in sorted(range(len(people)), key=lambda n: people[n]["registration"]):
        kind = [people[n][name] for name in ("exam", "level", "specialty", "subjects", "need", "site")]
        found[canonical([*kind, allowed[n]])].append(n)
    return [found[canonical(kind)] for kind in structure["kinds"]]


def cells_of(room):
    """考场的座位（行，列），按座位号的走向；行 1 靠讲台，列 1 在左。"""
    layout, snake = room["layout"], room["order"].endswith("蛇形")
    columns = list(range(1, len(layout) + 1))
    if room["first"] == "右前":
        columns.reverse()
    if room["order"].startswith("列"):
        lines = [[(row, column) for row in range(1, layout[column - 1] + 1)] for column in columns]
    else:
        lines = [[(row, column) for column in columns if layout[column - 1] >= row]
                 for row in range(1, max(layout) + 1)]
    return [cell for n, line in enumerate(lines) for cell in (line[::-1] if snake and n % 2 else line)]


def neighbours(room, people, apart):
    """在用座位（走向上的前 people 个）中，每个座位的邻座。"""
    at = {cell: n for n, cell in enumerate(cells_of(room)[:people])}
    steps = {"前后左右": [(0, 1), (1, 0), (0, -1), (-1, 0)], "关闭": []}.get(
        apart, [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b])
    return [[at[r + a, c + b] for a, b in steps if (r + a, c + b) in at] for r, c in at]


def growth(around, old, new):
    """邻座的单位是 around：一座由 old 单位换成 new 单位（0 是没有单位），同单位的对数增加多少。"""
    return (around.count(new) if new else 0) - (around.count(old) if old else 0)


class Sitting:
    """一个考试一个批次的座位抽签；rooms[r] 是考场 r 的考生，按座位号。"""

    def __init__(self, counts, near, members, unit, kin, chance):
        self.counts, self.near, self.unit, self.chance = counts, near, unit, chance
        self.members = {k: members[k] for k in sorted(members)}
        self.kind = {n: k for k, row in self.members.items() for n in row}
        self.everybody = list(self.kind)
        self.kin = {n: [m for m in kin[n] if m in self.kind] for n in self.everybody if n in kin}
        self.rooms = [[] for _ in counts]

    def pairs(self, r):
        """考场中同单位的邻座对数。"""
        units = [self.unit[n] for n in self.rooms[r]]
        return sum(units[j] == u for i, u in enumerate(units) if u for j in self.near[r][i]) // 2

    def all_pairs(self):
        return sum(self.pairs(r) for r in range(len(self.rooms)))

    def draw(self):
        if len(self.rooms) <= 6 and len(self.everybody) <= 180:
            for _ in range(400):  # 第 1 步：小场整个洗牌，直到合乎规则
                self.shuffle_all()
                if not self.all_pairs() and not any(
                        m in set(row) for row in self.rooms for n in row for m in self.kin.get(n, ())):
                    return self.rooms
        self.deal()
        self.seat()
        for _ in range(3):  # 第 7 步：仍有同单位邻座，则把过于集中的单位摊匀再试
            before = self.all_pairs()
            if not before:
                break
            kept = [list(row) for row in self.rooms]
            self.even_out()
            self.seat()
            if self.all_pairs() >= before:
                self.rooms = kept
        return self.rooms

    def shuffle_all(self):
        left = {k: list(row) for k, row in self.members.items()}
        for row in left.values():
            self.chance.shuffle(row)
        for r, counts in enumerate(self.counts):
            self.rooms[r] = []
            for k, n in counts:
                self.rooms[r] += left[k][-n:]
                del left[k][-n:]
            self.chance.shuffle(self.rooms[r])

    def deal(self, placed=()):
        """第 2 步：逐类洗牌，同单位的排在一起，从随机一处起，一圈一圈发到各考场；placed 中的人已有考场，最后加上。"""
        self.rooms, taken = [[] for _ in self.counts], Counter((self.kind[n], placed[n]) for n in placed)
        for k, people in self.members.items():
            places = [(r, n - taken[k, r]) for r, counts in enumerate(self.counts) for kind, n in counts if kind == k]
            drawn, blocks = [n for n in people if n not in placed], {}
            self.chance.shuffle(drawn)
            for n in drawn:
                blocks.setdefault(self.unit[n] or -1 - n, []).append(n)
            row = [n for block in blocks.values() for n in block]
            start = self.chance.below(len(row)) if row else 0
            row = iter(row[start:] + row[:start])
            for lap in range(max(n for _, n in places)):
                rooms = [r for r, n in places if n > lap]
                self.chance.shuffle(rooms)
                for r in rooms:
                    self.rooms[r].append(next(row))
        for n in placed:
            self.rooms[placed[n]].append(n)

    def seat(self):
        self.part_kin()  # 第 3 步
        for r in range(len(self.rooms)):  # 第 4 步：每个考场洗牌，直到没有同单位邻座
            for _ in range(300):
                self.chance.shuffle(self.rooms[r])
                if not self.pairs(r):
                    break
            else:
                self.dense(r)
        if len(self.rooms) > 1:
            self.walk()  # 第 5 步
        for r in range(len(self.rooms)):  # 第 6 步
            if self.pairs(r):
                self.dense(r)

    def note_places(self):
        """at：各人在第几个考场、第几座。"""
        self.at = {n: (r, i) for r, row in enumerate(self.rooms) for i, n in enumerate(row)}

    def swap(self, a, b):
        self.at[a], self.at[b] = self.at[b], self.at[a]
        for n in (a, b):
            r, i = self.at[n]
            self.rooms[r][i] = n

    def peer(self, n):
        """与 n 同类的一人。"""
        row = self.members[self.kind[n]]
        return row[self.chance.below(len(row))]

    def meets_kin(self, a, b):
        """a、b 互换后，是否有一人与须回避的人同在一个考场。"""
        return any(m != other and self.at[m][0] == self.at[other][0]
                   for n, other in ((a, b), (b, a)) for m in self.kin.get(n, ()))

    def part_kin(self):
        """须回避的人分到不同考场。"""
        self.note_places()
        for n in sorted(self.kin):
            for other in sorted(self.kin[n]):
                tries = 0
                while self.at[n][0] == self.at[other][0]:
                    tries += 1
                    if tries > 20000:  # 逐对分不开，则一起另找考场
                        self.deal(self.search())
                        return
                    mover = (n, other)[self.chance.below(2)]
                    partner = self.peer(mover)
                    if self.at[mover][0] != self.at[partner][0] and not self.meets_kin(mover, partner):
                        self.swap(mover, partner)

    def search(self):
        """须回避的人各进哪个考场：余下的考场最少的先排，走不通则退回上一人；步数用完则另起，至多 20 次。"""
        places = {(k, r): n for r, counts in enumerate(self.counts) for k, n in counts}
        for _ in range(20):
            order, rows, free, at, trail = [n for n in self.everybody if n in self.kin], {}, dict(places), {}, []
            self.chance.shuffle(order)
            for n in order:  # 各人的考场按一个个座位洗牌，座位多的考场先试的机会大
                row = [r for (k, r), many in places.items() if k == self.kind[n] for _ in range(many)]
                self.chance.shuffle(row)
                rows[n] = list(dict.fromkeys(row))
            for _ in range(20 * len(order) + 1):
                left = {n: [r for r in rows[n] if free[self.kind[n], r] and all(at.get(m) != r for m in self.kin[n])]
                        for n in order if n not in at}
                if not left:
                    return {n: at[n] for n in order}
                trail.append(min(left.items(), key=lambda item: len(item[1])))
                while not trail[-1][1]:
                    trail.pop()
                    if not trail:
                        raise Inseparable("须回避的考生分不开")
                    free[self.kind[trail[-1][0]], at.pop(trail[-1][0])] += 1
                n, row = trail[-1]
                at[n] = row.pop(0)
                free[self.kind[n], at[n]] -= 1
        raise Inseparable("须回避的考生分不开")

    def dense(self, r):
        """拥挤的考场：两座互换，有时容许变差；只有处在最少对数的步数才计入固定的步数。"""
        row, near, below = self.rooms[r], self.near[r], self.chance.below
        units, size, counted, kept = [self.unit[n] for n in row], len(row), 0, list(row)
        pairs = fewest = self.pairs(r)
        for step in range(2000 * size):
            if counted >= 200 * size and (fewest == 0 or step >= 600 * size):
                break
            i, j = below(size), below(size)
            a, b, more = units[i], units[j], 0
            if a != b:
                more = (growth([units[n] for n in near[i] if n != j], a, b)
                        + growth([units[n] for n in near[j] if n != i], b, a))
            if more <= 0 or not below((3 if fewest else 4) ** more):
                if more > 0 and pairs == fewest:
                    kept = list(row)
                pairs += more
                units[i], units[j], row[i], row[j] = b, a, row[j], row[i]
                if pairs < fewest:
                    fewest, counted = pairs, 0
            counted += pairs == fewest
        if pairs > fewest:
            row[:] = kept

    def walk(self):
        """固定次数的同类两人互换；不许同单位邻座增多，不许须回避的人同场。"""
        self.note_places()
        everybody, unit, many = self.everybody, self.unit, len(self.everybody)
        for _ in range((30 if many < 3000 else 3) * many):
            a = everybody[self.chance.below(many)]
            b = self.peer(a)
            if self.at[a][0] == self.at[b][0] or (self.kin and self.meets_kin(a, b)):
                continue
            if unit[a] != unit[b]:
                around = [[unit[self.rooms[r][n]] for n in self.near[r][i]] for r, i in (self.at[a], self.at[b])]
                if growth(around[0], unit[a], unit[b]) + growth(around[1], unit[b], unit[a]) > 0:
                    continue
            self.swap(a, b)

    def even_out(self):
        """某单位占一个考场三分之一以上时，与同类互换，使各考场（人数平方 ÷ 考场人数）之和不增。"""
        inside = [Counter(self.unit[n] for n in row) for row in self.rooms]
        crowded = {u for row, count in zip(self.rooms, inside) for u, n in count.items() if u and n * 3 > len(row)}
        movers = [n for n in self.everybody if self.unit[n] in crowded]
        self.note_places()
        for _ in range(40 * len(movers) if len(self.rooms) > 1 else 0):
            a = movers[self.chance.below(len(movers))]
            b = self.peer(a)
            ra, rb, ua, ub = self.at[a][0], self.at[b][0], self.unit[a], self.unit[b]
            if ra == rb or ua == ub:
                continue
            na, nb = len(self.rooms[ra]), len(self.rooms[rb])
            rise = (2 * inside[rb][ua] + 1) * na - (2 * inside[ra][ua] - 1) * nb
            if ub in crowded:
                rise += (2 * inside[ra][ub] + 1) * nb - (2 * inside[rb][ub] - 1) * na
            if rise <= 0:
                self.swap(a, b)
                for u, out, into in ((ua, ra, rb), (ub, rb, ra)):
                    inside[out][u] -= 1
                    inside[into][u] += 1


def rooms_of(inputs, structure, seats):
    """各考生（报名序号）的考场。"""
    return {inputs["candidates"][n]["registration"]: structure["open_rooms"][r] for n, r, *_ in seats}


def room_id(room):
    return (room["site"], room["building"], room["floor"], room["classroom"])


def tickets_of(inputs, open_rooms, seats):
    """准考证号：按参数的模板，由考场和座位推出；流水号按其余各段分别从 1 起。"""
    policy, papers = inputs["policy"], inputs["papers"]
    exams, running = list(dict.fromkeys(p["exam"] for p in papers)), defaultdict(int)
    # 以最先的一张试卷为准，所以从后往前填
    levels = {(p["exam"], p["level"]): p["level_code"] for p in reversed(papers)}
    specialties = {(p["exam"], p["specialty"]): p["specialty_code"] for p in reversed(papers)}
    by_time = sorted(papers, key=lambda p: (p["session"], p["start"]), reverse=True)
    years, templates = {p["exam"]: p["start"][:4] for p in by_time}, {}
    for exam in exams:
        template = policy["templates"].get(exam) or policy["templates"].get("") \
            or "{年:2}{考试序号:1}{批次:1}{考点:2}{考场:3}{座位:2}"
        template = unicodedata.normalize("NFKC", template).strip()
        templates[exam] = [(text, name.strip(), int(width or 0)) for text, name, width in
                           re.findall(r"([^{}]+)|\{([^{}:]*):([^{}]*)\}", template)]
    for n, r, seat in seats:
        who, room = inputs["candidates"][n], open_rooms[r]
        exam, batch = room["sitting"]
        values = {"级别": levels.get((exam, who["level"]), ""), "考试": exam, "批次": str(batch),
                  "专业": specialties.get((exam, who["specialty"]), ""), "座位": str(seat), "年": years[exam],
                  "考试序号": str(exams.index(exam) + 1), "省": policy["province"], "市": policy["city"],
                  "考点": room["room"][0], "考场": str(int(room["number"]))}

        def piece(text, name, width, values=values):
            value = values.get(name, "")
            return text or (value[-width:] if name == "年" else value.zfill(width))

        if any(name == "流水" for _, name, _ in templates[exam]):
            same = tuple(piece(*part) for part in templates[exam] if part[1] not in ("座位", "流水"))
            running[same] += 1
            values["流水"] = str(running[same])
        yield "".join(piece(*part) for part in templates[exam])


# ── 谁任什么岗位（posting.md） ──────────────────────────────────────────────────────────────────

WHOLE = ["主考", "副主考", "试卷管理", "考务办公室", "考点系统管理员", "医务", "保电", "保卫", "驾驶员"]
WATCH, PATROL, ADMIN = DRAWN = ("监考", "流动监考", "考场系统管理员")
FIELDS = {WATCH: "invigilators", PATROL: "patrols", ADMIN: "admins"}  # 抽签资料中的名称


def draw_posts(posting, seed, digest, drawings, tries):
    """岗位抽签和备用监考抽签，与 posts.json 同样的形式；岗位抽了几次、备用监考洗了几次牌（排得成考场为止）几乎都是 1。"""
    places, kinds = posting["places"], posting["kinds"]
    met = list(dict.fromkeys(post for _, post, _ in places))
    order = [p for p in WHOLE if p in met] + [p for p in met if p not in WHOLE and p not in DRAWN] + list(DRAWN)
    chances = {post: Chance("posts/" + post, seed, digest) for post in order}
    for _ in range(drawings):
        left, posted = [sorted(kind["members"]) for kind in kinds], []
        for post in order:
            for k, kind in enumerate(kinds):  # 每类人洗牌，依次任这一类的各个岗位
                own = [places[n] for n, many in kind["places"] for _ in range(many) if places[n][1] == post]
                if own:
                    chances[post].shuffle(left[k])
                    taken, left[k] = left[k][:len(own)], sorted(left[k][len(own):])
                    posted += [[who, site, post, turns] for who, (site, _, turns) in zip(taken, own)]
    rank = {work["site"]: n for n, work in enumerate(posting["works"])}
    posted.sort(key=lambda p: (rank[p[1]], order.index(p[2]), p[0]))
    reserves = []
    for site, part in ((work["site"], part) for work in posting["works"] for part in work["turns"]):
        if part["reserves"]:
            turn, many = part["turn"], tries.get((site, part["turn"]), 1)
            here = sorted(who for who, place, post, turns in posted
                          if place == site and post == WATCH and turn in turns)
            chance = Chance(f"reserves/{site}/{posting['turns'][turn][0][0]}", seed, digest)
            for _ in range(many):
                row = list(here)
                chance.shuffle(row)
            reserves.append([site, turn, row[:part["reserves"]], many])
    return {"posted": posted, "reserves": reserves}


def objectives(inputs, posting, posted):
    """各人的场数（连同历史场次）和早场数，各项目标的值。"""
    turns, policy = posting["turns"], inputs["policy"]
    staff, served = {s["staff"]: s for s in inputs["staff"]}, {p[0]: p[3] for p in posted}
    pool = [who for kind in posting["kinds"] for who in kind["members"]]
    sessions = [staff[who]["past_sessions"] + sum(len(turns[t][0]) for t in served.get(who, ())) for who in pool]
    early = [sum(turns[t][3] for t in served.get(who, ())) for who in pool]
    counted = (WATCH, ADMIN)[:1 + (policy["others"].get("系统管理员兼任监考") != "否")]
    sexes = Counter((p[1], t, staff[p[0]]["sex"]) for p in posted if p[2] in counted for t in p[3])
    lack, spare = 0, policy["switches"].get("STAFF-RESERVE", True)
    for site, part in ((work["site"], part) for work in posting["works"] for part in work["turns"]):
        wanted = len(part["rooms"]) + part["reserves"] // 2 * spare
        lack += max(0, *(wanted - sexes[site, part["turn"], sex] for sex in "男女"))
    here, size = [(staff[p[0]], p[1]) for p in posted], Counter(p[1] for p in posted)

    def share(some, site):
        return some * size[site] // len(here), -(-some * size[site] // len(here))  # 按任职人数应占的，舍去和进一

    def off(fits):
        have = Counter(site for s, site in here if fits(s))
        shares = {site: share(sum(have.values()), site) for site in size}
        return sum(max(0, have[site] - most, least - have[site]) for site, (least, most) in shares.items())

    units, together = Counter(s["employer"] for s, _ in here), Counter((s["employer"], site) for s, site in here)
    experienced = int(policy["others"].get("有经验", "1"))
    return {"场次": sessions, "早场": early}, {
        "场次均衡": sum(n * n for n in sessions), "早场均衡": sum(n * n for n in early), "男女搭配": lack,
        "单位均衡": sum(max(0, n - share(units[unit], site)[1]) for (unit, site), n in together.items() if unit),
        "男女均衡": off(lambda s: s["sex"] == "女"), "经验均衡": off(lambda s: s["experience"] >= experienced),
        "离开所属考点": sum(s["site"] not in ("", site) for s, site in here)}


def loads_told(name, loads):
    """场数或早场数的分布：人数、最少、最多、基尼系数（万分之几，四舍五入）、平方和。"""
    many, total = len(loads), sum(loads)
    tilted = sum((2 * i - many - 1) * load for i, load in enumerate(sorted(loads), 1))
    return {"name": name, "people": many, "least": min(loads, default=0), "most": max(loads, default=0),
            "gini": (20000 * tilted + many * total) // (2 * many * total) if total else 0,
            "squares": sum(load * load for load in loads)}


# ── 谁接替换下的人（amend.md） ──────────────────────────────────────────────────────────────────

def draw_takers(number, leaves, steps, seed, digest):
    """一条链，从换下的 leaves 起：每步洗牌，跳过几人，取其后的一人，再由他让出。给出（让出的人，接替的人）。"""
    for remaining, (eligible, passed) in zip(range(len(steps), 0, -1), steps):
        row = list(eligible)
        Chance(f"amend/{number}/{leaves}/{remaining}", seed, digest).shuffle(row)
        yield leaves, row[passed]
        leaves = row[passed]


def others(frozen, inputs):
    """姓名和证件号码都与冻结的不同、不像笔误的：号码差三位以上，或成了名单中的另一个人。"""
    for key, table in (("registration", "candidates"), ("staff", "staff")):
        known = {(row["name"], row["id_number"]) for row in frozen[table]}
        for was, now in zip(frozen[table], inputs[table]):
            a, b = was["id_number"], now["id_number"]
            if was["name"] != now["name"] and a != b and (
                    sum(x != y for x, y in zip(a, b)) + abs(len(a) - len(b)) > 2 or (now["name"], b) in known):
                yield was[key]


FROZEN = ("inputs", "structure", "posting", "recusals")


def put_moves(posts, takers):
    """各人同时由 takers 中的人接替：考点、岗位、场次，备用监考的顺序。"""
    posted = [[takers.get(who, who), *place] for who, *place in posts["posted"]]
    rank = {place: n for n, place in enumerate(dict.fromkeys((p[1], p[2]) for p in posted))}
    posted.sort(key=lambda p: (rank[p[1], p[2]], p[0]))  # 考点、岗位的次序不变，其中按工号
    reserves = [[*place, [takers.get(who, who) for who in row], many] for *place, row, many in posts["reserves"]]
    return {"posted": posted, "reserves": reserves}


class StandIns:
    """谁可以接替换下的人。岗位写作（考点，岗位，各场）；gone 是至今换下的人，fixed 是人员不再变动的考点。"""

    def __init__(self, inputs, structure, posting, recusals, seats, posts, gone, fixed):
        policy, rooms = inputs["policy"], rooms_of(inputs, structure, seats)
        self.staff, self.turns = {s["staff"]: s for s in inputs["staff"]}, posting["turns"]
        self.works = {work["site"]: work for work in posting["works"]}
        self.limited, self.merging = policy["switches"].get("STAFF-AVAILABLE", True), "PATROL-5" in policy["waivers"]
        self.doubles = policy["others"].get("系统管理员兼任监考") != "否"
        self.sessions, self.barred = defaultdict(set), defaultdict(set)
        for paper in inputs["papers"]:
            self.sessions[paper["exam"]].add(paper["session"])
        for exam, who, _, _, scope, registration, *_ in recusals:  # 各人须回避的考试、考点、考场
            room = rooms.get(registration)
            self.barred[who].add(exam if scope == "考试" else (room["room"][0],) if scope == "考点" else
                                 (room["room"][0], room["number"], *room["sitting"]))
        ties = {text.upper() for tie in (*inputs["kin_ties"], *inputs["other_ties"]) for text in tie.values()} - {""}
        sitting = {one["id_number"].upper() for one in inputs["candidates"]}
        self.plain = {  # 没有与他本人、单位有关的申报，自己不是考生，不回避任何考点、考场
            who for who, s in self.staff.items() if s["id_number"].upper() not in sitting
            and ties.isdisjoint(word.upper() for word in (who, s["id_number"], s["name"], s["employer"]))
            and all(isinstance(one, str) for one in self.barred[who])}
        self.gone, self.fixed, self.moved = gone, fixed, set()
        self.places = {who: (site, post, tuple(turns)) for who, site, post, turns in posts["posted"]}
        self.move(())

    def move(self, moves):
        """换了一条链；free：没有岗位、可以任职的人；movable：有岗位、可以换岗的人。"""
        left, takers = [self.places.pop(move[0]) for move in moves], [move[1] for move in moves]
        self.places.update(zip(takers, left))
        self.moved.update(takers)
        self.known, self.free = {}, self.staff.keys() - self.gone - self.places.keys()
        self.movable = [who for who, (site, post, _) in sorted(self.places.items()) if who not in self.gone | self.moved
                        and not (site in self.fixed and post in DRAWN)]

    def may(self, who, place):
        """依 who 自己的条件，能不能任这个岗位。"""
        (site, post, turns), s, barred = place, self.staff[who], self.barred[who]
        served, work = [n for t in turns for n in self.turns[t][0]], self.works[site]
        doubles = post == ADMIN and self.doubles
        if post not in s["posts"] or (doubles and not s["computer"]) \
                or ((post in (WATCH, PATROL) or doubles) and s["source"] in ("志愿者招募", "社会招聘")):
            return False
        if not s["trained"] or any(s["trained"] >= self.turns[t][1][:10] for t in turns):
            return False
        if self.limited and ((s["sessions"] and not set(served) <= set(s["sessions"]))
                             or (s["max_sessions"] is not None and len(served) > s["max_sessions"])):
            return False
        if (site,) in barred or any(exam in barred for exam in work["exams"]) \
                or any(not self.sessions[exam].isdisjoint(served) for exam in barred if isinstance(exam, str)):
            return False
        return post not in DRAWN or not any(self.closed(site, post, part, barred)
                                            for part in work["turns"] if part["turn"] in turns)

    def closed(self, site, post, part, barred):
        """在这一场的这个岗位上，是不是没有一处不须回避。"""
        shut = {room[0] for room in part["rooms"] if (site, room[0], room[2], room[3]) in barred}
        if post != PATROL:
            rooms = {room[0] for room in part["rooms"] if room[6 + (post == ADMIN)]}
            return bool(rooms) and rooms <= shut and not (post == WATCH and part["reserves"])
        groups = [group[2] for group in part["groups"]]  # 豁免 PATROL-5 时可以合并区域，每栋楼各剩一个的除外
        merged = self.merging and len(groups) > len({building for building, _, _ in part["groups"]})
        return bool(groups) and not merged and not any(shut.isdisjoint(group) for group in groups)

    def eligible(self, leaves, remaining, path=()):
        """可以接替 leaves 的人：连他在内还要 remaining 人，其后总有人可以接替；path 是链上已有的人。"""
        place = self.places[leaves]
        able = self.free if remaining == 1 else (n for n in self.movable if n not in path)
        return sorted(n for n in able if self.may(n, place) and (remaining == 1 or self.followed(n, remaining - 1)))

    def followed(self, leaves, moves):
        """leaves 让出的岗位，能不能由 moves 人依次接替。"""
        place = self.places[leaves]
        if (place, moves) not in self.known:  # 两个人就够：其中总有一个不是 leaves
            able = (n for n in (self.movable if moves > 1 else self.free)
                    if self.may(n, place) and (moves == 1 or self.followed(n, moves - 1)))
            self.known[place, moves] = [n for _, n in zip(range(2), able)]
        return any(n != leaves for n in self.known[place, moves])

    def needed(self, later):
        """没有他，以后换下的人 later 中能由没有岗位的人接替的就少一个。"""
        closed = {n: {g for g, who in enumerate(later) if not self.may(n, self.places[who])} for n in self.free}
        closed = {n: groups for n, groups in closed.items() if len(groups) < len(later)}
        best = matched(len(later), sorted(closed), closed)
        return {n for n in best.values()
                if len(matched(len(later), sorted(closed.keys() - {n}), closed)) < len(best)}

    def equal(self, who, other):
        """other 在那里排得成当日的抽签，who 也一定排得成。"""
        return who in self.plain and (self.staff[who]["computer"] or not self.staff[other]["computer"])

    def surely(self, leaves, remaining, ends):
        """有没有这样的链，到 ends 中的一人为止，处处一定排得成（接替自己的，就是先已看过的更短的链）。"""
        key = self.places[leaves], remaining, self.staff[leaves]["computer"], min(ends, default="")
        if key not in self.known:
            self.known[key] = any(n in ends if remaining == 1 else self.surely(n, remaining - 1, ends)
                                  for n in self.eligible(leaves, remaining) if self.equal(n, leaves))
        return self.known[key]

    def overlooked(self, number, moves, later, seed, digest):
        """应先抽到的：更短的链，或洗牌在前的人，而且一定排得成；没有则为空。"""
        needed, sure = self.needed(later), True
        free, last = (self.free - needed, self.free & needed), moves[-1][1] in needed
        for many in range(1, len(moves) + 1):
            for ends in free[:2 if many < len(moves) else last]:
                if ends and self.surely(moves[0][0], many, ends):
                    return f" {many} 人的一条链"
        for n, (leaves, takes, _, passed) in enumerate(moves):
            rest, path = len(moves) - n, tuple(move[1] for move in moves[:n])
            row = self.eligible(leaves, rest, path)
            Chance(f"amend/{number}/{leaves}/{rest}", seed, digest).shuffle(row)
            # 最后一人若是以后换下的人所必需的，不必需的人都应在他之前
            for who in row[:passed] + [one for one in row if last and rest == 1 and one in free[0]]:
                whole = sure and self.equal(who, leaves)
                if ((last or who in free[0]) and (whole or self.equal(who, takes)) if rest == 1
                        else whole and self.surely(who, rest - 1, free[last])):
                    return f"工号 {who}"
            sure = sure and self.equal(takes, leaves)
        return ""


# ── 监考抽签（draw-day.md） ─────────────────────────────────────────────────────────────────────

SHOULDS = ("PAIR-UNIT", "PAIR-GENDER", "PAIR-EXPERIENCE", "ROOM-OWN-UNIT", "ROOM-REPEAT")
BASE = 1 << 16  # 代价是一个整数：每条尽量遵守的规则占一位，前面的一位胜过后面的任意多；“必须”在最高位


def draw_day(sheet, turn, absent, earlier, groups, tiers, seed, digest):
    """一次抽签，返回与 result 同样形式的结果；没有可行的办法则为 None。"""
    people, place = sheet["people"], f"{sheet['site']}/{turn['turn'][0][0]}"
    *regulars, reserves = present = [[n for n in turn[field] if people[n][0] not in absent]
                                     for field in (*FIELDS.values(), "reserves")]
    for party in parties(people, turn["rooms"], groups, *present):
        day = Day(sheet, turn, party, groups, earlier)
        if not day.enough or day.hopeless():
            continue
        goal = sum(day.weight[tier["rule"]] * tier["value"] for tier in tiers)
        chance = Chance("invigilators/" + place, seed, digest)
        if not day.draw(goal, chance):
            continue
        values = sum(day.prices(range(len(day.rooms))))
        duties = []
        for r, room in enumerate(day.rooms):  # 监考甲是经验最多的，相同的由抽签定先后
            crew, admin = day.team(r)[:room[6]], day.team(r)[room[6]:]
            chance.shuffle(crew)
            crew.sort(key=lambda n: -people[n][4])
            duties.append([*room[:3], [people[n][0] for n in crew], people[admin[0]][0] if admin else ""])
        patrols = day.draw_patrols(Chance("patrols/" + place, seed, digest))
        serving = set(day.who[:day.inside]) | set(patrols)
        spare = sorted(n for row in regulars for n in row if n not in serving)
        chance.shuffle(spare)
        return {"site": sheet["site"], "sessions": turn["turn"][0], "rooms": duties,
                "patrols": [[people[n][0], group] for n, group in zip(patrols, groups)],
                "reserves": [people[n][0] for n in spare + [n for n in reserves if n not in serving]],
                "stepped_in": [people[n][0] for n in reserves if n in serving],
                "values": [[rule, values // day.weight[rule] % BASE] for rule in day.shoulds]}
    return None


def parties(people, rooms, groups, watch, patrols, admins, reserves):
    """谁参加抽签：到岗的正式人员，加上尽量短的一段备用人员；按公布的优先顺序给出各种办法。"""
    lack = [max(0, sum(room[6] for room in rooms) - len(watch)), max(0, len(groups) - len(patrols)),
            max(0, sum(room[7] for room in rooms) - len(admins))]
    for count in range(len(reserves) + 1):
        def able(post, taken, here=reserves[:count]):
            return [n for n in here if post in people[n][6] and n not in taken]
        for more in range(count + 1):
            for extra in range(more + 1):
                for a in combinations(able(ADMIN, ()), lack[2] + more - extra):
                    for p in combinations(able(PATROL, a), lack[1] + extra):
                        rest = able(WATCH, a + p)
                        for many in range(lack[0], len(rest) + 1):
                            yield sorted(watch + rest[:many]), sorted(admins + list(a)), sorted(patrols + list(p))


def matched(groups, patrols, closed):
    """尽可能多的流动监考区域各配一人（增广路）。"""
    holder, taken = {}, {}

    def place(group, seen):
        for who in patrols:
            if group not in closed[who] and who not in seen:
                seen.add(who)
                if who not in taken or place(taken[who], seen):
                    taken[who], holder[group] = group, who
                    return True
        return False

    for group in range(groups):
        place(group, set())
    return holder


class Day:
    """一次监考抽签：参加的人、席位和每种搭配的代价。人用抽签资料中的序号表示。"""

    def __init__(self, sheet, turn, party, groups, earlier):
        self.sheet, self.turn, self.groups = sheet, turn, groups
        self.watch, self.admins, self.patrols = party
        # 考场：考场号 房间 考试 批次 形式 人数 监考数 管理员数 场次
        self.rooms, self.people = turn["rooms"], sheet["people"]
        self.size = [room[6:8] for room in self.rooms]
        spare = [len(self.watch) - sum(w for w, _ in self.size), len(self.admins) - sum(a for _, a in self.size)]
        self.enough = min(spare) >= 0 and len(self.patrols) >= len(groups)
        # 席位：逐考场先监考后管理员，再是富余的监考、富余的管理员，算作最后一个（-1）考场
        self.start, self.room_of, self.is_admin = [0], [], []
        for r, (watch, admins) in [*enumerate(self.size), (-1, spare)]:
            self.room_of += [r] * (watch + admins)
            self.is_admin += [False] * watch + [True] * admins
            self.start.append(len(self.room_of))
        self.inside = self.start[-2]
        ranges = [range(*pair) for pair in zip(self.start, self.start[1:])]
        self.seats = {flag: [[p for p in row if self.is_admin[p] == flag] for row in ranges] for flag in (False, True)}
        self.places = {flag: [p for p, own in enumerate(self.is_admin) if own == flag] for flag in (False, True)}
        if self.enough:
            self.price(earlier)
            self.tie_patrols()

    def price(self, earlier):
        """人的条件，人在考场的代价 here，两人同场的代价 far。"""
        sheet, people = self.sheet, self.people
        self.shoulds = [rule for rule in SHOULDS if rule in sheet["rules"]]
        weight = {**dict.fromkeys(SHOULDS, 0), **{rule: BASE ** n for n, rule in enumerate(reversed(self.shoulds))}}
        self.weight, self.must = weight, BASE ** len(self.shoulds)
        self.counted = set(self.watch) | set(self.admins if sheet["doubles"] else ())
        self.traits, self.unit = [0] * len(people), [-1 - n for n in range(len(people))]
        for n in self.counted:  # 1 男 2 女 4 有经验 8 计算机能力
            _, _, unit, sex, experience, computer, _ = people[n]
            self.traits[n] = {"男": 1, "女": 2}.get(sex, 0) + 4 * (experience >= sheet["experienced"]) + 8 * computer
            self.unit[n] = unit if unit and weight["PAIR-UNIT"] else self.unit[n]
        self.tables = [[weight["PAIR-GENDER"] * (have & 3 != 3) + weight["PAIR-EXPERIENCE"] * (not have & 4)
                        + self.must * (room[4] == "电子化" and not have & 8) for have in range(16)]
                       for room in self.rooms]
        index, again, partners = {p[0]: n for n, p in enumerate(people)}, set(), defaultdict(set)
        for draw in earlier:  # 以前的抽签：同一考试中进过的考场、搭过的档
            for _, room, exam, team, admin in draw["rooms"]:
                team = sorted(index[s] for s in team + ([admin] if sheet["doubles"] else []) if s in index)
                again |= {(n, r) for n in team for r, now in enumerate(self.rooms)
                          if now[2] == exam and [str(x) for x in now[1]] == [str(x) for x in room]}
                partners[exam] |= set(combinations(team, 2))
        self.here = [defaultdict(int) for _ in people]
        for pairs, cost in ((self.turn["barred"], self.must), (self.turn["own"], weight["ROOM-OWN-UNIT"]),
                            (again, weight["ROOM-REPEAT"])):
            for n, r in pairs:
                if cost == self.must or n in self.counted:
                    self.here[n][r] += cost
        of_exam = {}
        for exam in {room[2] for room in self.rooms}:
            far = of_exam[exam] = [{} for _ in people]
            for a, b in sheet["relatives"]:
                far[a][b] = far[b][a] = self.must
            for a, b in partners[exam]:
                if a in self.counted and b in self.counted:
                    far[a][b] = far[b][a] = far[a].get(b, 0) + weight["ROOM-REPEAT"]
        self.far = [of_exam[room[2]] for room in self.rooms]

    def tie_patrols(self):
        """流动监考不能去的区域；ties 是有亲属任流动监考、因而牵连区域安排的人。"""
        self.group_of = [next((g for g, (_, _, rooms) in enumerate(self.groups) if room[0] in rooms), -1)
                         for room in self.rooms]
        self.closed = {n: set() for n in self.patrols}
        for n, r in self.turn["barred"]:
            if n in self.closed and self.group_of[r] >= 0:
                self.closed[n].add(self.group_of[r])
        self.patrol_kin, serving = defaultdict(list), set(self.watch) | set(self.admins)
        for a, b in self.sheet["relatives"]:
            for n, patrol in ((a, b), (b, a)):
                if n in serving and patrol in self.closed and self.groups:
                    self.patrol_kin[n].append(patrol)
        kin = [patrol for row in self.patrol_kin.values() for patrol in row]
        most = max((sum(g in c for c in self.closed.values()) for g in range(len(self.groups))), default=0)
        each = max((len(c) + kin.count(n) for n, c in self.closed.items()), default=0)
        always = len(self.groups) <= len(self.patrols) and most + len(set(kin)) + each <= len(self.patrols)
        self.ties = [] if always else sorted(self.patrol_kin)

    def cost(self, r, team):
        """一个考场一组人的代价。"""
        here, unit, far, have, total = self.here, self.unit, self.far[r], 0, 0
        for n, a in enumerate(team):
            have |= self.traits[a]
            if here[a]:
                total += here[a].get(r, 0)
            for b in team[:n]:
                if far[a]:
                    total += far[a].get(b, 0)
                if unit[a] == unit[b]:
                    total += self.weight["PAIR-UNIT"]
        return total + self.tables[r][have]

    def team(self, r):
        return self.who[self.start[r]:self.start[r + 1]]

    def prices(self, rooms):
        return [self.cost(r, self.team(r)) for r in rooms]

    def open_to(self, placed):
        """placed（人，所在的区域）之下各流动监考不能去的区域。"""
        closed = {n: set(groups) for n, groups in self.closed.items()}
        for n, group in placed:
            for patrol in self.patrol_kin.get(n, ()):
                closed[patrol].add(group)
        return closed

    def placed(self):
        return [(self.who[p], self.group_of[self.room_of[p]]) for p in range(self.inside)]

    def without_patrol(self, closed):
        """配不上流动监考的区域数。"""
        return len(self.groups) - len(matched(len(self.groups), self.patrols, closed))

    def lacking(self):
        return self.without_patrol(self.open_to(self.placed()))

    def hopeless(self):
        """数一数就知道排不成。"""
        skilled = sum(self.people[n][5] for n in self.counted)
        return skilled < sum(room[4] == "电子化" for room in self.rooms) or self.without_patrol(self.closed) > 0

    def draw(self, goal, chance):
        """抽定 self.who（各席位上的人），目标是代价 goal；没有可行的方案则返回 False。"""
        if self.is_small():
            return self.exact(chance)
        best = self.search(goal, chance)
        if goal < best < self.must:
            raise ValueError("达不到 tiers 所写的目标")
        if best <= goal:
            self.walk(chance)
        return best <= goal

    # 小考点：数清全部可行方案，取第 below(总数) 个

    def is_small(self):
        many = len(self.watch), len(self.admins)
        if sum(many) > 16:
            return False
        work = used = used_admins = 0
        for watch, admins in self.size:
            work += (comb(many[0], used) * comb(many[1], used_admins)
                     * comb(many[0] - used, watch) * comb(many[1] - used_admins, admins))
            used, used_admins = used + watch, used_admins + admins
        return work * (len(self.groups) + 1) ** len(self.ties) <= 400000

    def exact(self, chance):
        """返回是否有可行方案；有则 self.who 是抽中的一个。"""
        teams = []  # 各考场可用的各组：组员，代价，用过的人（一人一位），牵连的人和区域
        for r, (watch, admins) in enumerate(self.size):
            found = [a + b for a in combinations(self.watch, watch) for b in combinations(self.admins, admins)]
            priced = [(team, self.cost(r, team)) for team in found]
            teams.append([(team, cost, sum(1 << n for n in team),
                           frozenset((n, self.group_of[r]) for n in team if n in self.ties))
                          for team, cost in priced if cost < self.must])
        known = {}

        def ways_on(r, used, ties):
            """考场 r 取各组的：组员，以后的最小代价和方案数，用过的人，牵连的人。"""
            for team, cost, own, tied in teams[r]:
                if not own & used:
                    rest, ways = count(r + 1, used | own, ties | tied)
                    if ways:
                        yield team, cost + rest, ways, used | own, ties | tied

        def count(r, used, ties):
            """从考场 r 起的最小代价和方案数。"""
            if r == len(teams):
                tied = self.ties or self.closed
                return 0, int(not tied or self.without_patrol(self.open_to(ties)) == 0)
            if (r, used, ties) not in known:
                least = many = 0
                for _, cost, ways, _, _ in ways_on(r, used, ties):
                    if not many or cost < least:
                        least, many = cost, 0
                    many += ways if cost == least else 0
                known[r, used, ties] = least, many
            return known[r, used, ties]

        plans = count(0, 0, frozenset())[1]
        if not plans:
            return False
        number, used, ties, self.who = chance.below(plans), 0, frozenset(), []
        for r in range(len(teams)):
            least = count(r, used, ties)[0]
            for team, cost, ways, taken, tied in ways_on(r, used, ties):
                if cost == least and number < ways:
                    self.who += team
                    used, ties = taken, tied
                    break
                number -= ways if cost == least else 0
        self.who += [n for row in (self.watch, self.admins) for n in row if not used >> n & 1]
        return True

    # 大考点：先找到一个方案，再作固定次数的游走

    def put(self, places, people):
        for p, n in zip(places, people):
            self.who[p] = n

    def account(self):
        """各考场的代价，和配不上流动监考的区域数。"""
        self.costs, self.short = self.prices(range(len(self.rooms))), self.lacking()

    def total(self):
        return sum(self.costs) + self.must * self.short

    def search(self, goal, chance):
        """从随机分配起反复改进，直到代价为 goal；返回见过的最小代价。"""
        self.who = [None] * len(self.room_of)
        for flag, people in ((False, list(self.watch)), (True, list(self.admins))):
            chance.shuffle(people)
            self.put(self.places[flag], people)
        self.account()
        best, idle = self.total(), 0
        for _ in range(3000):
            if self.total() <= goal:
                break
            self.sweep(chance)
            now = self.total()
            idle = 0 if now < best else idle + 1
            best = min(best, now)
            if idle >= 12 and now > goal:
                self.kick(chance)
                idle = 0
        return min(best, self.total())

    def breaking(self):
        found = {r for r, cost in enumerate(self.costs) if cost}
        if self.short:
            found |= {self.room_of[p] for p in range(self.inside) if self.who[p] in self.ties}
        return sorted(found)

    def sweep(self, chance):
        rooms = self.breaking()
        tries = max(8, len(self.room_of) // max(1, len(rooms)))
        for r in rooms:
            for place in range(self.start[r], self.start[r + 1]):
                for _ in range(tries):
                    if not self.costs[r] and not self.short:
                        break
                    self.exchange(place, chance)

    def exchange(self, i, chance):
        """席位 i 与抽出的同岗席位互换；同一考场内不换。返回代价是否减少。"""
        peers = self.places[self.is_admin[i]]
        j = peers[chance.below(len(peers))]
        rooms = self.room_of[i], self.room_of[j]
        if rooms[0] == rooms[1]:
            return False
        before = self.who[i], self.who[j]
        self.who[j], self.who[i] = before
        return self.keep([r for r in rooms if r >= 0], (i, j), before)

    def keep(self, rooms, places, before):
        """这些考场的人已换过：方案的代价若增加，则各席位恢复原来的人 before。返回代价是否减少。"""
        prices, short = self.prices(rooms), self.short
        change = sum(prices) - sum([self.costs[r] for r in rooms])
        if self.ties and change < self.must * (short + 1) and not set(before).isdisjoint(self.ties):
            short = self.lacking()
        change += self.must * (short - self.short)
        if change > 0:
            self.put(places, before)
            return False
        for r, price in zip(rooms, prices):
            self.costs[r] = price
        self.short = short
        return change < 0

    def three(self, rooms, chance):
        """补足三个考场；返回考场，和其中的席位连同富余的席位：监考的，管理员的。"""
        while len(rooms) < 3 and len(rooms) < len(self.rooms):
            r = chance.below(len(self.rooms))
            if r not in rooms:
                rooms.append(r)
        return rooms, [[p for r in (*rooms, -1) for p in seats[r]] for seats in self.seats.values()]

    def kick(self, chance):
        """久不进步：打乱三个考场，从出错的一个开始。"""
        wrong = self.breaking()
        _, rows = self.three([wrong[chance.below(len(wrong))]] if wrong else [], chance)
        for places in rows:
            people = [self.who[p] for p in places]
            chance.shuffle(people)
            self.put(places, people)
        self.account()

    def walk(self, chance):
        """每轮：席位数次互换，考场数次三场重抽；代价不许增加。次数事先固定。"""
        many = len(self.rooms)
        for _ in range(max(60, min(2000, -(-24000 // many)))):
            better = False
            for _ in range(len(self.who)):
                better |= self.exchange(chance.below(len(self.who)), chance)
            for _ in range(many):
                better |= self.redraw(chance)
            if better:  # 目标并不是最小：程序会以更小的为目标重抽，结果中的 tiers 就不会是这个目标
                return

    def redraw(self, chance):
        """三个考场重抽：逐席与其后的一席互换。"""
        who = self.who
        rooms, rows = self.three([] if len(self.rooms) > 3 else list(range(len(self.rooms))), chance)
        both = rows[0] + rows[1]
        before = [who[p] for p in both]
        for places in rows:
            many = len(places)
            for n, p in enumerate(places[:-1]):
                if p >= self.inside:
                    break
                q = places[n + chance.below(many - n)]
                who[p], who[q] = who[q], who[p]
        return self.keep(rooms, both, before)

    # 流动监考

    def draw_patrols(self, chance):
        many, closed, people = len(self.groups), self.open_to(self.placed()), list(self.patrols)
        if not many:
            return []
        for _ in range(2000):
            row = list(people)
            chance.shuffle(row)
            if not any(g in closed[row[g]] for g in range(many)):
                return row[:many]
        if len(people) <= 14:  # 数清全部办法
            ways = [[]]
            for g in range(many):
                ways = [[*way, n] for way in ways for n in people if n not in way and g not in closed[n]]
            return ways[chance.below(len(ways))]
        chance.shuffle(people)
        holder = matched(many, people, closed)
        row = [holder[g] for g in range(many)] + [n for n in people if n not in holder.values()]
        for _ in range(200):
            for _ in range(len(row)):
                i, j = chance.below(len(row)), chance.below(len(row))
                if i not in closed[row[j]] and j not in closed[row[i]]:
                    row[i], row[j] = row[j], row[i]
            for _ in range(many):
                places = sorted({chance.below(many) for _ in range(3)}) + list(range(many, len(row)))
                mixed = [row[p] for p in places]
                chance.shuffle(mixed)
                if not any(p in closed[n] for p, n in zip(places, mixed)):
                    for p, n in zip(places, mixed):
                        row[p] = n
        return row[:many]


# ── 各表应有的各行 ──────────────────────────────────────────────────────────────────────────────

def candidate_rows(inputs, structure, seats, papers, full_ids):
    """考生编排：每个考生、科目一行。"""
    open_rooms = structure["open_rooms"]
    cells = {room_id(room): cells_of(room) for room in inputs["rooms"]}
    for n, r, seat, ticket in seats:
        who, (exam, batch) = inputs["candidates"][n], open_rooms[r]["sitting"]
        site, *inside = room = open_rooms[r]["room"]
        number = who["id_number"] if full_ids else masked(who["id_number"])
        for paper in (papers.all[p] for p in papers.of(who, batch)):
            yield (ticket, who["registration"], who["name"], number, exam, batch or None, who["level"],
                   who["specialty"], paper["subject"], paper["subject_name"], paper["session"], site,
                   open_rooms[r]["number"], *inside, seat, *cells[tuple(room)][seat - 1])


def room_rows(inputs, structure, seats, papers):
    """考场编排：每个考场、场次、试卷一行。"""
    tickets = defaultdict(list)
    for n, r, _, ticket in seats:
        for p in papers.of(inputs["candidates"][n], structure["open_rooms"][r]["sitting"][1]):
            tickets[r, papers.all[p]["session"], p].append(ticket)
    for (r, session, p), own in sorted(tickets.items()):
        room, paper = structure["open_rooms"][r], papers.all[p]
        longer = structure["kinds"][room["counts"][0][0]][4][3]  # 延时的百分比，同考场的人相同
        start, end = (datetime.fromisoformat(paper[name]) for name in ("start", "end"))
        end = start + timedelta(minutes=-(-((end - start).total_seconds() // 60) * (100 + longer) // 100))
        (exam, batch), (site, *inside) = room["sitting"], room["room"]
        yield (exam, batch or None, site, room["number"], *inside, session, f"{start:%Y-%m-%d}", f"{start:%H:%M}",
               f"{end:%H:%M}", paper["subject"], paper["subject_name"], paper["level"], paper["specialty"],
               len(own), min(own), max(own))


def post_rows(inputs, posting, posts):
    """岗位安排：全程的岗位一人一行；抽签的岗位按场次，备用监考按顺序排在后面。"""
    staff = {s["staff"]: s for s in inputs["staff"]}
    turns, works = posting["turns"], {w["site"]: w for w in posting["works"]}
    orders = {(site, turn, who): n for site, turn, row, _ in posts["reserves"] for n, who in enumerate(row, 1)}
    waits, held = defaultdict(list), defaultdict(set)  # held：（考试，批次）的各场
    for (site, turn, who), n in sorted(orders.items(), key=lambda item: item[0][:2]):
        waits[site, who].append((turn, n))
    for p in inputs["papers"]:
        held[p["exam"], p["batch"]].add(p["session"])
    for site in (s["code"] for s in inputs["sites"] if s["code"] in works):
        mine = [p for p in posts["posted"] if p[1] == site]
        sessions = sorted({(s, part["turn"]) for part in works[site]["turns"] for room in part["rooms"]
                           for s in turns[part["turn"]][0] if s in held[room[2], room[3]]})
        for post in dict.fromkeys(p[2] for p in mine):
            # 从未备用的人在前，其余按各场备用的顺序
            people = sorted((p for p in mine if p[2] == post), key=lambda p: waits.get((site, p[0]), []))
            for session, turn in sessions if post in DRAWN else [(None, None)]:
                serving = [p[0] for p in people if turn is None or turn in p[3]]
                for who in sorted(serving, key=lambda who: orders.get((site, turn, who), 0)):
                    yield (site, post, session, who, staff[who]["name"], staff[who]["employer"],
                           orders.get((site, turn, who)))


def day_rows(sheet, turn, result):
    """一次抽签的三张表。"""
    site, people = sheet["site"], {p[0]: p for p in sheet["people"]}
    rooms = {room[0]: room for room in turn["rooms"]}
    duties, patrols, waiting = [], [], []
    for session in result["sessions"]:
        due = {number for number, room in rooms.items() if session in (room[8] or result["sessions"])}
        for number, room, exam, team, admin in (duty for duty in result["rooms"] if duty[0] in due):
            roles = [("监考" + "甲乙丙丁戊己庚辛壬癸"[n:n + 1], who) for n, who in enumerate(team)]
            for role, who in roles + ([(ADMIN, admin)] if admin else []):
                duties.append((exam, session, site, number, room[3], role, *people[who][:3]))
        for who, group in result["patrols"]:
            patrols += [(session, site, *rooms[number][1][1:3], who, people[who][1], number)
                        for number in group[2] if number in due]
        waiting += [(session, site, n, who, people[who][1]) for n, who in enumerate(result["reserves"], 1)]
    return {"监考安排": duties, "流动监考": patrols, "备用监考": waiting}


def recusal_rows(inputs, structure, recusals, seats):
    """回避名单：冻结的 recusals，范围写明考点、考场。"""
    names, rooms = {s["staff"]: s["name"] for s in inputs["staff"]}, rooms_of(inputs, structure, seats)
    for exam, who, rule, kind, scope, registration, path, clause in recusals:
        if scope != "考试":
            room, site = rooms[registration], "考点 " + rooms[registration]["room"][0]
            scope = site if scope == "考点" else f"考场 {room['number']}（{site}）"
        yield exam, who, names.get(who, ""), rule, kind, scope, registration, path, clause


def masked(number):
    """证件号码最多显示前 6 位和后 2 位。"""
    if len(number) <= 8:
        return number[:1] + "*" * max(1, len(number) - 2) + number[-1:]
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


def day_told(result):
    """一次抽签的结果，逐项。"""
    titles = {"reserves": "候补顺序", "stepped_in": "替补上岗", "sessions": "场次", "site": "考点", "values": "尽量遵守的规则剩余 tiers"}
    return {"考场数": len(result["rooms"]), **{title: result[field] for field, title in titles.items()},
            **{f"考场 {duty[0]}": duty[1:] for duty in result["rooms"]},
            **{"流动监考 " + "、".join(group[2]): "工号 " + who for who, group in result["patrols"]}}


def unmerged(part):
    """豁免 PATROL-5 而合并之前的各区域：一层的考场平均分成尽量少的几段，每段至多 5 个，多的在前。"""
    floor_of = {room[0]: room[1][1:3] for room in part["rooms"]}
    for (building, floor), row in groupby((n for group in part["groups"] for n in group[2]), floor_of.get):
        rest, many = iter(row := list(row)), -(-len(row) // 5)
        yield from ([building, [floor], [next(rest) for _ in row[n::many]]] for n in range(many))


# ── 三、读日志和工作簿，写法 ────────────────────────────────────────────────────────────────────

GUARDS = "ddd3f1f607801744bc6a774e24f869ac31ef23fabb957d4a03f1b87edd6f20bf"  # 表 log 和两个触发器（不许改、不许删）的定义的 SHA-256


def read_log(folder):
    """日志的各条（编号、事项、内容、前一条的摘要、本条的摘要），数据库自己记下的条数，表和触发器的定义。"""
    questions = ("SELECT number, act, body, before, digest FROM log ORDER BY number",
                 "SELECT seq FROM sqlite_sequence WHERE name = 'log'",
                 "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name")
    with tempfile.TemporaryDirectory() as name:  # 打开会留下临时文件，所以打开的是副本
        for path in folder.glob(LOG + "*"):
            shutil.copy(path, name)
        with closing(sqlite3.connect(str(Path(name) / LOG))) as base:
            return [base.execute(question).fetchall() for question in questions]


def safe(text):
    """写进记录的文件名。"""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\[\]]', "_", text)


def file_name(text):
    """文书和文件夹的名称。"""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", text).rstrip(" .")


def amendment_files(record):
    """各次变更的文件，依次。"""
    return sorted(record.inside("amendments"), key=lambda name: (len(name), name))


def shown(name, cell):
    """报告中一格的写法；不显示证件号码。"""
    return f"{'数字' if isinstance(cell, int) else ''}“{masked(str(cell)) if name == '证件号码' else cell}”"


# 工作簿的命名空间（普通的，和 Excel 的“Strict Open XML”）→ 表示关系的属性
SPACES = {
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}":
        "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}": "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"}
LETTERS = ["".join(row) for many in (1, 2, 3) for row in product("ABCDEFGHIJKLMNOPQRSTUVWXYZ", repeat=many)]
COLUMNS = {letters: n for n, letters in enumerate(LETTERS)}  # A 为 0


def unescape(text):
    """_x0041_ 这样的转义还原。"""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text) if "_x" in text else text


class Book:
    """一个工作簿（xlsx，包括 WPS、Excel、LibreOffice 另存的）。打不开时抛出的都在 BROKEN_BOOK 中。"""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        (self.main,) = (file for _, kind, file in self.related("") if kind == "officeDocument")
        workbook, related = fromstring(self.zip.read(self.main)), list(self.related(self.main))
        self.space = workbook.tag[:-len("workbook")]
        files, self.parts = {n: file for n, _, file in related}, {kind: file for _, kind, file in related}
        self.sheets = {e.get("name"): files[e.get(SPACES[self.space])] for e in workbook.iter(self.space + "sheet")}
        texts = self.parts.get("sharedStrings")  # sheets：工作表的名称 → 文件，按次序
        self.texts = [self.text_of(e) for e in self.elements(texts, "si")] if texts else []

    def related(self, part):
        """与一个文件有关的各文件：编号，种类，文件。"""
        folder, name = split(part)
        for e in fromstring(self.zip.read(join(folder, "_rels", name + ".rels"))):
            if e.get("TargetMode") != "External":
                file = normpath(join(folder, e.get("Target"))).lstrip("/")
                yield e.get("Id"), e.get("Type").rpartition("/")[2], file

    def elements(self, file, name):
        """文件中名为 name 的各个元素，用过即清除。"""
        with self.zip.open(file) as opened:
            for _, element in iterparse(opened):
                if element.tag == self.space + name:
                    yield element
                    element.clear()

    def rows(self, sheet):
        """逐行给出（Excel 行号，各格的文字或整数）。没有这张表则抛出 KeyError。"""
        number = 0
        for row in self.elements(self.sheets[sheet], "row"):
            before, number, cells = number, int(row.get("r") or number + 1), []
            if number <= before:
                raise ValueError("行的次序错乱")
            for cell in row:
                place = cell.get("r") or LETTERS[len(cells)] + str(number)
                letters = place.rstrip("0123456789")
                if place[len(letters):] != str(number) or COLUMNS[letters] < len(cells):
                    raise ValueError("格的位置错乱：" + place)
                cells += [""] * (COLUMNS[letters] - len(cells))
                cells.append(self.value_of(cell))
            yield number, cells

    def value_of(self, cell):
        """一格的内容：文字，或整数。"""
        kind, value = cell.get("t"), cell.find(self.space + "v")
        if kind == "inlineStr":
            return "".join(self.text_of(part) for part in cell)
        text = "" if value is None else value.text or ""
        if kind == "s":
            return self.texts[int(text)]
        if kind in ("str", "b", "e"):
            return unescape(text)
        return int(float(text)) if re.fullmatch(r"-?\d{1,15}(\.0)?", text) else text

    def text_of(self, element):
        """元素中全部文字，不含注音。"""
        runs = [child if child.tag == self.space + "r" else [child] for child in element]
        return unescape("".join(t.text or "" for run in runs for t in run if t.tag == self.space + "t"))


def contents_of(path):
    """各格文字的摘要：工作表名、格的位置和文字，依次各加一个零字节。与格式、由什么程序保存无关。"""
    total, book = hashlib.sha256(), Book(path)
    for name in book.sheets:
        total.update((name + "\0").encode())
        for line, cells in book.rows(name):
            for n, text in enumerate(cells):
                total.update(f"{LETTERS[n]}{line}\0{text}\0".encode() if text != "" else b"")
    return total.hexdigest()


# ── 岗位的各项目标（posting.md） ────────────────────────────────────────────────────────────────

def check_objectives(record, report, posts):
    """起初和每次变更以后各项目标的值。下界 bound 没有重新证明：变更以后或者是以前的，或者是 0（没有证明）。"""
    names = ["posting.json", *amendment_files(record)]
    told = [(name, record.data[name]) for name in names if record.has_staff]
    before = None
    for (name, one), then in zip(told, posts):
        if before and not one["moves"]:
            continue
        (loads, values), same = objectives(record["inputs"], record["posting"], then["posted"]), True
        for row, known in zip(one["spreads"], (before or one)["spreads"]):
            own = loads_told(row["name"], loads[row["name"]])
            bound = known["bound"] if same and known["bound"] <= own["squares"] else 0
            report.compare("record/" + name, {row["name"]: {**own, "bound": bound}}, {row["name"]: row})
            same = same and known["squares"] == own["squares"]
        same = True
        for row, known in zip(one["tiers"], (before or one)["tiers"]):
            value = values[row["name"]]
            bound = known["bound"] if same and known["bound"] <= value else 0
            report.compare("record/" + name, {row["name"]: [value, bound]}, {row["name"]: [row["value"], row["bound"]]})
            same = same and known["value"] == value
        before = one


# ── 种子的两半、见证单、封存摘要 ────────────────────────────────────────────────────────────────

SEED = re.compile(r"(?=.{1,100}\Z)(?: ?[!-~〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af])+")  # 半角字符和汉字


class Ceremony:
    """日志说的抽签：种子先承诺后揭示，每次先有开始后有结果，结果与记录和见证单一致。"""

    def __init__(self, log):
        self.log, self.record, self.report, self.expect = log, log.record, log.report, log.expect
        self.results, self.attempts, self.shown = {}, {}, {}  # 抽签 → 结果的一条、开始的一条；揭示的两半
        self.frozen = self.confirmed = None  # 封存的摘要，是否确认
        self.packs, self.drawn = {}, 0  # 考点包 → 日志所记的密钥、抽签资料的摘要、是否停用；座位抽签的次数
        self.valid, self.earlier, self.sheets = {}, {}, set()  # （考点，场次）→ 有效的结果；抽签 → 应计入的以前的抽签；已核对的表
        for entry in log.entries:
            try:
                self.follow(*entry)
            except BROKEN:
                self.expect(False, entry[0], "缺少应有的内容")
        if log.entries:
            self.compare_draws()

    def follow(self, n, act, facts, digest):
        """依次看各条：种子的承诺和揭示，抽签的开始和结果。"""
        key = ("变更" if "变更" in act else facts.get("site", ""), facts.get("session", 0), facts.get("number"))
        self.expect(not facts.get("seed") or SEED.fullmatch(facts["seed"]), n, "的种子有看不见、或易与别的字混淆的字")
        own = facts.get("entry") or digest  # 考点笔记本上的日志并入时，保留原来的摘要
        if act == "种子承诺":
            self.shown[own] = facts["role"], key, facts["commitment"]
        elif act == "种子揭示":
            self.check_halves(n, facts, key)
            self.shown[own] = "两半", key, facts
        elif act in ("座位抽签开始", "岗位抽签开始", "抽签开始", "重抽", "变更开始"):
            kind, place, told = self.shown.get(facts.get("halves", ""), ("", key, facts))
            known = (kind == "两半" or not facts.get("halves")) and (place, told.get("seed")) == (key, facts.get("seed"))
            self.expect(known, n, "写明种子由两半合成，却没有相应的揭示")
            if key in self.attempts:
                self.report.say(f"  说明：日志第 {n} 条（{act}）之前已开始过，种子 {self.attempts[key][1]['seed']}，没有结果")
            self.attempts[key] = act, facts
        elif act == "封存":
            self.frozen, self.confirmed = facts["digest"], False
        elif act == "确认":
            self.confirmed = facts["digest"] == self.frozen and self.are_two(facts)
        elif act == "发考点包":
            self.packs[facts["site"], facts["pack"]] = facts["public"], facts["sheet"], "有效"
            self.packs.update({(facts["site"], number): (*self.packs[facts["site"], number][:2], "停用")
                               for number in facts.get("withdrawn", ())})
        elif act in ("座位抽签", "岗位抽签", "抽签结果", "变更"):
            if act == "座位抽签":  # 重新编排：以前的岗位和抽签作废
                self.expect(self.frozen in (None, facts["digest"]), n, "的数据不是封存的数据")
                self.expect(not self.frozen or self.confirmed, n, "之前没有复核人的确认")
                self.drawn += 1
                self.expect(facts["number"] == self.drawn, n, f"应是第 {self.drawn} 次")
                self.results, self.valid, self.packs = {}, {}, {}
                self.attempts = {k: v for k, v in self.attempts.items() if k[2] and not k[0]}
            self.expect(act != "变更" or key[2] == 1 or ("变更", 0, key[2] - 1) in self.results, n, "之前没有前一次变更")
            fixed = [f"sheets/{safe(site)}.json" for site, _ in (*self.valid, *self.packs) if act == "变更"]
            self.expect(not {*fixed}.intersection(facts.get("changed", ())), n, "改动了已抽签或已发考点包的考点的抽签资料")
            name = key if act in ("抽签结果", "变更") else act
            self.expect(name not in self.results, n, "同一次抽签有两个结果")
            self.results[name] = n, facts
            if act != "岗位抽签":
                self.check_begun(n, act, key, facts)
            elif facts["seed"] != self.results["座位抽签"][1]["seed"]:
                seats, told = self.results["座位抽签"][1]["result"], self.attempts.get(key, ("", {}))[1]
                self.expect(told.get("seed") == facts["seed"], n, "的种子抽签之前没有记下")
                self.check_confirmed(n, act, {**facts, "digest": seats, "number": 1}, told)

    def check_begun(self, n, act, key, facts):
        """结果之前有开始，种子和摘要就是开始时、揭示时的；以前的抽签是该考点其他场次当时有效的。"""
        begun, told = self.attempts.get(key, ("没有", {}))
        wanted = "变更开始" if act == "变更" else "重抽" if key[2] > 1 else "抽签开始" if key[0] else "座位抽签开始"
        alone = not (key[0] or self.frozen or key[2] != 1)  # 一次编排完成的，不必先有开始
        self.expect(alone or begun == wanted, n, f"之前应有这次抽签的“{wanted}”，日志为：{begun}")
        _, _, shown = self.shown.get(told.get("halves"), ("", key, {}))
        for field in ("seed", "digest", "operator", "reviewer") + ("reason",) * (act == "变更"):
            same = {told.get(field, facts[field]), shown.get(field, facts[field])} == {facts[field]}
            self.expect(same, n, f"的 {field} 与开始或揭示时不同")
        self.check_confirmed(n, act, facts, told)
        due = self.frozen or act == "变更" or (act == "抽签结果" and facts["number"] > 1)
        self.expect(self.are_two(facts) or not due, n, "没有写明两人：封存的考试由两人抽签，重抽、变更由两人作出")
        if act == "抽签结果":
            others = [value for place, value in sorted(self.valid.items()) if place[0] == key[0] and place != key[:2]]
            self.earlier[key], self.valid[key[:2]] = others, facts["result"]
        elif act == "变更":
            self.earlier[key] = sorted({place[0] for place in (*self.valid, *self.packs)})

    def are_two(self, facts):
        """写明的是两个人；日志中的证件号码隐去了几位，相同也未必是一人。"""
        one, other = facts.get("operator"), facts.get("reviewer")
        return one and other and (one != other or "*" in one)

    def check_confirmed(self, n, act, facts, told):
        """封存的数据抽签，当天重抽，变更：另一人先确认了抽什么、第几次、用什么种子、为何重抽、两人是谁。两半各由一人输入，即是确认。"""
        parts = act, *map(facts.get, ("digest", "number", "seed", "operator", "reviewer")), told.get("reason", "")
        fits = told.get("confirmed") == digest_of(*(str(part).encode() for part in parts))
        two = self.frozen or act == "变更" or (act == "抽签结果" and facts["number"] > 1) or "confirmed" in told
        self.expect(not two or told.get("halves") or fits, n, "须由两人抽签，之前没有复核人对它的确认")

    def check_halves(self, n, facts, key):
        """承诺是这些内容的 SHA-256，先于揭示；种子由两半连成。"""
        self.expect(all(len(facts[name]) == 2 for name in ("halves", "nonces", "commitments")), n, "揭示的不是两半")
        for role, who, half, nonce, name in zip("AB", (facts["operator"], facts["reviewer"]), facts["halves"],
                                                facts["nonces"], facts["commitments"]):
            parts = ("allocator-half-v1", facts["digest"], str(facts["number"]), role, who, half, nonce)
            committed = role, key, hashlib.sha256("\0".join(parts).encode()).hexdigest()
            self.expect(self.shown.get(name) == committed, n, f"揭示的一半（{role}角）与先作的承诺不符")
        self.expect(facts["seed"] == "-".join(facts["halves"]), n, "的种子不是由两半连成的")

    def compare_draws(self):
        record = self.record
        kept = {(pack["site"], pack["number"]): (pack["public"], pack["sheet"], pack["state"])
                for pack in map(record.data.get, record.inside("packs"))}
        for pack in sorted(key for key in {*kept, *self.packs} if kept.get(key) != self.packs.get(key)):
            self.report.differs(self.log.where, "考点 {} 第 {} 号考点包的密钥或抽签资料，或停用与否，与记录的不同".format(*pack))
        drawn = {"座位抽签": record["run"], **({"岗位抽签": record["staff"]} if record.has_staff else {})}
        days, more = (map(record.data.get, record.inside(folder)) for folder in ("draws", "amendments"))
        drawn.update({(day["site"], day["session"], day["number"]): day for day in days})
        drawn.update({("变更", 0, one["number"]): {**one, "result_digest": digest_of(canonical(one))} for one in more})
        for key in sorted({**self.results, **drawn}, key=str):
            words = key if isinstance(key, str) else (
                "变更 第 {2} 次" if key[0] == "变更" else "抽签结果 考点 {} 场次 {} 第 {} 次").format(*key)
            if key not in self.results or key not in drawn:
                self.report.differs(self.log.where, words + ("：记录没有" if key in self.results else "：日志没有"))
                continue
            (n, facts), made = self.results[key], drawn[key]
            names = {"seed": "seed", "digest": "digest", "result": "result_digest"}  # 日志和记录中的名称
            if key == "岗位抽签" and "result" not in facts:
                del names["result"]
            if not isinstance(key, str):
                names.update({field: field for field in ("operator", "reviewer", "reason", "witness")})
                own = made.get("fixed" if key[0] == "变更" else "earlier")  # 变更：当时已抽签、已发考点包的考点
                self.expect(own == self.earlier.get(key), n, "计入的以前的抽签，不是该考点其他场次（变更：各考点）当时有效的")
            for field, name in names.items():
                own = shortened(made[name]) if field in ("operator", "reviewer", "witness") else made[name]
                told = facts.get(field, "没有")
                self.expect(told in (own, made[name]), n, f"的 {field} 与记录不符：{told}")

    def check_witness(self, path, key, changes=None):
        """抽签见证单、变更单写的是日志记下的；变更单还有各项变更 changes。没有放在这里的不核对。"""
        self.sheets.update({path} if changes is None else ())  # 变更单在文书的清单里
        if key not in self.results or not path.is_file():
            return
        facts = self.results[key][1]
        attempt = self.attempts.get(("", 0, facts["number"]) if isinstance(key, str) else key, ("", {}))[1]
        time = attempt.get("drawn") or facts["time"]
        beside = {"时间": moment_text(time) if time else "", "次数": f"第{facts['number']}次", "种子": facts["seed"],
                  "重抽理由": facts["reason"], "编排人": facts["operator"], "复核人": facts["reviewer"],
                  "见证人": facts["witness"]}  # 名目 → 右边一格
        there = [("数据摘要", facts["digest"]), ("结果摘要", facts["result"])]
        if changes is not None:
            beside = {"变更理由": facts["reason"], "种子": facts["seed"] or "没有人员变动，没有抽签",
                      **{title: beside[title] for title in ("编排人", "复核人", "见证人")}}
            there = [("变更依据摘要", facts["digest"]), ("变更结果摘要", facts["result"])]
        if attempt.get("halves") in self.shown:
            told = self.shown[attempt["halves"]][2]
            beside.update(zip(("编排人的一半", "复核人的一半"), told["halves"]))
            there += [("随机数", nonce) for nonce in told["nonces"]]
            there += [("种子的承诺", self.shown[name][2]) for name in told["commitments"]]
        with self.report.reading(path):
            sheet = "抽签见证单" if changes is None else "变更单"
            rows = [["".join(str(text).split()) for text in row] for _, row in Book(path).rows(sheet)]
            cells, found = {text for row in rows for text in row}, {}
            for row in rows:
                for title, text in zip(row, row[1:]):  # 名目的右边总有内容；内容恰与名目同字的，右边是空的
                    found.setdefault(title if text else "", text)
            self.report.expect(("编排人的一半" in found) == bool(attempt.get("halves")), path, "有没有两半，与日志不符")
            for title, text in [*((title, text) for title, text in beside.items() if text), *there]:
                same = "".join(text.split()) in (cells if title not in beside else [found.get(title)])
                self.report.expect(same, path, f"{title}应为“{text}”，{sheet}不同")
            found = [[*row[:4], row[5]] for row in rows if len(row) > 5 and row[0].startswith(("更正", "退出", "接替"))]
            for own, row in zip_longest(changes or (), found if changes is not None else (), fillvalue=[""] * 5):
                same = ["".join(cell.split()) for cell in own[:3]] == row[:3] and all(map(re.fullmatch, own[3:], row[3:]))
                self.report.expect(same, path, f"应有的一项变更：{' '.join(own[:3])}；变更单：{' '.join(row)}")

    def check_announced(self, *paths):
        """封存摘要写的是最后一次封存的摘要（只看其中的字母和数字，用什么编码另存都可以）。"""
        frozen = [facts for _, act, facts, _ in self.log.entries if act == "封存"]
        for path in paths if frozen and any(path.is_file() for path in paths) else ():  # 两个总在一起
            text = path.read_bytes().replace(b"\0", b"").decode("ascii", "ignore") if path.is_file() else ""
            text = "".join((re.sub("<[^>]*>", "", text) if path.suffix == ".svg" else text).split())
            for stated in (frozen[-1]["digest"], frozen[-1]["sm3"]):
                self.report.expect(stated in text, path, f"{'与封存时的摘要不同' if text else '缺少，或没有内容'}，应为 {stated}")


def moment_text(text):
    """见证单上时间的写法。"""
    moment = datetime.fromisoformat(text)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}" + (f"（UTC{text[-6:]}）" if moment.tzinfo else "")


def shortened(who):
    """日志里的证件号码只留前 3 位和后 4 位；工号照写。"""
    return who if len(who) < 15 else who[:3] + "*" * (len(who) - 7) + who[-4:]


# ── 其他文书 ────────────────────────────────────────────────────────────────────────────────────

def tell_taken(record, report, ceremony):
    """说明不算不同、却可以问一问的：没有封存，不止抽了一次，照记录采用的次数和人数。"""
    if ceremony.log.entries and not ceremony.frozen:
        report.say("  说明：数据没有在抽签前封存，种子是在看得到数据时定的")
    for n, act, facts, _ in ceremony.log.entries:
        if act == "对时":
            report.say(f"  说明：日志第 {n} 条（对时）写明以前的时间走快了：{facts['reason']}")
    if ceremony.drawn > 1:
        report.say(f"  说明：座位抽过 {ceremony.drawn} 次，以前的结果已作废")
    again, changes = [n for n in record.inside("draws") if not n.endswith("_1.json")], amendment_files(record)
    if again:
        report.say(f"  说明：监考重抽过 {len(again)} 次，以前的结果已作废")
    if changes:
        report.say(f"  说明：公布以后变更过 {len(changes)} 次，见变更单")
    posts = record["posts"] if record.has_staff else {"reserves": []}
    drawings, tries = posts.get("tries", 1), [row[3] for row in posts["reserves"]]
    if max([drawings, *tries]) > 1:
        many = sum(n > 1 for n in tries)
        report.say(f"  说明：岗位抽签 {drawings} 次，{many} 处备用监考洗牌不止一次，至多 {max(tries, default=1)} 次，次数取自记录")
    for one in (record.data[name] for name in changes):
        if any(move[3] for move in one["moves"]):
            told = "、".join(f"{move[0]} 跳过 {move[3]} 人" for move in one["moves"] if move[3])
            report.say(f"  说明：第 {one['number']} 次变更，接替 {told}，人数取自记录")


def check_papers(record, report, ceremony, seats, states, papers, output):
    """岗位的目标，和编排总表、监考抽签以外的全部文书。"""
    tell_taken(record, report, ceremony)
    check_objectives(record, report, states)
    ceremony.check_witness(output / "抽签见证单.xlsx", "座位抽签")
    ceremony.check_announced(output / "封存摘要.txt", output / "封存摘要.svg")
    check_amendment_papers(record, ceremony, output)
    check_audit_report(report, output / "合规审查报告.xlsx", audited_draws(record, ceremony.log))
    check_seat_plans(record, report, seats, papers, output)
    check_names(record, report, states[-1], output)
    check_documents(record, report, output, ceremony)


def check_bearing(record, report, path):
    """抽签预演表（放在这里的）：各场的参加人数和可缺席的人数就是记录的。"""
    if path.is_file():
        with report.reading(path):
            rows = [row for _, row in Book(path).rows("抽签预演表") if len(row) > 5 and isinstance(row[3], int)]
            due = {f"考点 {one['site']} 场次 {'、'.join(map(str, record['posting']['turns'][one['turn']][0]))}":
                   [one[field] for field in ("people", "worst", "likely")] for one in record["resilience"]}
            report.compare(path, due, {f"考点 {row[0]} 场次 {row[2]}": row[3:6] for row in rows})


def check_documents(record, report, output, ceremony):
    """各个工作簿还是不是公布时的；没有放在这里的不核对。"""
    known = ceremony.sheets  # 已核对的见证单和监考抽签
    check_bearing(record, report, output / "抽签预演表.xlsx")
    listed, same, absent = listed_documents(record), 0, 0
    tables = {place for place in listed if Path(place).name.startswith(("编排总表", "监考抽签_"))}  # 已逐格核对
    whole = {(output / place).parent for place in listed if place not in tables and (output / place).is_file()}
    for place, (digest, contents, *pictures) in sorted({"编排总表.xlsx": ("", ""), **listed}.items()):
        path = output / place
        if not path.is_file():
            absent += 1
            if path.parent in whole and place not in tables:  # 这个文件夹的其他文书都在
                report.lacks(path, "缺少这个公布过的文书")
            continue
        with report.reading(path):
            if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
                same += 1
                continue
            edited = contents and place not in tables and contents_of(path) != contents
            for words in ["内容与公布时不同"] if edited else sorted(set(concealed(path))):  # 重新保存过：看有没有隐藏
                report.differs(path, words)
            shown = pictures_of(Book(path)) if pictures else []  # 没有了的二维码不算，照片算
            same_shown = [hashlib.sha256(canonical(shown)).hexdigest() if shown else ""] == pictures
            report.expect(same_shown or not (shown or "座次表" in place), path, "图片与公布时的不同（换过、移动或缩放过，或另存时压缩过）")
            report.expect(place != "编排总表.xlsx" or footers_fit(Book(path), ceremony.results), path, "页脚被改动过")
    for path in sorted(path for path in known if path.name.startswith("抽签见证单") and path.is_file()):  # 不在清单里
        with report.reading(path):
            for words in sorted(set(concealed(path))):
                report.differs(path, words)
            shown = pictures_of(Book(path))
            report.expect(all(at[:2] == at[2:] for _, at, _ in shown[:1]) and len(shown) < 2, path, "二维码不止一个，或超出它的格")
    for name in ("抽签见证单.xlsx", "合规审查报告.xlsx"):
        if output in whole and not (output / name).is_file():
            report.lacks(output / name, "缺少这个公布过的文书")
    said = {output / place: set(both[:2]) - {""} for place, both in listed.items()}  # 应有的摘要：文件的，内容的
    published = {path for path in (*said, output / "编排总表.xlsx") if "监考抽签_" not in path.name} | known
    names = "监考抽签", "抽签见证单", *{path.stem.partition("_")[0] for path in published}
    others = {place.parent.parent for place in output.rglob("record.sqlite")
              if {p.relative_to(place.parent).as_posix(): p.read_bytes() for p in place.parent.rglob("*.json")
                  if p.name[0] != "." and p.is_file()} != record.raw} - {output, record.folder.parent}
    for folder in sorted(others):
        report.say(f"  说明：{folder} 是另一份记录的文书，没有核对")
    for path in sorted(set(output.rglob("*")) - published):
        named = path.suffix.lower() in (".xlsx", ".xlsm", ".xltx", ".xltm") and path.is_file() \
            and path.name.translate(TRADITIONAL).startswith(names)
        told = opened(path) if named and others.isdisjoint(path.parents) else None
        if told == []:
            report.say(f"  说明：{path.relative_to(output).as_posix()} 打不开（已损坏，或加了密码），没有核对")
        elif told:
            false = is_false(path, told, published, output, record["inputs"]["sites"], said)
            report.expect(not false, path, "不是公布的文书，也不与公布的相同")
            if false is None:
                report.say(f"  说明：{path.relative_to(output).as_posix()} 没有核对，公布的那一份不在它的地方")
    report.say(f"  文书：{same} 个就是公布的文件，{absent} 个没有放在这里")


def pictures_of(book):
    """各张图片：在哪张表，从哪一格到哪一格，内容的 SHA-256。"""
    found = []

    def related(part):
        return list(book.related(part)) if "/_rels/".join(split(part)) + ".rels" in book.zip.namelist() else []

    for sheet, part in book.sheets.items():
        for drawing in (file for _, kind, file in related(part) if kind == "drawing"):
            media = {n: file for n, _, file in related(drawing)}
            for anchor in fromstring(book.zip.read(drawing)):
                at = [e.text or "" for e in anchor.iter() if e.tag.endswith(("}col", "}row"))]
                found += [[sheet, at, hashlib.sha256(book.zip.read(media[value])).hexdigest()] for e in anchor.iter()
                          if e.tag.endswith("}blip") for key, value in e.items() if key.endswith("}embed")]
    return sorted(found)


def footers_fit(book, results):
    """编排总表各张表的页脚：名称，页数，座位抽签或一次变更的校验码。"""
    marks = "|".join(facts["result"][:8] for key, (_, facts) in results.items() if "变更" in key or key == "座位抽签")
    due = re.compile(f"&amp;L编排总表&amp;C第&amp;P页/共&amp;N页&amp;R(第[0-9]+次变更)?校验({marks})")
    found = (re.findall(b"<oddFooter>([^<]*)<", plain(book.zip.read(part))) for part in book.sheets.values())
    looks = r'&amp;(?:"|&quot;)[^"&]*(?:"|&quot;)|&amp;[0-9]+|_x000[aAdD]_|&#1[03];|\s'
    return all(len(one) == 1 and due.fullmatch(re.sub(looks, "", one[0].decode())) for one in found)


def listed_documents(record):
    """公布过的各个工作簿：位置 → （文件的摘要，各格文字的摘要），后来的清单取代先前的。"""
    order, listed = ("seats", "posts", "amend", "rehearsal", "draw"), {}
    names = [n[10:-5].split("_") for n in record.inside("documents")]
    for parts in sorted(names, key=lambda p: (order.index(p[0]), p[:-1], int(p[-1]) if p[1:] else 0)):
        if parts[0] == "draw" and int(parts[-1]) > 1:  # 重抽：先前一次的文书移到“已作废”
            before = "_".join([*parts[:-1], str(int(parts[-1]) - 1)])
            for place in listed.keys() & record.data.get(f"documents/{before}.json", {"files": {}})["files"]:
                listed[f"/已作废/第{int(parts[-1]) - 1}次/".join(split(place))] = listed.pop(place)
        listed.update(record.data[f"documents/{'_'.join(parts)}.json"]["files"])
    return listed


TRADITIONAL = str.maketrans("場編匯彙總崗備監簽籤條動線見證單門貼圖試時間情況記錄務員預變報審",
                            "场编汇汇总岗备监签签条动线见证单门贴图试时间情况记录务员预变报审")


def opened(path):
    """工作簿各格文字的摘要，和各工作表的名称（不计场次、页数）；打不开则为空。"""
    try:
        return [contents_of(path), *(re.sub(r"[\s\d()（）]+", "", name) for name in Book(path).sheets)]
    except BROKEN_BOOK:
        return []


def is_false(path, told, published, top, sites, said):
    """文件名以一个公布的工作簿的开头，内容却与它（said：各个的摘要）不同；像是另一个考点的文件夹中的也算。"""
    stem, first = path.stem.casefold().translate(TRADITIONAL), path.relative_to(top).parts[0].casefold()
    site = re.match("[0-9a-z]+_", first) and any(len(first.partition("_")[0]) == len(one["code"]) for one in sites)
    named = [one for one in published if stem.startswith(one.stem.casefold())]
    if not named and not re.fullmatch(".+_场次[0-9]+", stem):  # 只有一类文书的名称（第一个“_”以前）：有它的工作表才算
        kind = (opened(one)[1:] for one in published if stem.startswith(one.stem.partition("_")[0]))
        return not set(told[1:]).isdisjoint(chain(list(TABLES)[4:] if stem.startswith("监考抽签") else (), *kind))
    meant = [one for one in named if ("已作废" in one.parts) == ("已作废" in path.parts)
             and (not site or first.startswith(one.relative_to(top).parts[0].casefold()))]
    if any(one not in said and not one.is_file() for one in meant):
        return None
    own = {told[0], hashlib.sha256(path.read_bytes()).hexdigest()}
    return all(own.isdisjoint(said[one] if len(said.get(one, ())) > 1 else {*said.get(one, ()), *opened(one)[:1]})
               for one in meant)


def check_seat_plans(record, report, seats, papers, output):
    """考场座次表（放在这里的）：每场每个考场各座位的姓名和准考证号。"""
    inputs, rooms, sessions, due = record["inputs"], record["structure"]["open_rooms"], defaultdict(set), {}
    for n, r, _, _ in seats:
        sessions[r] |= {papers.all[p]["session"] for p in papers.of(inputs["candidates"][n], rooms[r]["sitting"][1])}
    for n, r, seat, ticket in seats:
        own, who = due.setdefault(rooms[r]["room"][0], {}), " ".join(sorted((inputs["candidates"][n]["name"], ticket)))
        own.update({f"场次 {session} 考场 {rooms[r]['number']} 座位 {seat}": who for session in sessions[r]})
    for site in inputs["sites"]:
        path = output / file_name(f"{site['code']}_{site['name']}") / "考场座次表.xlsx"
        if site["code"] in due and path.is_file():
            found = defaultdict(set)
            with report.reading(path):
                for place, who in seats_on_pages(Book(path)):
                    found[place].add(who)
                report.compare(path, due[site["code"]], {place: "；".join(sorted(found[place])) for place in found})


def check_amendment_papers(record, ceremony, output):
    """变更单（放在这里的）：为何，依据什么，由谁，改了什么。最后一次的在前，姓名逐次退回当时的。"""
    names = {(sheet, row[key]): row["name"] for sheet, (table, key, _) in FACTS.items() for row in record["inputs"][table]}
    for one in (record.data[name] for name in reversed(amendment_files(record))):
        rows = []  # 类别、报名序号或工号、姓名；原来、现在（正则表达式）
        for sheet, key, column, *cells in one["corrections"]:
            hidden = column == "电话" or (column == "证件号码" and not record["run"]["full_ids"])
            old, new = (f"{column}：" + (".*" if hidden else re.escape("".join((cell or "（空）").split()))) for cell in cells)
            rows.append(["更正" + sheet, key, names[sheet, key], old, new + "(（恢复为第.*）)?"])
        rows += [["退出", who, names["工作人员", who], ".*", "不再任职"] for who in one["out"]]
        rows += [["接替", who, names["工作人员", who], ".*",
                  ".*，接替" + re.escape("".join((leaves + names["工作人员", leaves]).split()))]
                 for leaves, who, *_ in one["moves"]]
        ceremony.check_witness(output / f"变更单_第{one['number']}次.xlsx", ("变更", 0, one["number"]), rows)
        names.update({(sheet, key): old for sheet, key, column, old, _ in one["corrections"] if column == "姓名"})


def check_names(record, report, posts, output):
    """列有一个考点全部工作人员的文书（放在这里的）：所写的姓名，就是在那里任职的人的。"""
    names = {s["staff"]: "".join(s["name"].split()) for s in record["inputs"]["staff"]}
    for site, kind in product(record["inputs"]["sites"], ("岗位安排表", "监考证", "考务人员签到表")):
        path = output / file_name(f"{site['code']}_{site['name']}") / (kind + ".xlsx")
        due, found, at = {names[p[0]] for p in posts["posted"] if p[1] == site["code"]}, set(), 0
        if due and path.is_file():
            with report.reading(path):
                book = Book(path)
                for row in (row for sheet in book.sheets for _, row in book.rows(sheet)):
                    if kind == "监考证":  # 姓名在“姓名”的右边，其他表在“姓名”的下面
                        found.update(str(name) for title, name in zip(row, row[1:]) if title == "姓名")
                        continue
                    at = row.index("姓名") if row[:1] == ["序号"] else at
                    found.update(str(name) for name in row[at:at + 1] if isinstance(row[0], int))
                found = {"".join(name.split()) for name in found}
                lack, more = ("、".join(sorted(some)[:10]) or "——" for some in (due - found, found - due))
                report.expect(found == due, path, f"工作人员的姓名不符：应有 {lack}，不应有 {more}")


def seats_on_pages(book):
    """座次表各页的座位：座位号（整数）的右边和下边，一个是姓名，一个是准考证号；留有照片处的，右边是空的，姓名在
    下边，准考证号在姓名的左下。"""
    for sheet in book.sheets:
        page, over, above = {"场次": None, "考场号": None}, [], []
        for _, row in book.rows(sheet):
            page.update({cell: next((value for value in row[n + 1:] if value != ""), "")
                         for n, cell in enumerate(row) if cell in ("场次", "考场号")})
            found = [cells for cells in zip(above, above[1:], row) if cells[1] not in ("", "空")]
            found += [cells[1:] for cells in zip([*over[2:], ""], over[1:], above[1:], row)
                      if cells[0] == "" and cells[2] not in ("", "空") and re.search("[0-9]", str(cells[3]))]
            for seat, *who in (cells for cells in found if isinstance(cells[0], int)):
                yield "场次 {场次} 考场 {考场号} 座位 {}".format(seat, **page), " ".join(sorted(map(str, who)))
            over, above = above, row


def audited_draws(record, log):
    """合规审查报告可以写明的“审查的抽签”（日志各条之后的；演练已重做的，只知道次数）→ 当时报告的内容摘要。"""
    said, results, posts, changes, days, rehearsals = {}, [], [], [], {}, {}
    for _, act, facts, _ in log.entries:
        made = {name: value for name, value in facts.get("changed", {}).items() if value and name.startswith("rehearsals/")}
        if act == "座位抽签":
            said, results, posts, changes, days, rehearsals = {}, [facts["result"].encode()], [], [], {}, {}
        elif act == "岗位抽签":
            posts = [record.raw["posts.json"]]
        elif act == "抽签结果":
            days[facts["site"], facts["session"]] = facts["result"]
        elif act == "变更":
            said, changes = {}, [*changes, record.raw.get(f"amendments/{facts['number']}.json", b"")]  # 报告已重新作出
        elif act != "演练抽签":
            continue
        for name, value in made.items():
            day = record.data[name] if hashlib.sha256(record.raw.get(name, b"")).hexdigest() == value else {}
            rehearsals[name] = tuple(day.get(field, 0) for field in ("site", "session", "result_digest"))
        drawn = [*((*key, days[key]) for key in sorted(days)), *sorted(rehearsals.values(), key=str)]
        words = ["座位", "岗位"][:1 + len(posts)]
        words += [f"{w} {len(them)} 次" for w, them in (("变更", changes), ("监考抽签", days), ("演练", rehearsals)) if them]
        own = digest_of(*results, *posts, *changes, *("\0".join(map(str, one)).encode() for one in drawn))
        known = "" if any(not one[2] for one in rehearsals.values()) else "；结果摘要前 16 位 " + own[:16]
        said["、".join(words) + known] = facts.get("reports", ())
    return said


def check_audit_report(report, path, drawn):
    """合规审查报告没有复算：看它说的抽签是不是记录有过的，内容是否还与它自带的内容摘要相符。"""
    if path.is_file():
        with report.reading(path):
            book, contents, custom = Book(path), contents_of(path), "docProps/custom.xml"
            said = {row[i]: row[i + 1] for sheet in book.sheets for _, row in book.rows(sheet) for i in range(len(row) - 1)}
            told, roster = said.get("审查的抽签", ""), said.get("审查的值守安排", "没有")
            logged = drawn.get(told, drawn.get(told.partition("；")[0])) if told else ()
            report.expect(logged is not None, path, f"记录（有变更的，最后一次变更以来）从来没有过这些抽签：{told}")
            report.expect(not logged or contents in logged or roster != "没有", path, "不是日志记下的、当时的审查结果")
            if roster != "没有":  # 值守安排是公布以后人工编排的，日志里没有
                file = path.parent / roster.split()[0]
                if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest()[:16] != roster[-16:]:
                    report.lacks(file, f"不是审查过的那个文件（也许只是另存过）：{roster}")
                report.say(f"  说明：合规审查报告也审查了人工编排的值守安排（{roster}），没有与日志核对")
            own = re.search(rb">([0-9a-f]{64})<", book.zip.read(custom) if custom in book.zip.namelist() else b"")
            if not own:
                report.lacks(path, "没有自带的内容摘要（另存时丢失），不能核对")
            report.expect(not own or own.group(1).decode() == contents, path, "内容被改动过，与它自带的内容摘要不符")


# ── 工作簿有没有隐藏什么 ────────────────────────────────────────────────────────────────────────

SIGNS = [(re.compile(sign.encode()), words, exempt) for sign, words, *exempt in (  # exempt：可以有这些的文书
    (r'<row\s[^>]*\b(?:hidden="(?:1|true)"|ht="(?:0*[0-2]?(?:\.\d*)?|[^"]*[eE]-\d+)")|\bzeroHeight="(?:1|true)"'
     r'|\bdefaultRowHeight="\d?(?:\.\d*)?"', "有隐藏的行"),
    (r'<col\s[^>]*\b(?:hidden="(?:1|true)"|width="(?:0*(?:\.[0-4]\d*)?|[^"]*[eE]-\d+)")'
     r'|\bdefaultColWidth="[0-4]?(?:\.\d*)?"', "有隐藏的列"),
    (r'<col\s[^>]*\bwidth="(?:0*\.\d*|0*1(?:\.[0-4]\d*)?)"', "有隐藏的列", "考场座次表", "合规审查报告"),
    (r'<sheetView\s[^>]*(?:\b(?:rightToLeft|showFormulas)="(?:1|true)"|\btopLeftCell="(?!A1")[^>]*>\s*<pane\s[^>]*"frozen)'
     r'|<pageMargins\s[^>]*="(?:[3-9]|\d\d)|<pageSetup\s[^>]*\bscale="[1-3]?\d"', "显示或印出的不是整张表"),
    (r'<sheet\s[^>]*\bstate="\w*[hH]idden"', "有隐藏的工作表"),
    (r"<c\s[^>]*><f[\s>]", "有公式"),
    (r"<comment\s", "有批注"),
    (r"<(?:odd|even|first)Header>[^<]", "另加了页眉"),
    (r"<conditionalFormatting[\s>]", "有条件格式"),
    (r"<(?:sp|cxnSp|grpSp|graphicFrame)[\s>]", "有盖在格上的图形"),
    (r"<(?:legacyDrawing\w*|picture|oleObjects|controls|tableParts)[\s>]", "有背景、控件或文本框"),
    (r'<rPr>(?:(?!</rPr>).){0,400}?(?:<color (?:rgb="\w\w(?:[EFef]\w){3}"|theme="(?!1")|indexed="(?!64")|[^>]*tint=)'
     r'|<sz val="[0-3][".])', "格中有颜色浅或极小的字", "考场分布图"),
    (r'<(?:strike|vertAlign)(?! val="(?:0|false|baseline)")|\bdiagonal(?:Up|Down)="(?:1|true)"|\bhorizontal="fill"'
     r'|\btextRotation="[1-9]|\bindent="(?:1[6-9]|[2-9]\d|\d{3})', "有字被划去、移开或转了方向"),
    (r'\b(?:val|typeface)="(?i:wingdings|webdings|symbol"|marlett)', "有字体把字显示为符号"),
    (r'<srcRect\s[^>]*="-?[1-9]|\brot="-?[1-9]|\bflip[HV]="(?:1|true)"|<cNvPr\s[^>]*\bhidden="(?:1|true)"'
     r"|<(?:alpha\w+|lum|clrChange|duotone|biLevel)\s", "有图片被裁剪、旋转、隐藏或变淡"),
    (r"pic>", "有图片", "考场座次表", "抽签见证单", "变更单"))]
AREA = re.compile(rb'<definedName (?=[^>]*"_xlnm\.Print_Area")[^>]*localSheetId="(\d+)"[^>]*>([^<]*)<')


def concealed(path):
    """工作簿隐藏的、或显示得与内容不同的：程序自己从不这样做，重新保存也不会带来。"""
    book = Book(path)
    odd = odd_formats(book)
    if "0" in odd:  # 没有写明格式的格
        yield "有的格式会显示为别的内容，或看不见"
    cells = re.compile(rb'<c\s(?=[^>]*\bs="(?:' + "|".join(odd).encode() + rb')")[^>]*[^/>]>') if odd else None
    if not path.name.startswith("编排总表"):  # 编排总表不是印制的，多出的行另有报告
        for n, area in AREA.findall(book.zip.read(book.main)):
            printed = max(map(int, re.findall(rb"\$(\d+)", area)), default=0)
            if any(line > printed and any(c != "" for c in row) for line, row in book.rows(list(book.sheets)[int(n)])):
                yield "有不在打印区域内的行"
    for name in (name for name in book.zip.namelist() if name.endswith(".xml")):
        text = plain(book.zip.read(name))
        if re.search(rb'<mergeCell ref="(?!A1:[A-Z]+1")', text) and path.name.startswith(("编排总表", "监考抽签_")):
            yield "有合并的单元格"
        for sign, words, exempt in SIGNS:
            if not path.name.startswith(tuple(exempt)) and sign.search(text):
                yield words
        if cells and name.startswith("xl/worksheets/") and cells.search(text):
            yield "有的格式会显示为别的内容，或看不见"


def plain(text):
    """XML 的通常写法：UTF-8，双引号，名称不加前缀。"""
    text = text.decode("utf-16").encode() if text[:2] in (b"\xff\xfe", b"\xfe\xff") else text
    return re.sub(rb"<(/?)\w+:(?=\w)", rb"<\1", re.sub(rb"\s*=\s*(['\"])([^'\"<>]*)\1", rb'="\2"', text))


def odd_formats(book):
    """有问题的单元格格式的编号：程序只用四种数字格式，字不小于 4 号，底色是一种颜色，与字的颜色分明。"""
    styles, space, found = fromstring(book.zip.read(book.parts["styles"])), book.space, []
    fonts, fills, formats = (list(styles.find(space + name)) for name in ("fonts", "fills", "cellXfs"))
    own = {e.get("numFmtId"): e.get("formatCode").replace("\\-", "-") for e in styles.iter(space + "numFmt")}
    codes, colors = {"0": "General", "1": "0", "49": "@", **own}, colors_of(book, styles)
    for nth, cell in enumerate(formats):
        font, ground = fonts[int(cell.get("fontId", 0))], fills[int(cell.get("fillId", 0))].find(space + "patternFill")
        size, kind = font.find(space + "sz"), "gradient" if ground is None else ground.get("patternType", "none")
        behind = bright(ground.find(space + "fgColor"), 1, colors) if kind == "solid" else 1
        if codes.get(cell.get("numFmtId", "0")) not in ("General", "@", "0", "0;-0;;@") or kind not in ("none", "solid") \
                or abs(bright(font.find(space + "color"), 0, colors) - behind) < 0.12 \
                or (size is not None and float(size.get("val")) < 4):
            found.append(str(nth))
    return found


PALETTE = "0F492D6B0F492D6B241735B8A5FE2A5C16DB32529EEEBBBD69ACA86927234543"  # 通常的 64 种颜色的亮度


def colors_of(book, styles):
    """用编号表示的颜色：（theme 或 indexed，编号）→ 颜色。工作簿可以自己规定。"""
    own = dict(enumerate(e.get("rgb") for e in styles.iter(book.space + "rgbColor")))
    indexed = {**dict(enumerate(c * 6 for c in PALETTE)), **own, 64: "000000", 65: "FFFFFF"}
    theme = fromstring(book.zip.read(book.parts["theme"])).iter() if "theme" in book.parts else ()
    scheme = [e[0].get("val") for one in theme if one.tag.endswith("}clrScheme") for e in one] or ["000000", "FFFFFF"]
    told = [{"windowText": "000000", "window": "FFFFFF"}.get(code, code) for code in scheme]
    return {**{("indexed", str(n)): code for n, code in indexed.items()},
            **{("theme", str(n ^ (n < 4))): code for n, code in enumerate(told)}}


def bright(element, default, colors):
    """一种颜色的亮度，0 到 1。"""
    if element is None or element.get("auto"):
        return default
    code = element.get("rgb") or next((colors[one] for one in element.items() if one in colors), "808080")
    light = sum(int(code[-6:][n:n + 2], 16) * share for n, share in ((0, 0.299), (2, 0.587), (4, 0.114))) / 255
    tint = float(element.get("tint", 0))
    return light * (1 - abs(tint)) + max(tint, 0)


if __name__ == "__main__":
    if sys.getfilesystemencoding() != "utf-8":
        sys.exit(sys.stderr.write("系统的文字编码不是 UTF-8，找不到中文文件名。请改用：python3 -I -X utf8 复算.py\n") and 2)
    sys.exit(main())
