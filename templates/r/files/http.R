# HTTP requests, responses, and the JSON in them.

# Prints a line to the log. The host takes stderr, where message() and warning()
# print, for errors.
log_line <- function(...) {
  cat(..., "\n", sep = "")
  flush(stdout())
}

# JSON from text, as nested lists: a JSON object has names, an array has none.
# NULL when the text is not JSON, and when R cannot hold it: it would cut a text
# at its first \\u0000. This is not fromJSON(), which takes text that
# looks like a path or an address for the place to read from.
parse_json <- function(text) {
  if (grepl("(^|[^\\\\])(\\\\\\\\)*\\\\u0000", text)) {
    return(NULL)
  }
  tryCatch(jsonlite::parse_json(text), error = function(condition) NULL)
}

# JSON text from lists and vectors. A vector of one element is written as just
# that element; I() keeps it an array. list() is an empty array.
to_json <- function(value) {
  text <- jsonlite::toJSON(
    exact(value),
    auto_unbox = TRUE, null = "null", na = "null", digits = NA,
    json_verbatim = TRUE
  )
  enc2utf8(as.character(text))
}

# Whole numbers of 16 digits as JSON: toJSON() would write them in 15.
exact <- function(value) {
  if (is.list(value)) {
    value[] <- lapply(value, exact)
  } else if (is.double(value) && length(value) == 1) {
    is_long <- isTRUE(abs(value) >= 1e15 && abs(value) <= 2^53)
    if (is_long && value == trunc(value)) {
      value <- structure(sprintf("%.0f", value), class = "json")
    }
  }
  value
}

# What is written as {}.
empty_object <- function() {
  structure(list(), names = character())
}

# Whether a value that was read from JSON is an object.
is_object <- function(value) {
  is.list(value) && !is.null(names(value))
}

# A request: query, params and headers are lists of texts, with the headers'
# names in lower case. body is the text of the bytes, "" when they are not
# UTF-8.
new_request <- function(method, path, query, params, headers, body,
                        bytes = charToRaw(body)) {
  list(
    method = method, path = path, query = query, params = params,
    headers = headers, body = body, bytes = bytes
  )
}

# The caller's own request, from what httpuv knows of it.
raw_request <- function(req, bytes) {
  new_request(
    method = req$REQUEST_METHOD,
    path = httpuv::decodeURIComponent(req$PATH_INFO),
    query = parse_query(req$QUERY_STRING),
    params = list(),
    headers = as.list(req$HEADERS),
    body = bytes_to_text(bytes),
    bytes = bytes
  )
}

parse_query <- function(text) {
  pairs <- strsplit(sub("?", "", text, fixed = TRUE), "&", fixed = TRUE)[[1]]
  decode <- function(part) {
    httpuv::decodeURIComponent(gsub("+", " ", part, fixed = TRUE))
  }
  values <- as.list(decode(sub("^[^=]*=?", "", pairs)))
  setNames(values, decode(sub("=.*", "", pairs)))
}

bytes_to_text <- function(bytes) {
  if (any(bytes == as.raw(0L))) {
    return("")
  }
  text <- rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  if (validUTF8(text)) text else ""
}

# The body of a request as JSON, or NULL when it is not JSON.
body_json <- function(request) {
  parse_json(request$body)
}

json_response <- function(status, value) {
  list(
    status = as.integer(status),
    headers = list("Content-Type" = "application/json"),
    body = to_json(value)
  )
}

# Says what went wrong, also in the log.
error_response <- function(status, why) {
  log_line(status, ": ", why)
  json_response(status, list(error = why))
}
