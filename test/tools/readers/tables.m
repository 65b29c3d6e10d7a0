% Tables read in Octave: types and values of each file, as tab-separated lines. Usage: octave-cli tables.m FILE ...
files = argv();
for f = 1:numel(files)
  file = fopen(files{f});
  t = textscan(file, "%f %f %s %q %f %s %q %q %q %q", "Delimiter", ",", "HeaderLines", 1);
  fclose(file);
  for c = [3 6] t{c} = str2double(t{c}); end
  printf("%s\n", strjoin(cellfun(@class, t, "UniformOutput", false), "\t"));
  for r = 1:numel(t{1})
    cells = cell(1, numel(t));
    for c = 1:numel(t)
      if iscell(t{c}) cells{c} = t{c}{r}; elseif isnan(t{c}(r)) cells{c} = ""; else cells{c} = sprintf("%.17g", t{c}(r)); end
    end
    printf("%s\n", strjoin(cells, "\t"));
  end
  printf("\n");
end
