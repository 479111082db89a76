"""The documents of the sites, read by other processes while this one goes on with the tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, overload

from allocator.audit.documents import read_site
from allocator.audit.exported import SiteDocuments
from allocator.errors import LimitError
from allocator.workers import worker_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from allocator.models.domain.exam import Inputs
    from allocator.progress import Progress


class SitesToCome(Sequence[SiteDocuments]):
    """The documents of every site; whoever looks first waits until all have been read."""

    def __init__(self, documents: Iterable[SiteDocuments], arrived: Callable[[], None]) -> None:
        """Take an iterator that waits; `arrived` is told of each site."""
        self._coming = iter(documents)
        self._arrived = arrived
        self._sites: list[SiteDocuments] = []

    def _wait(self) -> list[SiteDocuments]:
        try:
            for documents in self._coming:
                self._sites.append(documents)
                self._arrived()
        except BrokenProcessPool:
            raise LimitError(
                "审查时有一个工作进程意外中止（多半是内存不足）；"
                "请用 --jobs 1 重新审查，已有结果不受影响"
            ) from None
        return self._sites

    def __len__(self) -> int:
        return len(self._wait())

    @overload
    def __getitem__(self, index: int) -> SiteDocuments: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SiteDocuments]: ...
    def __getitem__(self, index: int | slice) -> SiteDocuments | Sequence[SiteDocuments]:
        return self._wait()[index]

    def __iter__(self) -> Iterator[SiteDocuments]:
        return iter(self._wait())


@contextmanager
def reading_sites(
    folders: list[tuple[str, Path]], harmless: frozenset[str], jobs: int, progress: Progress
) -> Iterator[SitesToCome]:
    """Read site folders in `jobs` processes, this one counted, which has the tables to read.

    `harmless`: numbers that stand in many documents and are no 证件号码.
    """
    codes = [site for site, _ in folders]
    paths = [folder for _, folder in folders]
    same = [harmless] * len(codes)
    if jobs <= 1 or len(folders) < 2:
        yield SitesToCome(map(read_site, codes, paths, same), progress.advance)
        return
    workers = min(jobs - 1, len(folders))
    # Fresh processes on every platform: a fork of a program with threads may hang.
    with worker_pool(workers, get_context("spawn")) as pool:
        try:
            yield SitesToCome(pool.map(read_site, codes, paths, same), progress.advance)
        finally:
            pool.shutdown(cancel_futures=True)


def site_folders(output: Path, inputs: Inputs) -> list[tuple[str, Path]]:
    """Return the site folders there are, `<考点代码>_<考点名称>`, in the order of sheet 考点.

    A copy beside a folder, such as `01_一中 - 副本`, holds no documents.
    """
    if not output.is_dir():
        return []
    codes = [site.code for site in inputs.sites]
    found: dict[str, list[Path]] = {code: [] for code in codes}
    for path in sorted(path for path in output.iterdir() if path.is_dir()):
        # A code may hold the mark itself: the longest that fits is meant.
        fitting = [code for code in codes if path.name.startswith(f"{_legal(code)}_")]
        if fitting:
            found[max(fitting, key=len)].append(path)
    return [
        (code, path)
        for code in codes
        for path in found[code]
        if not any(other.name in path.name for other in found[code] if other != path)
    ]


def _legal(code: str) -> str:
    """Return a code as it stands in the name of a folder, where Windows allows less."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", code)
