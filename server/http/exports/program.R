# One class's game of Token Telephone, and the check that no token of it was made up.
#
#     Rscript FILE.R
#
# A model writes a text of k tokens, each a 1 with probability p. The next model is fitted on that text: its p is the
# share of 1s in it. It writes the next text, and so on. Where texts were not typed by hand, they are drawn from a key: a
# secret whose SHA-256, the commitment, was published before the start, with random bytes of the players' devices, which
# were sealed before the start and revealed after it.
#
# This program draws every text again and fits every model again. It prints "verified N turns", a turn being a text or
# a refit, or it names the first difference and stops. It needs R 3.6 or newer and its package digest, for SHA-256
# (Debian: r-cran-digest). In an interactive session it plots p over the rounds.

# The session: its settings and its secret, and a turn for each model and round, both from 1. What was not played any
# more is a dash. Shares are in hexadecimal, as in 0x1.8p-2 for 1.5 / 4, so that they are exact.
DATA <- list()

TURNS <- read.table(
  text = DATA$turns, header = TRUE, sep = " ", na.strings = "-", quote = "", comment.char = "",
  colClasses = c("integer", "integer", "character", "integer", "character")
)
TURNS$p <- as.numeric(TURNS$p)
K <- DATA$text_length
START <- DATA$start
FRESH <- DATA$fresh # under "mix": the share of real tokens in a text
REVEALED <- read.table(text = DATA$revealed, header = TRUE, colClasses = c("integer", "character"))
bytes_of <- function(hex) as.raw(strtoi(substring(hex, seq(1, nchar(hex), 2), seq(2, nchar(hex), 2)), 16L))
sha256 <- function(data) digest::digest(data, "sha256", serialize = FALSE)
SECRET <- bytes_of(DATA$secret)

fail <- function(...) {
  message(...)
  if (!interactive()) quit(status = 1)
  stop("not verified", call. = FALSE)
}

differ <- function(turn, ...) fail("model ", turn$model, ", round ", turn$round, ": ", ...)

# The key of all draws: SHA-256(secret, H, each player and bytes), or the secret where no player sealed any bytes. H is the
# SHA-256 of what was fixed at the start, which is JSON. A seal is the SHA-256(commitment, bytes). A player's number is
# written as four bytes, big-endian.
turn_key <- function() {
  if (DATA$fixed == "") return(SECRET)
  is_fixed <- function(...) grepl(paste0(...), DATA$fixed, fixed = TRUE)
  for (field in c(
    paste0('"commitment":"', DATA$commitment, '"'), paste0('"rollouts":', DATA$models, ","),
    paste0('"textLength":', DATA$text_length, ","), paste0('"rounds":', DATA$rounds, ","),
    paste0('"kind":"', DATA$regime, '"'), paste0('"writing":"', DATA$writing, '"')
  )) if (!is_fixed(field)) fail("the start has fixed something other than ", field)
  message <- c(SECRET, bytes_of(sha256(DATA$fixed)))
  last <- 0
  for (row in seq_len(nrow(REVEALED))) {
    player <- REVEALED$player[row]
    own <- bytes_of(REVEALED$bytes[row])
    seal <- sha256(c(bytes_of(DATA$commitment), own))
    if (player <= last || !is_fixed("[", player, ',"', seal, '"]')) {
      fail("player ", player, ": these are not the bytes that were sealed")
    }
    message <- c(message, as.raw(player %/% 256^(3:0) %% 256), own)
    last <- player
  }
  bytes_of(sha256(message))
}

# Who could have chosen the draws. Whoever held back any bytes could choose among the draws with so few missing.
who_could_choose <- function() {
  if (DATA$given) return("the secret was given by whoever opened the room, who could choose it")
  came <- nrow(REVEALED)
  seals <- gregexpr('\\[[0-9]+,"[0-9a-f]{64}"', DATA$fixed)[[1]]
  missing <- sum(seals > 0) - came
  told <- paste0(came, " in, ", missing, " missing: ")
  if (came == 0) return(paste0(told, "whoever ran the server could choose the draws"))
  if (missing == 0) {
    return(paste0(told, "nobody could choose the draws, unless all ", came, " and the server did it together"))
  }
  sets <- format(sum(choose(came + missing, 0:missing)), scientific = FALSE)
  paste0(told, "at most ", sets, " sets of draws to choose from")
}

# The seed of a text: the first four bytes, big-endian, of HMAC-SHA256(key, "model/round"), both counted from 0.
seed_of <- function(model, round) {
  mac <- digest::hmac(KEY, paste0(model - 1, "/", round - 1), "sha256")
  as.numeric(paste0("0x", substr(mac, 1, 8)))
}

# The state of the Mersenne Twister after init_genrand(seed), as R keeps it: a column for each seed. R's own set.seed
# scrambles the seed first. Words are doubles until the end, since R's integers have a sign.
states_of <- function(seeds) {
  words <- matrix(0, 624, length(seeds))
  words[1, ] <- word <- seeds
  for (i in 1:623) {
    low <- word %% 4
    word <- word - low + bitwXor(low, word %/% 2^30)
    # times 1812433253 modulo 2^32, in halves that a double holds exactly
    word <- (1812433253 * (word %% 65536) + (1812433253 * (word %/% 65536)) %% 65536 * 65536 + i) %% 2^32
    words[i + 1, ] <- word
  }
  signed <- words - ifelse(words >= 2^31, 2^32, 0)
  # -2^31 has the bits of R's missing integer, which are the right ones
  suppressWarnings(structure(as.integer(signed), dim = dim(words)))
}

# The text that a model with this p writes: what NumPy's RandomState(seed).choice([0, 1], K, p=[1 - p, p]) draws.
write_text <- function(state, p) {
  if (DATA$regime == "mix") p <- (1 - FRESH) * p + FRESH * START
  assign(".Random.seed", c(GENERATOR, 624L, state), envir = globalenv())
  draws <- matrix(floor(runif(2 * K) * 2^32), 2)
  u <- (floor(draws[1, ] / 2^5) * 2^26 + floor(draws[2, ] / 2^6)) / 2^53
  paste(as.integer(u >= (1 - p) / ((1 - p) + p)), collapse = "")
}

check_text <- function(turn, drawn) {
  if (nchar(turn$text) != K) differ(turn, "the text should have ", K, " tokens, not ", nchar(turn$text))
  token <- strsplit(turn$text, "")[[1]]
  expected <- strsplit(drawn, "")[[1]]
  place <- which(token != expected)[1]
  if (!is.na(place)) {
    differ(turn, "token ", place, " of the text should be ", expected[place], ", not ", token[place])
  }
}

# The p of the next model: the share of 1s in what it is trained on. That is the last text or, under "accumulate", K
# real tokens and every text so far: Polya's urn.
refit <- function(ones, all_ones, texts) {
  if (DATA$regime == "accumulate") (START * K + all_ones) / (K + K * texts) else ones / K
}

# Each model has each of its rounds once, in order, up to the last one unless the class stopped before.
check_that_nothing_is_missing <- function() {
  # a class that stops in the middle of a round leaves some models half a round ahead of others
  whole <- if (DATA$finished == "stopped") max(TURNS$round, 1) - 1 else DATA$rounds
  if (!all(TURNS$model %in% seq_len(DATA$models))) {
    fail("there were ", DATA$models, " models, and a turn is of none of them")
  }
  for (model in seq_len(DATA$models)) {
    played <- TURNS[TURNS$model == model, ]
    missing <- function(round, what) differ(list(model = model, round = round), what, " is missing")
    gap <- which(played$round != seq_len(nrow(played)))[1]
    if (!is.na(gap)) missing(gap, "this turn")
    open <- which(is.na(played$p) & played$round <= whole)[1]
    if (!is.na(open)) missing(open, "the refit")
    if (nrow(played) < whole) missing(nrow(played) + 1, "this turn")
  }
}

# Goes through all turns. Gives how many agree.
verify <- function() {
  if (sha256(SECRET) != DATA$commitment) {
    fail("the secret is not the one that was committed to before the start")
  }
  check_that_nothing_is_missing()
  verified <- 0
  states <- NULL
  all_ones <- 0
  for (row in seq_len(nrow(TURNS))) {
    turn <- as.list(TURNS[row, ])
    if (turn$round == 1) all_ones <- 0
    if (DATA$writing == "throw") {
      column <- (row - 1) %% 500 + 1
      if (column == 1) {
        next_rows <- row:min(row + 499, nrow(TURNS))
        states <- states_of(mapply(seed_of, TURNS$model[next_rows], TURNS$round[next_rows]))
      }
      p <- if (turn$round == 1) START else TURNS$p[row - 1]
      check_text(turn, write_text(states[, column], p))
      verified <- verified + 1
    }
    if (is.na(turn$p)) next
    ones <- sum(strsplit(turn$text, "")[[1]] == "1")
    all_ones <- all_ones + ones
    if (!identical(turn$ones, ones)) differ(turn, "the text has ", ones, " 1s, not ", turn$ones)
    expected <- refit(ones, all_ones, turn$round)
    if (turn$p != expected) {
      ps <- format(c(expected, turn$p), digits = 17, trim = TRUE)
      differ(turn, "the p fitted on this text should be ", ps[1], ", not ", ps[2])
    }
    verified <- verified + 1
  }
  verified
}

# The class's lines: blue where a model came to write only 0s, orange where only 1s.
draw <- function() {
  plot(NULL, xlim = c(0, DATA$rounds), ylim = c(0, 1), xlab = "round", main = DATA$title,
       ylab = "p, the share of 1s in what a model was trained on")
  for (model in seq_len(DATA$models)) {
    line <- c(START, na.omit(TURNS$p[TURNS$model == model]))
    end <- line[length(line)]
    lines(seq_along(line) - 1, line, col = if (end == 0) "#1d55d8" else if (end == 1) "#d9700f" else "#8a8577")
  }
}

if (!requireNamespace("digest", quietly = TRUE)) {
  fail('This needs the package digest: install.packages("digest"), or on Debian r-cran-digest.')
}
KEY <- turn_key()
RNGkind("Mersenne-Twister")
set.seed(1)
GENERATOR <- .Random.seed[1]
cat("verified ", format(verify(), scientific = FALSE), " turns\n", sep = "")
if (DATA$writing == "throw") cat(who_could_choose(), "\n", sep = "")
if (DATA$writing == "type") {
  cat("texts were typed by hand in this session: the refits alone are checked\n")
}
if (interactive()) draw()
