"""A Dask cluster of two worker processes on loopback; ends with its standard input. Prints address and process ids."""

from __future__ import annotations

import sys


def main() -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None) as c:
        pids = [str(worker.pid) for worker in c.workers.values()]
        print(c.scheduler_address, *pids, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
