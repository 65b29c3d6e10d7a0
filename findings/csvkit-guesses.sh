#!/usr/bin/env bash
# csvkit 1.0.7 with agate 1.6.3 (Debian 12): types that csvjson guesses for columns of names.
#
# Expected: a column is a number or a date only where each value is written as one.
# Seen: `1_2` is the number 12, since Python's Decimal skips underscores; `June` is the first of June of the year 1, and
#   `today` the first day of that year; `12:30` is a duration of twelve minutes and a half; a column of 0s and 1s is one of truth values.
# Consequence here: each name in the table for statistics follows its player's number, and p has a decimal point.
#
# Exits 0 while this is so, 1 once it has changed, 2 without csvjson (apt-get install csvkit).
set -euo pipefail
command -v csvjson >/dev/null || { echo 'needs csvjson' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
csvjson --version
asSeen=true
check() { # values, and what csvjson makes of the first
  printf 'name,other\n%s,x\n%s,x\n' "$1" "$2" >names.csv
  seen=$(csvjson names.csv)
  echo "$1, $2: $seen"
  [[ $seen == "[{\"name\": $3,"* ]] || asSeen=false
}
check 1_2 3_4 12.0
check June May '"0001-06-01"'
check 12:30 10:45 '"0:12:30"'
check 1 0 true
check today today '"0001-01-01"'
if $asSeen; then echo 'as seen: names become numbers, dates, durations and truth values'; else echo CHANGED; exit 1; fi
