"""Part files: the results of one slice of the archive, written once and whole, loaded by one writer later.

A part is a file of rows `(fetch_id, result)`, the result as the JSON of the output contract: `….jsonl.gz` needs nothing,
`….parquet` needs the extra `dask` and is for clusters. A part appears under its name only when it is complete.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from models.errors import StorageError, UsageError
from pipelines.scale.stores import Store


class Row(NamedTuple):
    """What one archived answer says; None where its record is damaged."""

    fetch_id: int
    result: str | None


def suffix(*, parquet: bool) -> str:
    """The ending of part files; UsageError where Parquet is asked for without its library."""
    if not parquet:
        return ".jsonl.gz"
    try:
        import pyarrow as pa  # noqa: F401, PLC0415  # optional
    except ImportError as error:
        raise UsageError("Parquet parts need the extra: pip install 'ratsinfo[dask]'") from error
    return ".parquet"


def write(store: Store, name: str, rows: Iterable[Row]) -> None:
    """Write a part.

    Raises:
        StorageError: the store does not take it.
    """
    data = _parquet(rows) if name.endswith(".parquet") else _lines(rows)
    try:
        store.write(name, data)
    except OSError as error:
        raise StorageError(f"{name} cannot be written: {error}") from error


def read(store: Store, name: str) -> Iterator[Row]:
    """The rows of a part, in the order of the archive.

    Raises:
        StorageError: damaged; remove the part and run its slice again.
    """
    try:
        with store.open(name) as source:
            yield from _read_parquet(source) if name.endswith(".parquet") else _read_lines(source)
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise StorageError(f"the part {name} is damaged ({error}): remove it and run its slice again") from error


def _lines(rows: Iterable[Row]) -> bytes:
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=4, mtime=0) as packed:
        for row in rows:
            packed.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    return target.getvalue()


def _read_lines(source: IO[bytes]) -> Iterator[Row]:
    with gzip.GzipFile(fileobj=source) as packed:
        for line in packed:
            yield Row(*json.loads(line))


def _parquet(rows: Iterable[Row]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415  # optional
    import pyarrow.parquet as pq  # noqa: PLC0415

    listed = list(rows)
    columns = {"fetch_id": [row.fetch_id for row in listed], "result": [row.result for row in listed]}
    schema = pa.schema([("fetch_id", pa.int64()), ("result", pa.string())])
    target = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), target, compression="zstd")
    return target.getvalue()


def _read_parquet(source: IO[bytes]) -> Iterator[Row]:
    import pyarrow.parquet as pq  # noqa: PLC0415  # optional

    for batch in pq.ParquetFile(source).iter_batches(batch_size=256):
        for row in batch.to_pylist():
            yield Row(row["fetch_id"], row["result"])
