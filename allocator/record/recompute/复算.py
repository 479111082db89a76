#!/usr/bin/env python3
# ruff: noqa: B905, D102, D103, E501, E741
# mypy: ignore-errors
# fmt: off
"""复算：不用编排程序，只凭本文件夹中冻结的记录和种子重新计算，再与公布的工作簿逐格核对。

用法：在 record 文件夹中运行 python3 复算.py（Python 3.8 以上，只用标准库，不联网，不改任何文件）；
用别处得来的本文件核对，则写明文件夹：python3 复算.py 结果/record。编排总表.xlsx 应在 record 的上一级，
或上一级的 reports 文件夹。每处不同打印一行；全部一致退出码为 0，否则为 1。同一张表最多打印 200 处，
加参数“全部”则不限。

复算和核对的内容：
一、操作日志：散列链、防改写设置、各文件的摘要、种子的两半、写明的抽签、抽签见证单；
二、谁坐哪里（批次、考场、座位、准考证号）；三、谁任什么岗位、备用监考的顺序；四、每次监考抽签（含演练）；
五、编排总表和各考点的监考抽签表，逐格核对；六、其他文书是否还是公布时的（比文件和内容的摘要，不重新
生成），放在这里的工作簿有没有隐藏什么，有没有多出冒名的。
没有复算的：谁与谁须回避（structure.json 的 apart、recusals.json、sheets 的 barred 和 relatives 按
冻结的内容采用）、每类考生进多少考场（structure.json）、尽量遵守的规则最少能剩几处（抽签记录的
tiers）、可缺席的人数（resilience.json）。连文书、清单和日志一起改写的，allocator verify 才能发现。

怎样读：先读最后的 run，它依次调用各步；抽签本身是这几段，与程序文档 draws.md、posting.md、
draw-day.md 逐步对应：随机数 Chance；座位 draw_seats 和 Sitting；岗位 draw_posts；监考抽签 draw_day
和 Day。其余是读文件和逐格比较。
"""

import hashlib
import json
import re
import shutil
import sqlite3
import struct
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from contextlib import closing
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations, islice, zip_longest
from math import factorial
from pathlib import Path
from xml.etree.ElementTree import ParseError, fromstring, iterparse

METHOD = "allocator-draw-v1"
BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)  # 内容互相矛盾时
BROKEN_BOOK = (zipfile.BadZipFile, ParseError, OSError, EOFError, *BROKEN)  # 工作簿打不开时


# ── 报告 ───────────────────────────────────────────────────────────────────────────────────────

class Report:
    """打印并计数不同之处。"""

    def __init__(self, limit):
        self.limit, self.counts, self.base = limit, defaultdict(int), None

    def say(self, text):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def differs(self, where, text):
        if isinstance(where, Path):
            where = where.relative_to(self.base).as_posix() if self.base else str(where)
        self.counts[where] += 1
        if not self.limit or self.counts[where] <= self.limit:
            self.say(f"不同 [{where}] {text}")

    def compare(self, where, should, found):
        """两本账逐项比较：名目 → 内容。"""
        for name in sorted({**should, **found}):
            own, other = should.get(name, "没有"), found.get(name, "没有")
            if own != other:
                self.differs(where, f"{name}：应为 {own}，记录为 {other}")

    def end(self):
        for where, count in self.counts.items():
            if self.limit and count > self.limit:
                self.say(f"…… [{where}] 另有 {count - self.limit} 处未列出")
        total = sum(self.counts.values())
        self.say(f"复算结果：有 {total} 处不同，见上。" if total else "复算结果：全部一致。")
        return 1 if total else 0


# ── 随机数：SHA-256 计数器，任何人都能重算 ──────────────────────────────────────────────────────

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


# ── 读记录，核对摘要 ───────────────────────────────────────────────────────────────────────────

def canonical(data):
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(*parts):
    """各段之前加 8 字节长度，连起来的 SHA-256。"""
    return hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).hexdigest()


class Record:
    """记录中的一个文件夹：data 是内容，raw 是原字节。"""

    def __init__(self, folder, report):
        self.folder, self.report, self.raw, self.data = folder, report, {}, {}
        for path in sorted(p for p in folder.rglob("*.json") if p.name[0] != "."):
            name = path.relative_to(folder).as_posix()
            self.raw[name] = path.read_bytes()
            try:
                self.data[name] = json.loads(self.raw[name].decode())
                if canonical(self.data[name]) != self.raw[name]:
                    report.differs("record/" + name, "不是规范的 JSON（排序、无空格），文件被改写过")
            except ValueError:
                report.differs("record/" + name, "已损坏，不是 JSON")
        wanted = ["inputs", "structure", "draw", "run"]
        self.has_staff = any(n in self.raw for n in ("staff.json", "posts.json", "posting.json"))
        wanted += ["recusals", "posting", "posts", "staff"] if self.has_staff else []
        for name in wanted:
            if name + ".json" not in self.data:
                report.differs(f"record/{name}.json", "缺少这个文件，或无法读取")

    def __getitem__(self, name):
        return self.data[name + ".json"]

    def check(self, name, field, stated, *parts):
        computed = digest_of(*parts)
        if computed != stated:
            self.report.differs(f"record/{name}", f"{field} 不符：按文件内容应为 {computed}，记录为 {stated}")

    def digests(self):
        frozen = [self.raw[n + ".json"] for n in ("inputs", "structure", "draw")]
        run = self["run"]
        if run["method"] != METHOD:
            self.report.differs("record/run.json", "方法版本是 {}，本文件复算 {}".format(run["method"], METHOD))
        self.check("run.json", "冻结数据的摘要 digest（inputs、structure）", run["digest"], *frozen[:2])
        self.check("run.json", "座位的摘要 result_digest（draw）", run["result_digest"], frozen[2])
        if self.has_staff:
            staff, more = self["staff"], [self.raw[n + ".json"] for n in ("recusals", "posting")]
            self.check("staff.json", "岗位数据的摘要 digest（inputs、structure、draw、recusals、posting）",
                       staff["digest"], *(frozen + more))
            self.check("staff.json", "岗位的摘要 result_digest（posts）", staff["result_digest"],
                       self.raw["posts.json"])
        for name in self.raw:
            if name.startswith("sheets/") and self.data[name]["digest"] != self["staff"]["digest"]:
                self.report.differs("record/" + name, "摘要不是 staff.json 中岗位数据的摘要")


# ── 操作日志 ───────────────────────────────────────────────────────────────────────────────────

LOG = "record.sqlite"
GUARDS = "ddd3f1f607801744bc6a774e24f869ac31ef23fabb957d4a03f1b87edd6f20bf"  # 表 log 和两个触发器（不许改、不许删）的定义的 SHA-256
LITTER = re.compile(r"\.|~\$|Thumbs\.db$|desktop\.ini$|待记\.json$|record\.sqlite", re.IGNORECASE)


def read_log(folder):
    """日志的各条（编号、事项、内容、前一条的摘要、本条的摘要），数据库自己记下的条数，表和触发器的定义。"""
    with tempfile.TemporaryDirectory() as name:  # 打开会留下临时文件，所以打开的是副本
        for path in folder.glob(LOG + "*"):
            shutil.copy(path, name)
        with closing(sqlite3.connect(str(Path(name) / LOG))) as base:
            rows = base.execute("SELECT number, act, body, before, digest FROM log ORDER BY number").fetchall()
            return (rows, base.execute("SELECT seq FROM sqlite_sequence WHERE name = 'log'").fetchone(),
                    base.execute("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name").fetchall())


class Log:
    """操作日志：散列链完整，时间不倒退；各文件就是日志记下的；日志说的与抽签的记录一致。"""

    def __init__(self, record, report):
        self.record, self.report, self.where = record, report, "record/" + LOG
        self.entries, self.files = [], {}  # 各条：编号，事项，内容，本条的摘要
        self.results, self.attempts, self.shown = {}, {}, {}  # 抽签 → 结果的一条、开始的一条；揭示的两半
        try:
            rows, counted, parts = read_log(record.folder)
        except (sqlite3.Error, OSError):
            report.differs(self.where, "缺少操作日志，或已损坏")
            return
        if counted != (len(rows),):
            report.differs(self.where, "日志末尾有缺失")
        if hashlib.sha256(canonical(parts)).hexdigest() != GUARDS:
            report.differs(self.where, "防改写设置（两个触发器）不是程序写入的，或有多出的表")
        self.chain(rows)
        self.compare_files()
        for entry in self.entries:
            self.follow(*entry)
        self.compare_draws()

    def wrong(self, n, text):
        self.report.differs(self.where, f"日志第 {n} 条（{self.entries[n - 1][1]}）{text}")

    def chain(self, rows):
        before, last = "0" * 64, None
        for n, (number, act, body, prior, digest) in enumerate(rows, 1):
            facts = json.loads(body)
            self.entries.append((n, act, facts, digest))
            own = hashlib.sha256("\0".join((str(number), act, body, prior)).encode()).hexdigest()
            if (number, prior, digest) != (n, before, own):
                self.wrong(n, "被改动过，或它的前后有缺失")
            before = digest
            self.files.update(facts.get("changed", {}))
            self.files = {name: value for name, value in self.files.items() if value}
            after = digest_of(canonical([[name, self.files[name]] for name in sorted(self.files)]))
            if facts.get("changed") and facts.get("state_after") != after:
                self.wrong(n, "的记录摘要不符")
            time = datetime.fromisoformat(facts["time"]) if facts.get("time") else last
            if last and (time - last).total_seconds() < -60:
                self.wrong(n, "的时间早于前一条")
            last = time

    def compare_files(self):
        folder = self.record.folder
        found = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                 for path in folder.rglob("*") if path.is_file() and not LITTER.match(path.name)}
        for name in sorted({**self.files, **found}):
            if self.files.get(name) != found.get(name):
                self.report.differs("record/" + name, "不是日志记下的文件：被改动、缺失，或是多出的")
        if (folder / "待记.json").exists():
            self.report.differs("record/待记.json", "有一条操作还没有记入日志，请先用程序打开一次")
        own, there = Path(__file__).resolve(), folder / "复算.py"
        if there.is_file() and own.read_bytes() != there.read_bytes():
            self.report.differs("record/复算.py", "与正在运行的这一份不同")

    def follow(self, n, act, facts, digest):
        """依次看各条：种子的承诺和揭示，抽签的开始和结果。"""
        key = (facts.get("site", ""), facts.get("session", 0), facts.get("number"))
        own = facts.get("entry") or digest  # 考点笔记本上的日志并入时，保留原来的摘要
        if act == "种子承诺":
            self.shown[own] = facts["role"], key, facts["commitment"]
        elif act == "种子揭示":
            self.check_halves(n, facts, key)
            self.shown[own] = "两半", key, facts
        elif act in ("座位抽签开始", "抽签开始", "重抽"):
            kind, place, told = self.shown.get(facts.get("halves", ""), ("", key, facts))
            if (kind != "两半" and "halves" in facts and facts["halves"]) or (place, told.get("seed")) != (key, facts.get("seed")):
                self.wrong(n, "写明种子由两半合成，却没有相应的揭示")
            self.attempts[key] = act, facts
        elif act == "座位抽签":  # 重新编排：以前的岗位和抽签作废
            self.results = {act: (n, facts)}
            self.attempts = {k: v for k, v in self.attempts.items() if not k[0]}
        elif act in ("岗位抽签", "抽签结果"):
            self.results[act if act == "岗位抽签" else key] = n, facts

    def check_halves(self, n, facts, key):
        """承诺是这些内容的 SHA-256，先于揭示；种子由两半连成。"""
        for role, who, half, nonce, name in zip("AB", (facts["operator"], facts["reviewer"]), facts["halves"],
                                                facts["nonces"], facts["commitments"]):
            parts = ("allocator-half-v1", facts["digest"], str(facts["number"]), role, who, half, nonce)
            committed = role, key, hashlib.sha256("\0".join(parts).encode()).hexdigest()
            if self.shown.get(name) != committed:
                self.wrong(n, f"揭示的一半（{role}角）与先作的承诺不符")
        if facts["seed"] != "-".join(facts["halves"]):
            self.wrong(n, "的种子不是由两半连成的")

    def compare_draws(self):
        record = self.record
        drawn = {"座位抽签": record["run"]}
        drawn.update({"岗位抽签": record["staff"]} if record.has_staff else {})
        drawn.update({(d["site"], d["session"], d["number"]): d
                      for name, d in record.data.items() if name.startswith("draws/")})
        for key in sorted({**self.results, **drawn}, key=str):
            words = key if isinstance(key, str) else "抽签结果 考点 {} 场次 {} 第 {} 次".format(*key)
            if key not in self.results or key not in drawn:
                self.report.differs(self.where, words + ("：记录没有" if key in self.results else "：日志没有"))
                continue
            (n, facts), made = self.results[key], drawn[key]
            names = [("seed", "seed"), ("digest", "digest"), ("result", "result_digest")]
            if not isinstance(key, str):
                names += [(name, name) for name in ("operator", "reviewer", "witness", "reason")]
                act = self.attempts.get(key, ("没有",))[0]
                if act != ("重抽" if key[2] > 1 else "抽签开始"):
                    self.wrong(n, f"之前应有这次抽签的开始（重抽则为“重抽”），日志为：{act}")
            for field, name in names:
                if facts.get(field, made[name]) not in (made[name], short(made[name])):
                    self.wrong(n, f"的 {field} 与记录不符：{facts[field]}")

    def check_witness(self, path, key):
        """抽签见证单写的是日志记下的。没有放在这里的不核对。"""
        if key not in self.results or not path.is_file():
            return
        facts = self.results[key][1]
        attempt = self.attempts.get(("", 0, facts["number"]) if isinstance(key, str) else key, ("", {}))[1]
        time = attempt.get("drawn") or facts["time"]
        wanted = [("时间", time and moment_text(datetime.fromisoformat(time))), ("次数", "第{}次".format(facts["number"]))]
        wanted += [(title, facts[name]) for title, name in (
            ("种子", "seed"), ("数据摘要", "digest"), ("结果摘要", "result"), ("重抽理由", "reason"),
            ("编排人", "operator"), ("复核人", "reviewer"), ("见证人", "witness"))]
        if attempt.get("halves") in self.shown:
            told = self.shown[attempt["halves"]][2]
            wanted += [("种子的一半", text) for text in told["halves"] + told["nonces"]]
            wanted += [("种子的承诺", self.shown[name][2]) for name in told["commitments"]]
        try:
            cells = {"".join(text.split()) for _, row in read_sheet(path, "抽签见证单") for text in row}
        except BROKEN_BOOK:
            self.report.differs(path, "不存在或已损坏")
            return
        halves = any(text.endswith("的一半") for text in cells)
        if halves != bool(attempt.get("halves")):
            self.report.differs(path, "种子是否由两半合成，与日志不符")
        for title, text in wanted:
            if "".join(text.split()) not in cells | {""}:
                self.report.differs(path, f"{title}应为“{text}”，见证单上没有")


def moment_text(moment):
    zone = f"{moment:%z}"
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}" \
        + (f"（UTC{zone[:3]}:{zone[3:5]}）" if zone else "")


def short(who):
    """日志里的证件号码只留前 3 位和后 4 位；工号照写。"""
    return who if len(who) < 15 else who[:3] + "*" * (len(who) - 7) + who[-4:]


# ── 谁坐哪里 ───────────────────────────────────────────────────────────────────────────────────

class Papers:
    """考生应考的试卷。"""

    def __init__(self, inputs):
        self.all, self.known = inputs["papers"], {}

    def find(self, exam, batch, level, specialty, subject):
        """第一张符合的试卷（级别、专业空白的试卷适用于全部）的序号。"""
        for n, p in enumerate(self.all):
            if ((p["exam"], p["batch"], p["subject"]) == (exam, batch, subject)
                    and p["level"] in ("", level) and p["specialty"] in ("", specialty)):
                return n
        return None

    def of(self, who, batch):
        """考生在某批次的各张试卷，按场次；有科目没有试卷则为 None。"""
        key = (who["exam"], batch, who["level"], who["specialty"], tuple(who["subjects"]))
        if key not in self.known:
            found = [self.find(*key[:4], subject=s) for s in who["subjects"]]
            self.known[key] = (None if None in found else
                               sorted(found, key=lambda n: (self.all[n]["session"], n)))
        return self.known[key]

    def overlap(self, some, others):
        return any(self.all[p]["start"] < self.all[q]["end"] and self.all[q]["start"] < self.all[p]["end"]
                   for p in some for q in others)


def members_of_kinds(inputs, structure, papers):
    """每一类考生的名单，按报名序号。同类：考试、级别、专业、科目、需求、指定考点、可去的批次都相同。"""
    people, rows = inputs["candidates"], defaultdict(list)
    batches = defaultdict(set)
    for p in papers.all:
        batches[p["exam"]].add(p["batch"])
    allowed = []
    for n, who in enumerate(people):
        rows[who["id_number"]].append(n)
        allowed.append([b for b in sorted(batches[who["exam"]]) if papers.of(who, b) is not None])
    for mine in rows.values():  # 一人报几个考试：后面的批次避开前面已占的时间
        if len(mine) > 1:
            mine.sort(key=lambda n: (len(batches[people[n]["exam"]]), n))
            taken = []
            for n in mine:
                free = [b for b in allowed[n] if not papers.overlap(papers.of(people[n], b), taken)]
                allowed[n] = free if n == mine[-1] else free[:1]
                taken += [p for b in allowed[n] for p in papers.of(people[n], b)]
    found = defaultdict(list)
    for n, who in enumerate(people):
        found[who["exam"], who["level"], who["specialty"], tuple(who["subjects"]), tuple(who["need"]),
              who["site"], tuple(allowed[n])].append(n)
    return [sorted(found[e, l, s, tuple(subjects), tuple(need), site, tuple(b)],
                   key=lambda n: people[n]["registration"])
            for e, l, s, subjects, need, site, b in structure["kinds"]]


def cells_of(room):
    """考场的座位（行，列），按座位号的走向；行 1 靠讲台，列 1 在左。"""
    layout, snake = room["layout"], room["order"].endswith("蛇形")
    columns = list(range(1, len(layout) + 1))
    if room["first"] == "右前":
        columns.reverse()
    cells = []
    if room["order"].startswith("列"):
        for nth, column in enumerate(columns):
            rows = list(range(1, layout[column - 1] + 1))
            cells += [(row, column) for row in (rows[::-1] if snake and nth % 2 else rows)]
        return cells
    for row in range(1, max(layout) + 1):
        across = [column for column in columns if layout[column - 1] >= row]
        cells += [(row, column) for column in (across[::-1] if snake and row % 2 == 0 else across)]
    return cells


def neighbours(room, people, apart):
    """在用座位（走向上的前 people 个）中，每个座位的邻座。"""
    at = {cell: n for n, cell in enumerate(cells_of(room)[:people])}
    steps = {"前后左右": [(0, 1), (1, 0), (0, -1), (-1, 0)], "关闭": []}.get(
        apart, [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b])
    return [[at[r + a, c + b] for a, b in steps if (r + a, c + b) in at] for r, c in at]


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

    def deal(self):
        """第 2 步：逐类洗牌，同单位的排在一起，从随机一处起，一圈一圈发到各考场。"""
        self.rooms = [[] for _ in self.counts]
        places = defaultdict(list)
        for r, counts in enumerate(self.counts):
            for k, n in counts:
                places[k].append((r, n))
        for k, people in self.members.items():
            drawn, blocks = list(people), {}
            self.chance.shuffle(drawn)
            for n in drawn:
                blocks.setdefault(self.unit[n] or -1 - n, []).append(n)
            row = [n for block in blocks.values() for n in block]
            start = self.chance.below(len(row))
            row = iter(row[start:] + row[:start])
            for lap in range(max(n for _, n in places[k])):
                rooms = [r for r, n in places[k] if n > lap]
                self.chance.shuffle(rooms)
                for r in rooms:
                    self.rooms[r].append(next(row))

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

    def kin_in(self, n, r, leaving):
        """n 的须回避的人，除 leaving 外，是否有人在考场 r。"""
        return any(self.room_of[m] == r and m != leaving for m in self.kin.get(n, ()))

    def note_places(self):
        self.room_of = {n: r for r, row in enumerate(self.rooms) for n in row}
        self.seat_of = {n: i for row in self.rooms for i, n in enumerate(row)}

    def swap(self, a, b):
        for where in (self.room_of, self.seat_of):
            where[a], where[b] = where[b], where[a]
        self.rooms[self.room_of[a]][self.seat_of[a]] = a
        self.rooms[self.room_of[b]][self.seat_of[b]] = b

    def peer(self, n):
        """与 n 同类的一人。"""
        row = self.members[self.kind[n]]
        return row[self.chance.below(len(row))]

    def part_kin(self):
        """须回避的人分到不同考场。"""
        self.note_places()
        for n in sorted(self.kin):
            for other in sorted(self.kin[n]):
                tries = 0
                while self.room_of[n] == self.room_of[other]:
                    tries += 1
                    if tries > 20000:
                        raise ValueError("须回避的考生分不开")
                    mover = (n, other)[self.chance.below(2)]
                    partner = self.peer(mover)
                    here, there = self.room_of[mover], self.room_of[partner]
                    if here != there and not self.kin_in(mover, there, partner) \
                            and not self.kin_in(partner, here, mover):
                        self.swap(mover, partner)

    def dense(self, r):
        """拥挤的考场：两座互换，有时容许变差；只有处在最少对数的步数才计入固定的步数。"""
        row, near, below = self.rooms[r], self.near[r], self.chance.below
        units, size, counted, kept = [self.unit[n] for n in row], len(row), 0, list(row)
        pairs = fewest = self.pairs(r)
        for step in range(2000 * size):
            if counted >= 200 * size and (fewest == 0 or step >= 600 * size):
                break
            i, j = below(size), below(size)
            a, b, growth = units[i], units[j], 0
            if a != b:
                for seat, old, new, other in ((i, a, b, j), (j, b, a, i)):
                    for n in near[seat]:
                        if n != other and units[n]:
                            growth += (units[n] == new) - (units[n] == old)
            if growth <= 0 or not below((3 if fewest else 4) ** growth):
                if growth > 0 and pairs == fewest:
                    kept = list(row)
                pairs += growth
                units[i], units[j], row[i], row[j] = b, a, row[j], row[i]
                if pairs < fewest:
                    fewest, counted = pairs, 0
            counted += pairs == fewest
        if pairs > fewest:
            row[:] = kept

    def walk(self):
        """固定次数的同类两人互换；不许同单位邻座增多，不许须回避的人同场。"""
        self.note_places()
        everybody, unit, rooms, near = self.everybody, self.unit, self.rooms, self.near
        many = len(everybody)
        for _ in range((30 if many < 3000 else 3) * many):
            a = everybody[self.chance.below(many)]
            b = self.peer(a)
            ra, rb = self.room_of[a], self.room_of[b]
            if ra == rb or (self.kin and (self.kin_in(a, rb, b) or self.kin_in(b, ra, a))):
                continue
            ua, ub = unit[a], unit[b]
            if ua != ub:
                growth = 0
                for r, seat, old, new in ((ra, self.seat_of[a], ua, ub), (rb, self.seat_of[b], ub, ua)):
                    for n in near[r][seat]:
                        u = unit[rooms[r][n]]
                        if u:
                            growth += (u == new) - (u == old)
                if growth > 0:
                    continue
            self.swap(a, b)

    def even_out(self):
        """某单位占一个考场三分之一以上时，与同类互换，使各考场（人数平方 ÷ 考场人数）之和不增。"""
        inside = []
        for row in self.rooms:
            inside.append(defaultdict(int))
            for n in row:
                inside[-1][self.unit[n]] += 1
        crowded = {u for row, count in zip(self.rooms, inside) for u, n in count.items()
                   if u and n * 3 > len(row)}
        movers = [n for n in self.everybody if self.unit[n] in crowded]
        self.note_places()
        for _ in range(40 * len(movers) if len(self.rooms) > 1 else 0):
            a = movers[self.chance.below(len(movers))]
            b = self.peer(a)
            ra, rb, ua, ub = self.room_of[a], self.room_of[b], self.unit[a], self.unit[b]
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


def draw_seats(record, papers):
    """全部座位 [(考生, 考场, 座位号)]，按考场和座位号。"""
    inputs, structure, run = record["inputs"], record["structure"], record["run"]
    people, policy = inputs["candidates"], inputs["policy"]
    apart = policy["apart"] if policy["switches"].get("SEAT-APART", True) else "关闭"
    number = {"": 0}
    unit = [number.setdefault(who["employer"], len(number)) for who in people]
    kin = defaultdict(list)
    for a, b in structure["apart"]:
        kin[a].append(b)
        kin[b].append(a)
    streams = {}

    def chance(name, exam):
        if (name, exam) not in streams:
            streams[name, exam] = Chance(f"{name}/{exam}", run["seed"], run["digest"])
        return streams[name, exam]

    part = {}  # 先抽批次：（类，批次）的考生
    for k, members in enumerate(members_of_kinds(inputs, structure, papers)):
        row, parts = list(members), structure["batch_counts"][k]
        if len(parts) > 1:
            chance("batches", structure["kinds"][k][0]).shuffle(row)
        for batch, n in parts:
            part[k, batch], row = sorted(row[:n], key=lambda n: people[n]["registration"]), row[n:]
    physical = {room_id(room): room for room in inputs["rooms"]}
    sittings = defaultdict(list)
    for n, room in enumerate(structure["open_rooms"]):
        sittings[tuple(room["sitting"])].append(n)
    seats = []
    for (exam, batch), numbers in sittings.items():
        counts = [structure["open_rooms"][n]["counts"] for n in numbers]
        near = [neighbours(physical[tuple(structure["open_rooms"][n]["room"])], sum(c for _, c in own), apart)
                for n, own in zip(numbers, counts)]
        members = {k: part[k, batch] for own in counts for k, _ in own}
        drawn = Sitting(counts, near, members, unit, kin, chance("seats", exam)).draw()
        seats += [(who, n, seat) for n, row in zip(numbers, drawn) for seat, who in enumerate(row, 1)]
    return sorted(seats, key=lambda seat: seat[1:])


def room_id(room):
    return (room["site"], room["building"], room["floor"], room["classroom"])


def tickets_of(record, seats):
    """准考证号：按参数的模板，由考场和座位推出；流水号按其余各段分别从 1 起。"""
    inputs, open_rooms = record["inputs"], record["structure"]["open_rooms"]
    policy, papers = inputs["policy"], inputs["papers"]
    exams = list(dict.fromkeys(p["exam"] for p in papers))
    year = {e: min((p["session"], p["start"]) for p in papers if p["exam"] == e)[1][:4] for e in exams}
    levels, specialties, parts, running = {}, {}, {}, defaultdict(int)
    for p in papers:
        levels.setdefault((p["exam"], p["level"]), p["level_code"])
        specialties.setdefault((p["exam"], p["specialty"]), p["specialty_code"])
    for exam in exams:
        template = policy["templates"].get(exam) or policy["templates"].get("") \
            or "{年:2}{考试序号:1}{批次:1}{考点:2}{考场:3}{座位:2}"
        template = unicodedata.normalize("NFKC", template).strip()
        parts[exam] = [(text, name.strip(), int(width or 0)) for text, name, width in
                       re.findall(r"([^{}]+)|\{([^{}:]*):([^{}]*)\}", template)]
    for n, r, seat in seats:
        who, room = inputs["candidates"][n], open_rooms[r]
        exam, batch = room["sitting"]
        values = {"级别": levels.get((exam, who["level"]), ""), "考试": exam, "批次": str(batch),
                  "专业": specialties.get((exam, who["specialty"]), ""), "座位": str(seat),
                  "考试序号": str(exams.index(exam) + 1), "省": policy["province"], "市": policy["city"],
                  "考点": room["room"][0], "考场": str(int(room["number"]))}
        around = []
        for text, name, width in parts[exam]:
            value = year[exam][-width:] if name == "年" else values.get(name, "")
            around.append(text or ("" if name == "流水" else value.zfill(width)))
        if any(name == "流水" for _, name, _ in parts[exam]):
            key = tuple(t for t, (_, name, _) in zip(around, parts[exam]) if name not in ("座位", "流水"))
            running[key] += 1
            around = [str(running[key]).zfill(width) if name == "流水" else t
                      for t, (_, name, width) in zip(around, parts[exam])]
        yield "".join(around)


def check_seats(record, report, papers):
    """复算座位，与 draw.json 比较，返回 [(考生, 考场, 座位号, 准考证号)]。"""
    plain = draw_seats(record, papers)
    seats = [[*seat, ticket] for seat, ticket in zip(plain, tickets_of(record, plain))]
    people, rooms = record["inputs"]["candidates"], record["structure"]["open_rooms"]
    report.compare("record/draw.json", *(
        {"报名序号 " + people[who]["registration"]: "考场 {} 座位 {} 准考证号 {}".format(rooms[r]["number"], seat, ticket)
         for who, r, seat, ticket in rows} for rows in (seats, record["draw"]["seats"])))
    if len(seats) != len(record["draw"]["seats"]):
        report.differs("record/draw.json", f"应有 {len(seats)} 个座位，记录有 {len(record['draw']['seats'])} 个")
    return seats


# ── 谁任什么岗位 ───────────────────────────────────────────────────────────────────────────────

WHOLE = ["主考", "副主考", "试卷管理", "考务办公室", "考点系统管理员", "医务", "保电", "保卫", "驾驶员"]
WATCH, PATROL, ADMIN = DRAWN = ("监考", "流动监考", "考场系统管理员")


def draw_posts(record):
    """岗位抽签和备用监考抽签，与 posts.json 同样的形式。"""
    posting, staff = record["posting"], record["staff"]
    places, kinds = posting["places"], posting["kinds"]
    met = list(dict.fromkeys(post for _, post, _ in places))
    order = ([p for p in WHOLE if p in met] + [p for p in met if p not in WHOLE and p not in DRAWN]
             + list(DRAWN))
    left, posted = [sorted(kind["members"]) for kind in kinds], []
    for post in order:
        chance = Chance("posts/" + post, staff["seed"], staff["digest"])
        for k, kind in enumerate(kinds):  # 每类人洗牌，依次任这一类的各个岗位
            own = [places[n] for n, many in kind["places"] for _ in range(many) if places[n][1] == post]
            if own:
                chance.shuffle(left[k])
                taken, left[k] = left[k][:len(own)], sorted(left[k][len(own):])
                posted += [[who, site, post, turns] for who, (site, _, turns) in zip(taken, own)]
    rank = {work["site"]: n for n, work in enumerate(posting["works"])}
    posted.sort(key=lambda p: (rank[p[1]], order.index(p[2]), p[0]))
    here = defaultdict(list)
    for who, site, post, turns in posted:
        for turn in turns if post == WATCH else ():
            here[site, turn].append(who)
    tries = {(site, turn): many for site, turn, _, many in record["posts"]["reserves"]}
    reserves = []
    for work in posting["works"]:
        for part in work["turns"]:
            if part["reserves"]:  # 记录写明洗了几次牌（tries），几乎都是 1
                name = "reserves/{}/{}".format(work["site"], posting["turns"][part["turn"]][0][0])
                chance, many = Chance(name, staff["seed"], staff["digest"]), tries.get((work["site"], part["turn"]), 1)
                for _ in range(many):
                    row = sorted(here[work["site"], part["turn"]])
                    chance.shuffle(row)
                reserves.append([work["site"], part["turn"], row[:part["reserves"]], many])
    return {"posted": posted, "reserves": reserves}


def check_posts(record, report):
    posts, turns = draw_posts(record), record["posting"]["turns"]
    both = posts, record["posts"]
    report.compare("record/posts.json", *({"工号 " + p[0]: p[1:] for p in one["posted"]} for one in both))
    report.compare("record/posts.json", *(
        {f"考点 {site} 场次 {turns[turn][0][0]} 备用监考的顺序": " ".join(row) for site, turn, row, _ in one["reserves"]}
        for one in both))
    return posts


def check_sheets(record, report, posts):
    """抽签资料 sheets：人员的条件与名单一致，各场的正式人员和备用人员就是抽到岗位的人。"""
    staff = {s["staff"]: s for s in record["inputs"]["staff"]}
    for name in sorted(n for n in record.raw if n.startswith("sheets/")):
        sheet = record.data[name]
        people, where = sheet["people"], "record/" + name
        fields = ("name", "employer", "sex", "experience", "computer")
        report.compare(where, {f"工号 {p[0]} 的条件": [staff[p[0]][f] for f in fields] for p in people},
                       {f"工号 {p[0]} 的条件": p[1:6] for p in people})
        reserves = {turn: row for site, turn, row, _ in posts["reserves"] if site == sheet["site"]}
        for turn in sheet["turns"]:
            index = record["posting"]["turns"].index(turn["turn"])
            for post, field in ((WATCH, "invigilators"), (PATROL, "patrols"), (ADMIN, "admins")):
                should = sorted(who for who, site, mine, turns in posts["posted"] if site == sheet["site"]
                                and mine == post and index in turns and who not in reserves.get(index, ()))
                found = [people[n][0] for n in turn[field]]
                for who in sorted(set(should) ^ set(found)):
                    report.differs(where, "场次 {} {} 工号 {}：{}".format(turn["turn"][0][0], post, who,
                                   "缺少" if who in should else "不在岗位安排中"))
            if [people[n][0] for n in turn["reserves"]] != reserves.get(index, []):
                report.differs(where, "场次 {} 备用监考的顺序与岗位抽签不符".format(turn["turn"][0][0]))


# ── 监考抽签 ───────────────────────────────────────────────────────────────────────────────────

SHOULDS = ("PAIR-UNIT", "PAIR-GENDER", "PAIR-EXPERIENCE", "ROOM-OWN-UNIT", "ROOM-REPEAT")
BASE = 1 << 16  # 代价是一个整数：每条尽量遵守的规则占一位，前面的一位胜过后面的任意多；“必须”在最高位


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
        # 席位：逐考场先监考后管理员，再是富余的监考、富余的管理员
        self.start, self.room_of, self.is_admin = [0], [], []
        for r, (watch, admins) in enumerate(self.size):
            self.room_of += [r] * (watch + admins)
            self.is_admin += [False] * watch + [True] * admins
            self.start.append(len(self.room_of))
        self.inside = len(self.room_of)
        spare = [len(self.watch) - sum(w for w, _ in self.size), len(self.admins) - sum(a for _, a in self.size)]
        self.enough = min(spare) >= 0 and len(self.patrols) >= len(groups)
        self.room_of += [-1] * sum(spare)
        self.is_admin += [False] * spare[0] + [True] * spare[1]
        self.places = {flag: [p for p, a in enumerate(self.is_admin) if a == flag] for flag in (False, True)}
        if self.enough:
            self.price(earlier)
            self.tie_patrols()

    def price(self, earlier):
        """人的条件，人在考场的代价 here，两人同场的代价 far。"""
        sheet, people = self.sheet, self.people
        self.shoulds = [rule for rule in SHOULDS if rule in sheet["rules"]]
        weight = {rule: BASE ** (len(self.shoulds) - 1 - n) for n, rule in enumerate(self.shoulds)}
        weight = {rule: weight.get(rule, 0) for rule in SHOULDS}
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
                            (sorted(again), weight["ROOM-REPEAT"])):
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

    def open_to(self, placed):
        """placed（人，考场）之下各流动监考不能去的区域。"""
        closed = {n: set(groups) for n, groups in self.closed.items()}
        for n, r in placed:
            for patrol in self.patrol_kin.get(n, ()):
                closed[patrol].add(self.group_of[r])
        return closed

    def placed(self):
        return [(self.who[p], self.room_of[p]) for p in range(self.inside)]

    def lacking(self):
        """配不上流动监考的区域数。"""
        return len(self.groups) - len(matched(len(self.groups), self.patrols, self.open_to(self.placed())))

    def hopeless(self):
        """数一数就知道排不成。"""
        skilled = sum(self.people[n][5] for n in self.counted)
        return (skilled < sum(room[4] == "电子化" for room in self.rooms)
                or len(matched(len(self.groups), self.patrols, self.closed)) < len(self.groups))

    # 小考点：数清全部可行方案，取第 below(总数) 个

    def is_small(self):
        many = len(self.watch), len(self.admins)
        if sum(many) > 16:
            return False
        work = used = used_admins = 0
        for watch, admins in self.size:
            work += (choose(many[0], used) * choose(many[1], used_admins)
                     * choose(many[0] - used, watch) * choose(many[1] - used_admins, admins))
            used, used_admins = used + watch, used_admins + admins
        return work * (len(self.groups) + 1) ** len(self.ties) <= 400000

    def exact(self, chance):
        """返回是否有可行方案；有则 self.who 是抽中的一个。"""
        teams = []
        for r, (watch, admins) in enumerate(self.size):
            found = [a + b for a in combinations(self.watch, watch) for b in combinations(self.admins, admins)]
            priced = [(sum(1 << n for n in team), team, self.cost(r, team)) for team in found]
            teams.append([(own, team, cost, frozenset((n, r) for n in team if n in self.ties))
                          for own, team, cost in priced if cost < self.must])  # own：这些人，一人一位
        known = {}

        def count(r, used, ties):
            """从考场 r 起的最小代价和方案数。"""
            if r == len(teams):
                fits = (not self.ties and not self.closed) or len(matched(
                    len(self.groups), self.patrols, self.open_to(ties))) == len(self.groups)
                return 0, int(fits)
            key = (r, used, frozenset((n, self.group_of[room]) for n, room in ties) if ties else ties)
            if key not in known:
                least, ways = 0, 0
                for own, _, cost, tied in teams[r]:
                    if not own & used:
                        rest, more = count(r + 1, used | own, ties | tied)
                        if more and (not ways or cost + rest < least):
                            least, ways = cost + rest, more
                        elif more and cost + rest == least:
                            ways += more
                known[key] = least, ways
            return known[key]

        plans = count(0, 0, frozenset())[1]
        if not plans:
            return False
        number, used, ties, who = chance.below(plans), 0, frozenset(), []
        for r, row in enumerate(teams):
            need = count(r, used, ties)[0]
            for own, team, cost, tied in row:
                if own & used:
                    continue
                rest, ways = count(r + 1, used | own, ties | tied)
                if not ways or cost + rest != need:
                    continue
                if number < ways:
                    who, used, ties = who + list(team), used | own, ties | tied
                    break
                number -= ways
        self.who = who + [n for row in (self.watch, self.admins) for n in row if not used >> n & 1]
        return True

    # 大考点：先找到一个方案，再作固定次数的游走

    def total(self):
        return sum(self.costs) + self.must * self.short

    def search(self, goal, chance):
        """从随机分配起反复改进，直到代价为 goal；返回见过的最小代价。"""
        self.who = [None] * len(self.room_of)
        for flag, people in ((False, list(self.watch)), (True, list(self.admins))):
            chance.shuffle(people)
            for place, n in zip(self.places[flag], people):
                self.who[place] = n
        self.costs, self.short = [self.cost(r, self.team(r)) for r in range(len(self.rooms))], self.lacking()
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
            found |= {r for n, r in self.placed() if n in self.ties}
        return sorted(found)

    def sweep(self, chance):
        rooms = self.breaking()
        tries = max(8, len(self.room_of) // max(1, len(rooms)))
        for r in rooms:
            for place in range(self.start[r], self.start[r + 1]):
                peers = self.places[self.is_admin[place]]
                for _ in range(tries):
                    if not self.costs[r] and not self.short:
                        break
                    self.exchange(place, peers[chance.below(len(peers))])

    def exchange(self, i, j):
        """两席互换，除非方案的代价增加；同一考场内不换。返回代价是否减少。"""
        who, ri, rj = self.who, self.room_of[i], self.room_of[j]
        if ri == rj:
            return False
        who[i], who[j] = who[j], who[i]
        old = new = 0
        prices = []
        for r in (ri, rj):
            if r >= 0:
                price = self.cost(r, self.team(r))
                old, new = old + self.costs[r], new + price
                prices.append((r, price))
        short = self.short
        if self.ties and new - old < self.must * (short + 1) and (who[i] in self.ties or who[j] in self.ties):
            short = self.lacking()
        change = new - old + self.must * (short - self.short)
        if change > 0:
            who[i], who[j] = who[j], who[i]
            return False
        for r, price in prices:
            self.costs[r] = price
        self.short = short
        return change < 0

    def places_in(self, rooms):
        """这些考场和富余的席位：监考的，管理员的。"""
        inside = [p for r in rooms for p in range(self.start[r], self.start[r + 1])]
        return [[p for p in inside if self.is_admin[p] == flag]
                + [p for p in self.places[flag] if p >= self.inside] for flag in (False, True)]

    def kick(self, chance):
        """久不进步：打乱三个考场。"""
        rooms = self.breaking()
        rooms = [rooms[chance.below(len(rooms))]] if rooms else []
        while len(rooms) < min(3, len(self.rooms)):
            r = chance.below(len(self.rooms))
            if r not in rooms:
                rooms.append(r)
        for places in self.places_in(rooms):
            people = [self.who[p] for p in places]
            chance.shuffle(people)
            for p, n in zip(places, people):
                self.who[p] = n
        for r in rooms:
            self.costs[r] = self.cost(r, self.team(r))
        self.short = self.lacking() if self.ties else self.short

    def walk(self, chance):
        """每轮：席位数次互换，考场数次三场重抽；代价不许增加。次数事先固定。"""
        many = len(self.rooms)
        for _ in range(max(60, min(2000, -(-24000 // many)))):
            better = False
            for _ in range(len(self.who)):
                i = chance.below(len(self.who))
                peers = self.places[self.is_admin[i]]
                better |= self.exchange(i, peers[chance.below(len(peers))])
            for _ in range(many):
                better |= self.redraw(chance)
            if better:  # 目标并不是最小：程序会以更小的为目标重抽，结果中的 tiers 就不会是这个目标
                return

    def redraw(self, chance):
        rooms = list(range(len(self.rooms))) if len(self.rooms) <= 3 else []
        while len(rooms) < min(3, len(self.rooms)):
            r = chance.below(len(self.rooms))
            if r not in rooms:
                rooms.append(r)
        old = []
        for places in self.places_in(rooms):
            old += [(p, self.who[p]) for p in places]
            for n, p in enumerate(places):
                if p >= self.inside or n == len(places) - 1:
                    break
                q = places[n + chance.below(len(places) - n)]
                self.who[p], self.who[q] = self.who[q], self.who[p]
        prices = [self.cost(r, self.team(r)) for r in rooms]
        change = sum(prices) - sum(self.costs[r] for r in rooms)
        if change > 0 or (self.ties and any(n in self.ties for _, n in old) and self.lacking()):
            for p, n in old:
                self.who[p] = n
            return False
        for r, price in zip(rooms, prices):
            self.costs[r] = price
        return change < 0

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


def choose(n, k):
    return factorial(n) // factorial(k) // factorial(n - k) if 0 <= k <= n else 0


def parties(sheet, turn, absent, groups):
    """谁参加抽签：到岗的正式人员，加上尽量短的一段备用人员；按公布的优先顺序给出各种办法。"""
    people = sheet["people"]
    watch, patrols, admins, reserves = (
        [n for n in turn[field] if people[n][0] not in absent]
        for field in ("invigilators", "patrols", "admins", "reserves"))
    rooms = turn["rooms"]
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
                            yield (sorted(watch + rest[:many]), sorted(admins + list(a)), sorted(patrols + list(p)))


def draw_day(sheet, turn, record, earlier):
    """复算一次抽签，返回与 result 同样形式的结果；没有可行的办法则为 None。"""
    absent, result, place = set(record["absent"]), record["result"], "{}/{}".format(sheet["site"], turn["turn"][0][0])
    people, groups = sheet["people"], [group for _, group in result["patrols"]]
    for party in parties(sheet, turn, absent, groups):
        day = Day(sheet, turn, party, groups, earlier)
        if not day.enough or day.hopeless():
            continue
        goal = sum(day.weight[tier["rule"]] * tier["value"] for tier in result["tiers"])
        chance = Chance("invigilators/" + place, record["seed"], record["digest"])
        if day.is_small():
            if not day.exact(chance):
                continue
        else:
            best = day.search(goal, chance)
            if best > goal:
                if best >= day.must:
                    continue
                raise ValueError("达不到 tiers 所写的目标")
            day.walk(chance)
        values = sum(day.cost(r, day.team(r)) for r in range(len(day.rooms)))
        duties = []
        for r, room in enumerate(day.rooms):  # 监考甲是经验最多的，相同的由抽签定先后
            team = day.team(r)
            crew, admin = team[:room[6]], team[room[6]:]
            chance.shuffle(crew)
            crew.sort(key=lambda n: -people[n][4])
            duties.append([room[0], room[1], room[2], [people[n][0] for n in crew], people[admin[0]][0] if admin else ""])
        patrols = day.draw_patrols(Chance("patrols/" + place, record["seed"], record["digest"]))
        serving = set(day.who[:day.inside]) | set(patrols)
        spare = sorted(n for field in ("invigilators", "patrols", "admins") for n in turn[field]
                       if people[n][0] not in absent and n not in serving)
        chance.shuffle(spare)
        waiting = [n for n in turn["reserves"] if people[n][0] not in absent]
        return {"site": sheet["site"], "sessions": turn["turn"][0], "rooms": duties,
                "patrols": [[people[n][0], group] for n, group in zip(patrols, groups)],
                "reserves": [people[n][0] for n in spare + [n for n in waiting if n not in serving]],
                "stepped_in": [people[n][0] for n in waiting if n in serving],
                "values": [values // day.weight[rule] % BASE for rule in day.shoulds]}
    return None


def check_day(record, report, name, sheet, results):
    """核对一份抽签记录的摘要，复算，比较；返回复算的结果，不能复算则为 None。"""
    day, where = record.data[name], "record/" + name
    record.check(name, "结果的摘要 result_digest", day["result_digest"], canonical(day["result"]))
    facts = {"absent": day["absent"], "earlier": day["earlier"], "number": day["number"], "session": day["session"]}
    sheet_file = "sheets/{}.json".format(safe(day["site"]))
    record.check(name, f"抽签数据的摘要 digest（{sheet_file}、缺席、以前的抽签、次数）", day["digest"],
                 record.raw[sheet_file], canonical(facts))
    turn = next(turn for turn in sheet["turns"] if turn["turn"][0][0] == day["session"])
    missing = [digest for digest in day["earlier"] if digest not in results]
    if missing:
        if day["rehearsal"]:  # 重做演练会替换先前的演练；演练不计入，只核对表格
            report.say(f"  说明：演练 {name} 参照的演练已被替换，没有重算")
        else:
            report.differs(where, f"以前的抽签 {' '.join(missing)} 不在记录中，无法复算")
        return None
    groups = [group for _, group in day["result"]["patrols"]]
    same = groups == turn["groups"] or (sheet["patrol_waiver"] and (  # 豁免 PATROL-5 时可以合并相邻的区域
        [r for g in groups for r in g[2]] == [r for g in turn["groups"] for r in g[2]]))
    if not same:
        report.differs(where, "流动监考的区域与抽签资料不符")
    mine = draw_day(sheet, turn, day, [results[digest] for digest in day["earlier"]])
    if mine is None:
        report.differs(where, "到岗人员排不成这次抽签，记录却有结果")
        return None
    theirs = day["result"]
    report.compare(where, *({f"考场 {duty[0]}": show_team(duty) for duty in one["rooms"]} for one in (mine, theirs)))
    report.compare(where, *({"流动监考 " + "、".join(group[2]): "工号 " + who for who, group in one["patrols"]}
                            for one in (mine, theirs)))
    theirs["values"] = [tier["value"] for tier in theirs["tiers"]]
    titles = {"reserves": "候补顺序", "stepped_in": "替补上岗", "sessions": "场次", "site": "考点",
              "values": "尽量遵守的规则剩余 tiers"}
    report.compare(where, *({title: one[field] for field, title in titles.items()} for one in (mine, theirs)))
    return mine


def show_team(duty):
    return " ".join(duty[3] + ([duty[4]] if duty[4] else []))


def safe(text):
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\[\]]', "_", text)


# ── 读工作簿，逐格比较 ─────────────────────────────────────────────────────────────────────────

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def text_of(element):
    """元素中全部文字，不含注音；_x0041_ 这样的转义还原。"""
    parts = [t.text or "" for child in element for t in
             ([child] if child.tag == SPACE + "t" else child.iter(SPACE + "t") if child.tag == SPACE + "r" else [])]
    return unescape("".join(parts))


def unescape(text):
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text) if "_x" in text else text


def sheets_of(book):
    """各工作表的名称和编号，按次序。"""
    with book.open("xl/workbook.xml") as file:
        return {e.get("name"): e.get(RELATION) for _, e in iterparse(file) if e.tag == SPACE + "sheet"}


def contents_of(path):
    """各格文字的摘要：工作表名、格的位置和文字，依次各加一个零字节。与格式、由什么程序保存无关。"""
    total = hashlib.sha256()
    with zipfile.ZipFile(path) as book:
        names = list(sheets_of(book))
    for name in names:
        total.update((name + "\0").encode())
        for line, cells in read_sheet(path, name):
            for n, text in enumerate(cells):
                letters = (chr(64 + n // 26) if n >= 26 else "") + chr(65 + n % 26)
                total.update(f"{letters}{line}\0{text}\0".encode() if text != "" else b"")
    return total.hexdigest()


def read_sheet(path, sheet):
    """逐行给出（Excel 行号，各格的文字或整数）。没有这张表则抛出 KeyError。"""
    with zipfile.ZipFile(path) as book:
        names = sheets_of(book)
        with book.open("xl/_rels/workbook.xml.rels") as file:
            targets = {e.get("Id"): e.get("Target") for _, e in iterparse(file) if e.get("Id")}
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            with book.open("xl/sharedStrings.xml") as file:
                for _, element in iterparse(file):
                    if element.tag == SPACE + "si":
                        shared.append(text_of(element))
                        element.clear()
        target = targets[names[sheet]]
        with book.open(target[1:] if target.startswith("/") else "xl/" + target) as file:
            yield from read_rows(file, shared)


def read_rows(file, shared):
    number, data, columns = 0, None, {}
    for event, element in iterparse(file, ("start", "end")):
        if event == "start":
            data = element if element.tag == SPACE + "sheetData" else data
            continue
        if element.tag != SPACE + "row":
            continue
        number, cells = int(element.get("r") or number + 1), []
        for cell in element:
            letters = (cell.get("r") or "").rstrip("0123456789")
            if letters not in columns:
                n = 0
                for letter in letters:
                    n = n * 26 + ord(letter) - 64
                columns[letters] = n
            cells += [""] * ((columns[letters] or len(cells) + 1) - 1 - len(cells))
            cells.append(value_of(cell, shared))
        yield number, cells
        data.clear()  # 读过的行不再保留


def value_of(cell, shared):
    """一格的内容：文字，或整数。"""
    kind, value = cell.get("t"), cell.find(SPACE + "v")
    if kind == "inlineStr":
        return "".join(text_of(part) for part in cell)
    text = "" if value is None else value.text or ""
    if kind == "s":
        return shared[int(text)]
    if kind in ("str", "b", "e"):
        return unescape(text)
    return int(float(text)) if re.fullmatch(r"-?\d{1,15}(\.0)?", text) else text


def compare(report, path, sheet, columns, keys, label, rows):
    """rows 是应有的各行；keys 是认行的列，label 是报告时写明的列。"""
    where = f"{path.relative_to(report.base).as_posix()} · {sheet}"
    found, line, named = read_sheet(path, sheet), 1, columns.index(label)
    head = next((cells for _, cells in islice(found, 20) if set(columns) <= set(cells)), None)
    if head is None:
        report.differs(where, "缺少列：" + "、".join(columns))
        return
    order = [head.index(name) for name in columns]

    def have():
        for line, cells in found:
            row = [cells[n] if n < len(cells) else "" for n in order]
            extra = [str(cell) for n, cell in enumerate(cells) if cell != "" and n not in order]
            if extra:
                report.differs(where, f"第 {line} 行多出的内容：{' '.join(extra)}")
            if any(cell != "" for cell in row):
                yield line, row

    should = (["" if value is None else value for value in row] for row in rows)
    ours, theirs = [], []  # 从第一处不同起的各行
    for own, there in zip_longest(should, have()):
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
                report.differs(where, f"第 {line} 行之后缺少 {label} {own[named]} 的一行")
            elif own is None:
                report.differs(where, f"第 {line} 行不应有：{label} {row[named]}")
            for name, x, y in zip(columns, own or (), row or ()):
                if x != y:
                    x, y = (masked(str(x)), masked(str(y))) if name == "证件号码" else (x, y)  # 不显示号码
                    kinds = ["数字" if isinstance(cell, int) else "" for cell in (x, y)]
                    report.differs(where, f"第 {line} 行 {label} {own[named]} 的 {name}：应为{kinds[0]}“{x}”，表中为{kinds[1]}“{y}”")


CANDIDATES = ["准考证号", "报名序号", "姓名", "证件号码", "考试代码", "批次", "级别", "专业", "科目代码", "科目名称",
    "场次", "考点代码", "考场号", "楼栋", "楼层", "教室", "座位号", "行", "列"]
ROOMS = ["考试代码", "批次", "考点代码", "考场号", "楼栋", "楼层", "教室", "场次", "日期", "开始时间", "结束时间",
    "科目代码", "科目名称", "级别", "专业", "人数", "准考证起号", "准考证止号"]
RECUSALS = ["考试代码", "工号", "姓名", "规则", "类别", "范围", "考生报名序号", "关系链", "依据"]
POSTS = ["考点代码", "岗位", "场次", "工号", "姓名", "工作单位", "备用顺序"]
DUTIES = ["考试代码", "场次", "考点代码", "考场号", "教室", "角色", "工号", "姓名", "工作单位"]
PATROLS = ["场次", "考点代码", "楼栋", "楼层", "工号", "姓名", "考场号"]
WAITING = ["场次", "考点代码", "顺序", "工号", "姓名"]


def masked(number):
    """证件号码最多显示前 6 位和后 2 位。"""
    if len(number) <= 8:
        return number[:1] + "*" * max(1, len(number) - 2) + number[-1:]
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


def candidate_rows(record, seats, papers):
    inputs, open_rooms = record["inputs"], record["structure"]["open_rooms"]
    cells = {room_id(room): cells_of(room) for room in inputs["rooms"]}
    for n, r, seat, ticket in seats:
        who, (exam, batch) = inputs["candidates"][n], open_rooms[r]["sitting"]
        site, building, floor, classroom = open_rooms[r]["room"]
        row, column = cells[site, building, floor, classroom][seat - 1]
        number = who["id_number"] if record["run"]["full_ids"] else masked(who["id_number"])
        for p in papers.of(who, batch):
            paper = papers.all[p]
            yield (ticket, who["registration"], who["name"], number, exam, batch or None, who["level"],
                   who["specialty"], paper["subject"], paper["subject_name"], paper["session"], site,
                   open_rooms[r]["number"], building, floor, classroom, seat, row, column)


def room_rows(record, seats, papers):
    """考场编排：每个考场、场次、试卷一行。"""
    inputs, structure, tickets = record["inputs"], record["structure"], defaultdict(list)
    for n, r, _, ticket in seats:
        for p in papers.of(inputs["candidates"][n], structure["open_rooms"][r]["sitting"][1]):
            tickets[r, papers.all[p]["session"], p].append(ticket)
    for (r, session, p), own in sorted(tickets.items()):
        room, paper = structure["open_rooms"][r], papers.all[p]
        longer = structure["kinds"][room["counts"][0][0]][4][3]  # 延时的百分比，同考场的人相同
        start, end = (datetime.fromisoformat(paper[name]) for name in ("start", "end"))
        end = start + timedelta(minutes=-(-((end - start).total_seconds() // 60) * (100 + longer) // 100))
        site, building, floor, classroom = room["room"]
        yield (room["sitting"][0], room["sitting"][1] or None, site, room["number"], building, floor, classroom, session,
               f"{start:%Y-%m-%d}", f"{start:%H:%M}", f"{end:%H:%M}", paper["subject"], paper["subject_name"],
               paper["level"], paper["specialty"], len(own), min(own), max(own))


def recusal_rows(record, seats):
    """回避名单：冻结的 recusals，范围写明考点、考场。"""
    inputs, names = record["inputs"], {s["staff"]: s["name"] for s in record["inputs"]["staff"]}
    rooms = {inputs["candidates"][n]["registration"]: record["structure"]["open_rooms"][r] for n, r, _, _ in seats}
    for exam, who, rule, kind, scope, registration, chain, clause in record["recusals"]:
        if scope != "考试":
            room, site = rooms[registration], "考点 " + rooms[registration]["room"][0]
            scope = site if scope == "考点" else "考场 {}（{}）".format(room["number"], site)
        yield exam, who, names.get(who, ""), rule, kind, scope, registration, chain, clause


def post_rows(record, posts):
    """岗位安排：全程的岗位一人一行；抽签的岗位按场次，备用监考按顺序排在后面。"""
    staff = {s["staff"]: s for s in record["inputs"]["staff"]}
    turns, works = record["posting"]["turns"], {w["site"]: w for w in record["posting"]["works"]}
    orders = {(site, turn, who): n for site, turn, row, _ in posts["reserves"] for n, who in enumerate(row, 1)}
    waits = defaultdict(list)
    for (site, turn, who), n in sorted(orders.items(), key=lambda item: item[0][:2]):
        waits[site, who].append((turn, n))
    for site in (s["code"] for s in record["inputs"]["sites"] if s["code"] in works):
        mine = [p for p in posts["posted"] if p[1] == site]
        held = {(room[2], room[3]) for part in works[site]["turns"] for room in part["rooms"]}
        sessions = sorted((s, part["turn"]) for part in works[site]["turns"] for s in turns[part["turn"]][0]
                          if any(p["session"] == s and (p["exam"], p["batch"]) in {(r[2], r[3]) for r in part["rooms"]}
                                 for p in record["inputs"]["papers"] if (p["exam"], p["batch"]) in held))
        for post in dict.fromkeys(p[2] for p in mine):
            # 从未备用的人在前，其余按各场备用的顺序
            people = sorted((p for p in mine if p[2] == post), key=lambda p: waits.get((site, p[0]), []))
            for session, turn in sessions if post in DRAWN else [(None, None)]:
                serving = [p for p in people if turn is None or turn in p[3]]
                serving.sort(key=lambda p: orders.get((site, turn, p[0]), 0))
                for who, *_ in serving:
                    yield (site, post, session, who, staff[who]["name"], staff[who]["employer"],
                           orders.get((site, turn, who)))


def day_rows(sheet, turn, result):
    """一次抽签的三张表。"""
    people = {p[0]: p for p in sheet["people"]}
    rooms = {room[0]: room for room in turn["rooms"]}
    duties, patrols, waiting = [], [], []
    for session in result["sessions"]:
        due = {number for number, room in rooms.items() if session in (room[8] or result["sessions"])}
        for number, room, exam, team, admin in result["rooms"]:
            roles = [("监考" + "甲乙丙丁戊己庚辛壬癸"[n:n + 1], who) for n, who in enumerate(team)]
            for role, who in roles + ([(ADMIN, admin)] if admin else []):
                if number in due:
                    duties.append((exam, session, sheet["site"], number, room[3], role, *people[who][:3]))
        for who, group in result["patrols"]:
            patrols += [(session, sheet["site"], rooms[number][1][1], rooms[number][1][2], who, people[who][1], number)
                        for number in group[2] if number in due]
        waiting += [(session, sheet["site"], n, who, people[who][1]) for n, who in enumerate(result["reserves"], 1)]
    return duties, patrols, waiting


# ── 全部核对一遍 ───────────────────────────────────────────────────────────────────────────────

def check_workbook(report, path, sheets):
    """核对一个工作簿的若干张表：（表名，列，认行的列，报告的列，应有的行）。"""
    if not path.is_file():
        return report.differs(path, "找不到这个工作簿")
    try:
        with zipfile.ZipFile(path) as book:
            for name in set(sheets_of(book)) - {sheet[0] for sheet in sheets}:
                report.differs(path, f"多出的工作表 {name}")
    except BROKEN_BOOK:
        pass  # 下面逐张读时会报告
    for sheet, columns, keys, label, rows in sheets:
        try:
            compare(report, path, sheet, columns, keys, label, rows)
        except BROKEN_BOOK:
            report.differs(path, f"工作表 {sheet} 不存在或已损坏")
    return None


def check_days(record, report, log, output, folder, place):
    """复算一个文件夹（draws 或 rehearsals）的全部抽签，并核对各考点的监考抽签表。"""
    names = sorted(n for n in record.data if n.startswith(folder + "/"))
    results = {record.data[n]["result_digest"]: record.data[n]["result"] for n in names}
    last, known = {}, set()
    for name in names:
        day = record.data[name]
        key = (day["site"], day["session"])
        last[key] = max(last.get(key, 0), day["number"])
        if (name, folder) != ("{}/{}_{}_{}.json".format(folder, safe(day["site"]), day["session"], day["number"]),
                              "rehearsals" if day["rehearsal"] else "draws"):
            report.differs("record/" + name, "文件名与内容（考点、场次、次数、是否演练）不符")
    for (site, session), most in sorted(last.items()):
        for number in range(1, most + 1):
            if f"{folder}/{safe(site)}_{session}_{number}.json" not in record.data:
                report.differs("record/" + folder, f"缺少考点 {site} 场次 {session} 第 {number} 次抽签")
    for name in names:
        day = record.data[name]
        try:
            sheet = record.data["sheets/{}.json".format(safe(day["site"]))]
            turn = next(turn for turn in sheet["turns"] if turn["turn"][0][0] == day["session"])
            result = check_day(record, report, name, sheet, results)
        except (StopIteration, *BROKEN) as error:
            report.differs("record/" + name, f"无法复算，内容前后矛盾（{type(error).__name__} {error}）")
            continue
        site = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", "{}_{}".format(sheet["site"], sheet["name"])).rstrip(" .")
        inner = () if day["number"] == last[day["site"], day["session"]] else ("已作废", "第{}次".format(day["number"]))
        file = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", "监考抽签_{}_场次{}".format(sheet["site"], day["session"])).rstrip(" .")
        path = output.joinpath(site, place, *inner, file + ".xlsx")
        known.add(path)
        if folder == "draws":
            log.check_witness(path.with_name("抽签见证单_场次{}.xlsx".format(day["session"])),
                              (day["site"], day["session"], day["number"]))
        rows = day_rows(sheet, turn, result or day["result"])
        check_workbook(report, path, [
            ("监考安排", DUTIES, ["场次", "考场号", "角色"], "工号", rows[0]),
            ("流动监考", PATROLS, ["场次", "考场号"], "工号", rows[1]),
            ("备用监考", WAITING, ["场次", "顺序"], "工号", rows[2])])
    for path in sorted(output.glob(f"*/{place}/监考抽签_*.xlsx")):
        if path not in known:
            report.differs(path, "记录中没有这次抽签")
    report.say(f"  {place}：{len(names)} 次")


def check_audit_report(report, path):
    """合规审查报告没有复算，只看它的内容是否还与它自带的内容摘要相符。"""
    if path.is_file():
        try:
            with zipfile.ZipFile(path) as book:
                own = re.search(rb">([0-9a-f]{64})<", book.read("docProps/custom.xml"))
            if not own or own.group(1).decode() != contents_of(path):
                report.differs(path, "内容被改动过，与它自带的内容摘要不符")
        except BROKEN_BOOK:
            report.differs(path, "已损坏")


def check_announced(log, report, path):
    """封存摘要写的是日志中最后一次封存的摘要。"""
    frozen = [facts for _, act, facts, _ in log.entries if act == "封存"]
    if frozen and path.is_file():
        text = "".join(path.read_text("utf-8-sig", "replace").split())
        for name in ("digest", "sm3"):
            if frozen[-1][name] not in text:
                report.differs(path, "与封存时的摘要不同，应为 " + frozen[-1][name])


def listed_documents(record):
    """公布过的各个工作簿：位置 → （文件的摘要，各格文字的摘要），后来的清单取代先前的。"""
    order, listed = ("seats", "posts", "rehearsal", "draw"), {}
    names = [n[10:-5].split("_") for n in record.data if n.startswith("documents/")]
    for parts in sorted(names, key=lambda p: (order.index(p[0]), p[:-1], int(p[-1]) if p[1:] else 0)):
        if parts[0] == "draw" and int(parts[-1]) > 1:  # 重抽：先前一次的文书移到“已作废”
            before = "_".join([*parts[:-1], str(int(parts[-1]) - 1)])
            for place in record.data.get(f"documents/{before}.json", {"files": {}})["files"]:
                folder, _, name = place.rpartition("/")
                if place in listed:
                    listed[f"{folder}/已作废/第{int(parts[-1]) - 1}次/{name}"] = listed.pop(place)
        listed.update(record.data["documents/{}.json".format("_".join(parts))]["files"])
    return listed


def check_documents(record, report, output):
    """各个工作簿还是不是公布时的；没有放在这里的不核对。"""
    listed, same, absent = listed_documents(record), 0, 0
    tables = {place for place in listed if Path(place).name.startswith(("编排总表", "监考抽签_"))}
    whole = {(output / place).parent for place in listed if place not in tables and (output / place).is_file()}
    for place, (digest, contents) in sorted({"编排总表.xlsx": ("", ""), **listed}.items()):
        path = output / place
        if not path.is_file():
            absent += 1
            if path.parent in whole and place not in tables:  # 这个文件夹的其他文书都在
                report.differs(path, "缺少这个公布过的文书")
        elif hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            same += 1
        else:  # 重新保存过：看内容，看有没有隐藏
            try:
                edited = contents and place not in tables and contents_of(path) != contents
                for words in ["内容与公布时不同"] if edited else sorted(set(concealed(path))):
                    report.differs(path, words)
            except BROKEN_BOOK:
                report.differs(path, "已损坏")
    for name in ("抽签见证单.xlsx", "合规审查报告.xlsx"):
        if output in whole and not (output / name).is_file():
            report.differs(output / name, "缺少这个公布过的文书")
    names = tuple({Path(place).stem.partition("_")[0] for place in listed})
    for path in (p for folder in {(output / place).parent for place in listed} for p in folder.glob("*.xlsx")):
        extra = path.relative_to(output).as_posix() not in listed and path.name != "编排总表.xlsx"
        if extra and path.name.startswith(names) and not any(
                path.stem.startswith(one.stem) and contents_of(one) == contents_of(path)
                for one in path.parent.glob("*.xlsx") if one != path):
            report.differs(path, "不是公布的文书，也不与公布的相同")
    report.say(f"  文书：{same} 个就是公布的文件，{absent} 个没有放在这里")


SIGNS = [(re.compile(sign.encode()), words) for sign, words in (
    (r'<row\s[^>]*\b(?:hidden="(?:1|true)"|ht="0(?:\.\d+)?")', "有隐藏的行"),
    (r'<col\s[^>]*\b(?:hidden="(?:1|true)"|width="0(?:\.0+)?")', "有隐藏的列"),
    (r'<sheet\s[^>]*\bstate="\w*[hH]idden"', "有隐藏的工作表"), (r'<c\s[^>]*><f[\s>]', "有公式"),
    (r"<comment\s", "有批注"), (r"<(?:odd|even|first)Header>[^<]", "另加了页眉"),
    (r"<conditionalFormatting[\s>]", "有条件格式"), (r"<(?:\w+:)?(?:sp|cxnSp|grpSp|graphicFrame)[\s>]", "有盖在格上的图形"))]

PALE = re.compile(rb'<rPr>(?:(?!</rPr>).){0,400}?(?:<color (?:rgb="\w\w(?:[EFef]\w){3}"|theme="0")|<sz val="[0-4][".])')
AREA = re.compile(rb'<definedName (?=[^>]*"_xlnm\.Print_Area")[^>]*localSheetId="(\d+)"[^>]*>([^<]*)<')


def concealed(path):
    """工作簿隐藏的、或显示得与内容不同的：程序自己从不这样做，重新保存也不会带来。"""
    with zipfile.ZipFile(path) as book:
        odd = odd_formats(fromstring(book.read("xl/styles.xml")))
        cells = re.compile(rb'<c\s(?=[^>]*\bs="(?:' + "|".join(odd).encode() + rb')")[^>]*[^/>]>') if odd else None
        sheets = list(sheets_of(book))
        areas = [] if path.name.startswith("编排总表") else AREA.findall(book.read("xl/workbook.xml"))
        for n, area in areas:  # 编排总表不是印制的，多出的行另有报告
            printed = max(map(int, re.findall(rb"\$(\d+)", area)), default=0)
            if any(line > printed and any(c != "" for c in cells) for line, cells in read_sheet(path, sheets[int(n)])):
                yield "有不在打印区域内的行"
        for name in book.namelist():
            text = book.read(name) if name.endswith(".xml") else b""
            yield from (words for sign, words in SIGNS if sign.search(text))
            if PALE.search(text) and not path.name.startswith("考场分布图"):
                yield "格中有白色或极小的字"
            if b"pic>" in text and not path.name.startswith(("考场座次表", "抽签见证单")):
                yield "有图片"
            if cells and name.startswith("xl/worksheets/") and cells.search(text):
                yield "有的格式会显示为别的内容，或看不见"


def odd_formats(styles):
    """有问题的单元格格式的编号：程序只用四种数字格式，字不小于 5 号，颜色与底色分明。"""
    def parts(name):
        return list(styles.find(SPACE + name))

    def bright(element, default):
        if element is None or element.get("auto"):
            return default
        code = element.get("rgb") or {"0": "FFFFFF", "1": "000000"}.get(element.get("theme")) \
            or {"0": "000000", "1": "FFFFFF", "8": "000000", "9": "FFFFFF", "64": "000000"}.get(element.get("indexed"), "808080")
        return sum(int(code[-6:][n:n + 2], 16) * share for n, share in ((0, 0.299), (2, 0.587), (4, 0.114))) / 255

    codes = {"0": "General", "1": "0", "49": "@"}
    codes.update({e.get("numFmtId"): e.get("formatCode").replace("\\-", "-") for e in styles.iter(SPACE + "numFmt")})
    found = []
    for nth, cell in enumerate(parts("cellXfs")):
        font, fill = parts("fonts")[int(cell.get("fontId", 0))], parts("fills")[int(cell.get("fillId", 0))]
        ground = fill.find(SPACE + "patternFill")
        solid = ground is not None and ground.get("patternType") == "solid"
        size = font.find(SPACE + "sz")
        contrast = bright(font.find(SPACE + "color"), 0) - (bright(ground.find(SPACE + "fgColor"), 1) if solid else 1)
        if codes.get(cell.get("numFmtId", "0")) not in ("General", "@", "0", "0;-0;;@") or abs(contrast) < 0.12 \
                or (size is not None and float(size.get("val")) < 5):
            found.append(str(nth))
    return found


def run(folder, report):
    """全部核对。"""
    output = next((p for p in (folder.parent, folder.parent / "reports", folder) if (p / "编排总表.xlsx").is_file()), None)
    report.say(f"记录：{folder}\n文书：{output or '没有找到编排总表.xlsx'}")
    if output is None:
        report.differs("编排总表.xlsx", "应在 record 的上一级文件夹，或上一级的 reports 文件夹")
        output = folder.parent
    report.base = output
    report.say("核对摘要 ……")
    record = Record(folder, report)
    record.digests()
    report.say("核对操作日志 ……")
    log = Log(record, report)
    report.say("复算座位 ……")
    papers = Papers(record["inputs"])
    seats = check_seats(record, report, papers)
    sheets = [("考生编排", CANDIDATES, ["报名序号", "科目代码"], "报名序号", candidate_rows(record, seats, papers)),
              ("考场编排", ROOMS, [*ROOMS[:4], "场次", "科目代码", "级别", "专业"], "考场号", room_rows(record, seats, papers))]
    if record.has_staff:
        report.say("复算岗位 ……")
        posts = check_posts(record, report)
        check_sheets(record, report, posts)
        sheets += [("岗位安排", POSTS, ["考点代码", "岗位", "场次", "工号"], "工号", post_rows(record, posts)),
                   ("回避名单", RECUSALS, ["考试代码", "工号", "规则", "考生报名序号"], "工号", recusal_rows(record, seats))]
    report.say("核对编排总表 ……")
    check_workbook(report, output / "编排总表.xlsx", sheets)
    report.say("复算监考抽签 ……")
    log.check_witness(output / "抽签见证单.xlsx", "座位抽签")
    check_days(record, report, log, output, "draws", "监考抽签")
    check_days(record, report, log, output, "rehearsals", "演练")
    check_announced(log, report, output / "封存摘要.txt")
    check_audit_report(report, output / "合规审查报告.xlsx")
    check_documents(record, report, output)


def main():
    sys.stdout.reconfigure(errors="replace")  # 终端显示不了的字不致中断
    report = Report(0 if "全部" in sys.argv[1:] else 200)
    places = [Path(word).resolve() for word in sys.argv[1:] if Path(word).is_dir()]
    places += [Path(__file__).resolve().parent, Path.cwd(), Path.cwd() / "record"]
    folder = next((place for place in places if (place / "run.json").is_file()), places[0])
    try:
        run(folder, report)
    except BROKEN as error:
        report.differs(folder, f"记录不完整或前后矛盾，无法继续复算（{type(error).__name__} {error}）")
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
