"""Run every benchmark of this folder, one after another: `make bench`.

Each prints its figures and its goals. Exit code 1 when any of them missed a goal or broke.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    missed = []
    for bench in sorted(HERE.glob("bench_*.py")):
        print(f"== {bench.stem}", flush=True)
        if subprocess.run([sys.executable, str(bench)], cwd=HERE.parent, check=False).returncode:
            missed.append(bench.stem)
    if missed:
        print(f"Goals missed: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
