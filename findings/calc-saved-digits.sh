#!/usr/bin/env bash
# LibreOffice Calc 7.4.7 (Debian 12): numbers and times of a workbook that is opened and saved, with nothing changed.
#
# Expected: a cell keeps its double, of which Excel's files hold 17 digits; a time keeps its milliseconds.
# Seen: Calc saves 15 digits to .xlsx, so that 0.1 + 0.2 becomes 0.3 and 2 / 3 another double than 2 / 3. To OpenDocument
#   it saves times with hundredths of a second: 11:06:40.929 becomes 11:06:40.93, though the cell shows 40.929.
# Consequence here: p is promised to 15 digits after Calc, and times in .xlsx alone.
#
# Exits 0 while this is so, 1 once it has changed, 2 without soffice (apt-get install libreoffice-calc-nogui).
# Needs Node 20 or newer and npm.
set -euo pipefail
command -v soffice >/dev/null || { echo 'needs soffice' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit exceljs@4.4.0
cat >write.cjs <<'JS'
const { Workbook } = require('exceljs');
const workbook = new Workbook();
const sheet = workbook.addWorksheet('Numbers');
sheet.addRow([0.1 + 0.2, 2 / 3, new Date('2026-11-24T11:06:40.929Z')]);
sheet.getCell('C1').numFmt = 'yyyy-mm-dd hh:mm:ss.000';
workbook.xlsx.writeFile('numbers.xlsx');
JS
cat >read.cjs <<'JS'
const { Workbook } = require('exceljs');
const [, , file] = process.argv;
const workbook = new Workbook();
workbook.xlsx.readFile(file).then(() => {
  const [, ...values] = workbook.worksheets[0].getRow(1).values;
  console.log(values.slice(0, 2).join(' '));
});
JS
node write.cjs
soffice --version
for format in xlsx fods; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to $format --outdir saved numbers.xlsx >/dev/null 2>&1
done
before=$(node read.cjs numbers.xlsx) after=$(node read.cjs saved/numbers.xlsx)
time=$(grep -o 'office:date-value="[^"]*"' saved/numbers.fods | head -1)
shown=$(grep -o '<text:p>2026[^<]*' saved/numbers.fods | head -1)
printf '%s\n' "written: $before" "saved:   $after" "$time, shown as ${shown#<text:p>}"
if [[ $before == '0.30000000000000004 0.6666666666666666' && $after == '0.3 0.666666666666667' && $time == *':40.93"' && $shown == *'40.929' ]]; then
  echo 'as seen: digits and milliseconds are lost'
else
  echo CHANGED
  exit 1
fi
