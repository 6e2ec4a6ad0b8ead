// The JSON that the host sends for an invocation, and the JSON that it wants back.

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The host's request is not what it should be. */
export class BadInvocation extends Error {}

/** What the host sends: the data of the trigger and of the input bindings, by binding name. */
export class Invocation {
  #data;
  #metadata;

  constructor(data, metadata) {
    this.#data = data;
    this.#metadata = metadata;
  }

  /** Reads the body of the host's request. */
  static parse(body) {
    let envelope;
    try {
      envelope = JSON.parse(body);
    } catch (error) {
      throw new BadInvocation(`the body is not JSON: ${error}`);
    }
    if (!isObject(envelope) || !isObject(envelope.Data)) {
      throw new BadInvocation("the body is not an invocation: `Data` is not an object");
    }
    return new Invocation(envelope.Data, isObject(envelope.Metadata) ? envelope.Metadata : {});
  }

  /** The HTTP request of the trigger binding `name`. */
  http(name) {
    const request = this.#data[name];
    if (!isObject(request)) {
      throw new Error(`\`Data.${name}\` is not an HTTP request`);
    }
    return new HttpRequest(request);
  }

  /** The text of the binding `name`, such as a queue message or a blob. Bytes are base64 text. */
  text(name) {
    if (!Object.hasOwn(this.#data, name)) {
      throw new Error(`\`Data.${name}\` is missing`);
    }
    return text(this.#data[name]);
  }

  /** The JSON value of the binding `name`, such as a timer's state or a JSON queue message. */
  json(name) {
    return JSON.parse(this.text(name));
  }

  /** What else the host knows about the event, such as `DequeueCount`, as text. */
  metadata(name) {
    return Object.hasOwn(this.#metadata, name) ? text(this.#metadata[name]) : undefined;
  }
}

/** The host writes what is not an object as a JSON string that holds JSON: `hi` is `"\"hi\""`. */
function text(value) {
  if (typeof value !== "string") {
    return JSON.stringify(value);
  }
  try {
    const inner = JSON.parse(value);
    return typeof inner === "string" ? inner : value;
  } catch {
    return value;
  }
}

/** The request of whoever called the function's URL. */
export class HttpRequest {
  #request;

  constructor(request) {
    this.#request = request;
    this.method = String(request.Method ?? "");
    /** The whole URL. It may hold a function key: do not log it. */
    this.url = String(request.Url ?? "");
    const body = request.Body ?? "";
    /** Base64 text when the caller sent `application/octet-stream` or `multipart/...`. */
    this.body = typeof body === "string" ? body : JSON.stringify(body);
  }

  /** The body as JSON; `undefined` when it is none. */
  json() {
    try {
      return JSON.parse(this.body);
    } catch {
      return undefined;
    }
  }

  /** A value of the query string. */
  query(name) {
    return this.#part("Query", name);
  }

  /** A value of a `{name}` in the function's route. */
  param(name) {
    return this.#part("Params", name);
  }

  /** The first value of a header. */
  header(name) {
    const headers = isObject(this.#request.Headers) ? this.#request.Headers : {};
    const key = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
    const values = key === undefined ? undefined : headers[key];
    return Array.isArray(values) ? String(values[0]) : undefined;
  }

  #part(part, name) {
    const values = this.#request[part];
    const value = isObject(values) && Object.hasOwn(values, name) ? values[name] : undefined;
    return typeof value === "string" ? value : undefined;
  }
}

/** What a function gives back: values for its output bindings, and lines for its log. */
export class Outcome {
  outputs = {};
  logs = [];
  /** The answer of what is called for one, such as a tool. */
  returnValue = null;

  /**
   * Sets the output binding `name`. The host reads text that could be base64, such as `test`, as
   * base64: prefer objects.
   */
  output(name, value) {
    this.outputs[name] = value;
  }

  /** Sets the HTTP response `name`: text as it is, everything else as JSON. */
  http(name, status, body) {
    const contentType = typeof body === "string" ? "text/plain" : "application/json";
    this.output(name, { statusCode: status, headers: { "Content-Type": contentType }, body });
  }

  /** Adds a line to the log of this invocation. */
  log(line) {
    this.logs.push(line);
  }

  /** The JSON for the host. */
  toJSON() {
    return { Outputs: this.outputs, Logs: this.logs, ReturnValue: this.returnValue };
  }
}
