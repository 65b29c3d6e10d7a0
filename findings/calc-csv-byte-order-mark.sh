#!/usr/bin/env bash
# LibreOffice Calc 7.4.7 (Debian 12), without a window: a CSV in UTF-8 with a byte-order mark.
#
# Expected: the mark says UTF-8, as it does in Calc's import dialog and in Excel.
# Seen: `soffice --convert-to xlsx` reads the file as Windows-1252, with the mark and without: the first heading begins
#   with "ï»¿", and "Zoé" is "ZoÃ©". Only an explicit filter (--infilter="CSV:44,34,76") reads it as UTF-8.
# Consequence here: spreadsheets are offered a workbook, which states its encoding.
#
# Exits 0 while this is so, 1 once it has changed, 2 without soffice (apt-get install libreoffice-calc-nogui).
set -euo pipefail
command -v soffice >/dev/null || { echo 'needs soffice' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '\xef\xbb\xbfname,p\nZo\xc3\xa9,0.5\n' >names.csv
calc() { soffice "-env:UserInstallation=file://$folder/profile" --headless "$@" >/dev/null 2>&1; }
soffice --version
calc --convert-to fods --outdir plain names.csv
calc --infilter=CSV:44,34,76 --convert-to fods --outdir told names.csv
cells() { sed -n '/<table:table /,$p' "$1/names.fods" | grep -o '<text:p>[^<]*' | sed 's/<text:p>//' | tr '\n' ' '; }
plain=$(cells plain) told=$(cells told)
echo "by default: $plain"
echo "told UTF-8: $told"
if [[ $plain == *'ZoÃ©'* && $told == *'Zoé'* ]]; then echo 'as seen: the mark is not heeded'; else echo CHANGED; exit 1; fi
