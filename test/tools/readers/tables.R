# Tables read in R: types and values of each file, as tab-separated lines. Usage: Rscript tables.R READER FILE ...
suppressMessages(library(readr))

readers <- list(
  "read.csv" = read.csv,
  "read_csv" = function(file) read_csv(file, show_col_types = FALSE),
  "read_csv, exact" = function(file) {
    data <- read_csv(file, col_types = cols(p = "c", p_next = "c"))
    transform(data, p = as.numeric(p), p_next = as.numeric(p_next))
  }
)

show <- function(data) {
  cell <- function(values) {
    missing <- is.na(values)
    if (inherits(values, "POSIXct")) values <- sprintf("%.0f", as.numeric(values) * 1000)
    if (is.numeric(values)) values <- sprintf("%.17g", values)
    ifelse(missing, "", as.character(values))
  }
  cat(vapply(data, function(values) class(values)[1], ""), sep = "\t")
  cat("\n")
  write.table(lapply(data, cell), sep = "\t", quote = FALSE, row.names = FALSE, col.names = FALSE)
  cat("\n")
}

arguments <- commandArgs(trailingOnly = TRUE)
for (file in arguments[-1]) show(readers[[arguments[1]]](file))
