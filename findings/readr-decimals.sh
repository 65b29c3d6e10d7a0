#!/usr/bin/env bash
# readr 2.1.4 with vroom 1.6.1 (Debian 12: r-cran-readr), R 4.2.2: decimals read by read_csv and parse_double.
#
# Expected: a decimal of 17 digits is read as the double that it was printed from, as by R's own read.csv.
# Seen: read_csv and parse_double give a neighbouring double for one in five shares a / n, silently; a column
#   that is read as text and passed to as.numeric is right. Reading back what write_csv wrote need not be identical.
# Consequence here: docs/tables.md reads p as text for an exact p.
#
# Exits 0 while this is so, 1 once it has changed, 2 without R and readr (apt-get install r-cran-readr).
set -euo pipefail
Rscript -e 'library(readr)' >/dev/null 2>&1 || { echo 'needs Rscript with readr' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/probe.R" <<'R'
suppressMessages(library(readr))
p <- unlist(lapply(2:60, function(n) seq_len(n - 1) / n))
digits <- sprintf("%.17g", p)
file <- tempfile()
writeLines(c("p", digits), file)
misread <- c(
  read_csv = sum(read_csv(file, show_col_types = FALSE)$p != p),
  parse_double = sum(parse_double(digits) != p),
  read.csv = sum(read.csv(file)$p != p),
  as.numeric = sum(as.numeric(read_csv(file, col_types = "c")$p) != p)
)
cat(R.version.string, "readr", format(packageVersion("readr")), "of", length(p), "shares misread:\n")
print(misread)
as_seen <- all(misread[1:2] > length(p) / 10) && all(misread[3:4] == 0)
cat(if (as_seen) "as seen: readr reads neighbours of doubles\n" else "CHANGED\n")
quit(status = !as_seen)
R
Rscript "$folder/probe.R"
