"""Run every benchmark of this folder, one after another: `make bench`.

Each prints its figures and its goals. Exit code 1 when any of them missed a goal, broke, or did not end in time; 0
otherwise. Whatever happens to one, the others run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

HERE = Path(__file__).resolve().parent
#: Seconds for one benchmark; the first run of `bench_pages.py` makes its countries, which takes most of them.
LONGEST: Final = 5400


def main() -> int:
    missed = []
    for bench in sorted(HERE.glob("bench_*.py")):
        print(f"== {bench.stem}", flush=True)
        try:
            ended = subprocess.run(
                [sys.executable, str(bench)], cwd=HERE.parent, check=False, timeout=LONGEST
            )
        except subprocess.TimeoutExpired:
            print(f"{bench.stem} did not end within {LONGEST} s", flush=True)
            missed.append(bench.stem)
            continue
        if ended.returncode:
            missed.append(bench.stem)
    if missed:
        print(f"Goals missed: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
