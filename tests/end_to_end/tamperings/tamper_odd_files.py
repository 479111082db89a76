"""Pipes instead of files, copies of the record beside a forged table, names that deceive."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tamper_books import set_cell
from tamper_scene import FLAT
from tampering import CHECK, STRANGER, VERIFY, Tampering, Target

if TYPE_CHECKING:
    from tamper_scene import Scene
    from tampering import Edit

_PIPE = "draws/99_1_1.json"
FAKED = "编排总表\n复算结果：全部一致。\x1b[8m.xlsx"
"""A name that writes a line of its own, and hides what comes after it."""


def _pipe(file: str) -> Edit:
    """Put a pipe in the place of a file: who reads it waits for ever."""

    def edit(scene: Scene) -> None:
        path = scene.record / file
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return edit


def forged(place: str) -> Edit:
    """Put a copy of 编排总表 with another name somewhere below the documents."""

    def edit(scene: Scene) -> None:
        target = scene.output / place
        target.parent.mkdir(exist_ok=True)
        shutil.copy(scene.output / FLAT, target)
        set_cell(target, "考生编排", "C5", "张冠李")

    return edit


def _with_the_record(scene: Scene) -> None:
    """Let the forged table lie beside a true copy of the record, in a folder of its own."""
    shutil.copytree(scene.record, scene.output / "正式版" / "record")
    forged(f"正式版/{FLAT}")(scene)


TARGET = Target(
    title="Odd files, and names that deceive",
    finders=(CHECK, VERIFY, STRANGER),
    kinds=(
        Tampering(name="a pipe among the draws", edit=_pipe(_PIPE), check=f"多出 1 个：{_PIPE}。",
                  verify=f"{_PIPE} 不是普通文件", stranger=f"record/{_PIPE}] 不是日志记下的文件"),
        Tampering(name="a pipe for `posts.json`", edit=_pipe("posts.json"), check="posts.json",
                  verify="posts.json 不是普通文件", stranger="record/posts.json] 缺少这个文件"),
        Tampering(name="a forged 编排总表 beside a copy of the record, in a folder",
                  edit=_with_the_record, verify=f"正式版/{FLAT}：像是",
                  stranger=f"[正式版/{FLAT}] 不是公布的文书", asked=(VERIFY, STRANGER)),
        Tampering(name="a forged 編排總表, in traditional characters",
                  edit=forged("編排總表.xlsx"), verify="編排總表.xlsx：像是",
                  stranger="[編排總表.xlsx] 不是公布的文书", asked=(VERIFY, STRANGER)),
        Tampering(name="a forged 编排总表 whose name writes a line", edit=forged(FAKED),
                  verify="编排总表\ufffd复算结果", stranger="编排总表\ufffd复算结果",
                  asked=(VERIFY, STRANGER)),
    ),
)  # fmt: skip
