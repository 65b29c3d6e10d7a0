#!/usr/bin/env bash
# GNU Octave 7.3.0 (Debian 12): decimals read by textscan's %f.
#
# Expected: 0.3 is read as the double nearest to it, as Octave's own parser, str2double, sscanf and dlmread do.
# Seen: textscan("0.3", "%f") gives 0.30000000000000004, so that `== 0.3` is false; 0.7 becomes 0.70000000000000007. Of
#   the shares a / n with n up to 60 more than half are not the nearest double.
# Consequence here: docs/tables.md reads p as text and converts it by str2double.
#
# Exits 0 while this is so, 1 once it has changed, 2 without octave-cli (apt-get install octave).
set -euo pipefail
command -v octave-cli >/dev/null || { echo 'needs octave-cli' >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/probe.m" <<'M'
shares = [];
for n = 1:60 shares = [shares, (1:n - 1) / n]; end
digits = arrayfun(@(p) sprintf("%.17g", p), shares, "UniformOutput", false);
text = strjoin(digits, "\n");
scanned = textscan(text, "%f"){1}';
right = str2double(digits);
printf("textscan(\"0.3\") = %.17g\n", textscan("0.3", "%f"){1});
printf("of %d shares textscan misreads %d, str2double %d, sscanf %d\n", numel(shares), sum(scanned != shares), ...
  sum(right != shares), sum(sscanf(text, "%f")' != shares));
asSeen = textscan("0.3", "%f"){1} != 0.3 && sum(scanned != shares) > numel(shares) / 2 && all(right == shares) ...
  && all(sscanf(text, "%f")' == shares);
if asSeen puts("as seen: textscan misreads decimals\n"); else puts("CHANGED\n"); end
exit(! asSeen);
M
octave-cli --version | head -1
octave-cli --quiet "$folder/probe.m"
