#!/usr/bin/env bash
# Office Open XML, `_x0041_` in a cell: hucre 1.0.0, LibreOffice Calc 7.4.7, Gnumeric 1.12.55 and openpyxl 3.0.9 (Debian 12).
#
# Expected: `_xHHHH_` stands for the character of that code (ECMA-376 part 1, 22.9.2.19), so that a text which contains it
#   is written as `_x005F_x0041_` and is the same again in every reader.
# Seen: hucre reads the code but does not escape it: it writes `_x0041_` and reads it back as "A". Calc reads `_x005F_`
#   and not `_x0041_`. Gnumeric reads neither. openpyxl reads `_x005F_` in the table of shared strings, and not in a string
#   that is written into its cell, as writers in constant memory do. No way of writing it is read alike by all.
# Consequence here: names are escaped before hucre writes them, as Excel and Calc want it, and the rest is documented.
#
# Exits 0 while this is so, 1 once it has changed, 2 without the programs (apt-get install libreoffice-calc-nogui gnumeric
# python3-openpyxl). Needs Node 20 or newer and npm.
set -euo pipefail
for tool in soffice ssconvert; do command -v $tool >/dev/null || { echo "needs $tool" >&2; exit 2; }; done
/usr/bin/python3 -c 'import openpyxl' || { echo 'needs openpyxl' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit hucre@1.0.0
cat >probe.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { readXlsx, writeXlsx, writeXlsxStream } from 'hucre/xlsx';

const row = ['a_x0041_', 'b_x005F_x0041_'];
const shared = await writeXlsx({ sheets: [{ name: 'Codes', rows: [row] }] });
const inline = new Uint8Array(await new Response(writeXlsxStream([row], { name: 'Codes' })).arrayBuffer());
writeFileSync('shared.xlsx', shared);
writeFileSync('inline.xlsx', inline);
for (const bytes of [shared, inline]) console.log((await readXlsx(bytes)).sheets[0].rows[0].join(' '));
JS
calc() { # a file
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to fods "$1.xlsx" >/dev/null 2>&1
  sed -n '/<table:table /,$p' "$1.fods" | grep -o '<text:p>[^<]*' | sed 's/<text:p>//'
}
seen=$(
  node probe.mjs | sed 's/^/hucre: /'
  for file in shared inline; do
    echo "Calc, $file:" $(calc $file)
    echo "Gnumeric, $file:" $(ssconvert $file.xlsx fd://1 --export-type=Gnumeric_stf:stf_csv 2>/dev/null | tr , ' ')
    echo "openpyxl, $file:" $(/usr/bin/python3 -c "import openpyxl; print(*next(openpyxl.load_workbook('$file.xlsx').active.values))")
  done
)
expected='hucre: aA b_x0041_
hucre: aA b_x0041_
Calc, shared: a_x0041_ b_x0041_
Gnumeric, shared: a_x0041_ b_x005F_x0041_
openpyxl, shared: a_x0041_ b_x0041_
Calc, inline: a_x0041_ b_x0041_
Gnumeric, inline: a_x0041_ b_x005F_x0041_
openpyxl, inline: a_x0041_ b_x005F_x0041_'
echo 'in both files: a_x0041_ b_x005F_x0041_'
echo "$seen"
if [[ $seen == "$expected" ]]; then echo 'as seen: readers differ'; else echo CHANGED; exit 1; fi
