"""Tables read in pandas: types and values of each file, as tab-separated lines. Usage: tables.py READER FILE ..."""
import sys

import pandas as pd

READERS = {
    "read_csv": pd.read_csv,
    "read_csv, exact": lambda file: pd.read_csv(
        file, float_precision="round_trip", parse_dates=["written_at", "refitted_at"]
    ),
    "read_excel": pd.read_excel,
}


def show(value):
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return str(round(value.timestamp() * 1000))
    return repr(value) if isinstance(value, float) else str(value)


sys.stdout.reconfigure(encoding="utf-8")
for file in sys.argv[2:]:
    data = READERS[sys.argv[1]](file)
    print("\t".join(map(str, data.dtypes)))
    for row in zip(*(data[column] for column in data.columns)):
        print("\t".join(map(show, row)))
    print()
