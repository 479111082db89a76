"""A small record frozen and confirmed by two, to be backed up, and what is in a folder."""

from allocator.pipeline.freezing import FreezeOptions, freeze
from allocator.progress import Silent
from allocator.synthesis.write import write_exam

TIME = "2026-11-08T10:00:00+08:00"


def frozen(folder):
    """Freeze a made-up exam below a folder; return the folder of its results."""
    (book,) = write_exam(folder, exam="一级消防", candidates=40, sites=2, seed="测试")
    output = folder / "结果"
    options = FreezeOptions(operator="G00001", reviewer="G00002", time=TIME)
    freeze([book], output, output / "record", options, password=None, progress=Silent())
    return output


def files(folder):
    """Return all files of a folder by place."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
