# The JSON that the host sends for an invocation, and the JSON that it wants
# back.

# What the host sends: the data of the trigger and of the input bindings, by
# binding name. NULL when the body is something else.
parse_invocation <- function(body) {
  envelope <- parse_json(body)
  if (!is_object(envelope) || !is_object(envelope[["Data"]])) {
    return(NULL)
  }
  list(data = envelope[["Data"]], metadata = as.list(envelope[["Metadata"]]))
}

binding_data <- function(invocation, name) {
  if (!name %in% names(invocation$data)) {
    stop("Data.", name, " is missing", call. = FALSE)
  }
  invocation$data[[name]]
}

# The HTTP request of the trigger binding. Its body is base64 text when the
# caller sent application/octet-stream or multipart/...
http_data <- function(invocation, name) {
  data <- binding_data(invocation, name)
  if (!is_object(data)) {
    stop("Data.", name, " is not an HTTP request", call. = FALSE)
  }
  headers <- lapply(data[["Headers"]], paste, collapse = ", ")
  body <- data[["Body"]]
  new_request(
    method = data[["Method"]],
    path = sub("^[^:]*://[^/?]*([^?]*).*", "\\1", data[["Url"]]),
    query = data[["Query"]],
    params = data[["Params"]],
    headers = setNames(headers, tolower(names(headers))),
    body = if (is.character(body)) body else ""
  )
}

# The text of a binding, such as a queue message or a blob. Bytes are base64
# text.
text_data <- function(invocation, name) {
  decode_text(binding_data(invocation, name))
}

# The JSON of a binding, such as a timer's state or a JSON queue message.
json_data <- function(invocation, name) {
  data <- binding_data(invocation, name)
  if (is.character(data)) jsonlite::parse_json(decode_text(data)) else data
}

# The events of a binding: those of a list, or the only one.
event_data <- function(invocation, name) {
  events <- json_data(invocation, name)
  if (is.list(events) && !is_object(events)) events else list(events)
}

# What else the host knows about the event, such as DequeueCount, as text; NULL
# when absent.
metadata <- function(invocation, name) {
  value <- invocation$metadata[[name]]
  if (!is.null(value)) decode_text(value)
}

# Undoes the host's encoding: what is not an object is a JSON string that holds
# JSON, so hi is "\"hi\"".
decode_text <- function(value) {
  if (!is.character(value)) {
    return(to_json(value))
  }
  inner <- parse_json(value)
  if (is.character(inner)) inner else value
}

byte_count <- function(text) {
  nchar(text, type = "bytes")
}

# What a function gives back: values for its output bindings, and lines for its
# log.
new_outcome <- function() {
  outcome <- list(outputs = empty_object(), logs = list(), return_value = NULL)
  structure(outcome, class = "outcome")
}

# Sets an output binding. The host reads text that could be base64, such as
# "test", as base64: prefer lists with names, which become JSON objects.
add_output <- function(outcome, name, value) {
  outcome$outputs[name] <- list(value)
  outcome
}

# Sets an HTTP response: text as it is, everything else as JSON.
add_http <- function(outcome, name, status, body) {
  type <- if (is.character(body)) "text/plain" else "application/json"
  add_output(outcome, name, list(
    statusCode = status,
    headers = list("Content-Type" = type),
    body = body
  ))
}

# Adds a line to the log of this invocation, with values as in sprintf().
add_log <- function(outcome, format, ...) {
  values <- lapply(list(...), function(value) {
    if (is.null(value)) "NULL" else value
  })
  outcome$logs <- c(outcome$logs, do.call(sprintf, c(format, values)))
  outcome
}

# Answers what is called for an answer, such as a tool.
set_return_value <- function(outcome, value) {
  outcome["return_value"] <- list(value)
  outcome
}

outcome_to_envelope <- function(outcome) {
  stopifnot(inherits(outcome, "outcome"))
  list(
    Outputs = outcome$outputs,
    Logs = outcome$logs,
    ReturnValue = outcome$return_value
  )
}
