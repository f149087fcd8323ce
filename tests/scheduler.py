"""Which tests a worker of xdist takes at once: a run of neighbours of one module, as `layers.in_order` put them.

xdist's own `--dist loadscope` gives whole modules: tests of one module that stand on several layers would make the
worker build each layer anew for every module.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby

from xdist.scheduler import LoadScopeScheduling


def runs_of(collection: Sequence[str]) -> dict[str, str]:
    """The run of every test, named by its module and its place."""
    runs = groupby(collection, lambda nodeid: nodeid.partition("::")[0])
    return {nodeid: f"{module} {number}" for number, (module, run) in enumerate(runs) for nodeid in run}


class NeighboursScheduling(LoadScopeScheduling):
    """`--dist loadscope --no-loadscope-reorder`, by runs."""

    def _split_scope(self, nodeid: str) -> str:
        return self._run_of[nodeid]

    @cached_property
    def _run_of(self) -> dict[str, str]:
        """Asked for when all workers have told what they collected."""
        assert self.collection is not None
        return runs_of(self.collection)
