// The JSON that the host sends for an invocation, and the JSON that it wants back.

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The host's request is not what it should be. */
export class BadInvocation extends Error {}

/** What the host sends: the data of the trigger and of the input bindings, by binding name. */
export class Invocation {
  readonly #data: Json;
  readonly #metadata: Json;

  private constructor(data: Json, metadata: Json) {
    this.#data = data;
    this.#metadata = metadata;
  }

  /** Reads the body of the host's request. */
  static parse(body: string): Invocation {
    let envelope: unknown;
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
  http(name: string): HttpRequest {
    const request = this.#data[name];
    if (!isObject(request)) {
      throw new Error(`\`Data.${name}\` is not an HTTP request`);
    }
    return new HttpRequest(request);
  }

  /** The text of the binding `name`, such as a queue message or a blob. Bytes are base64 text. */
  text(name: string): string {
    if (!Object.hasOwn(this.#data, name)) {
      throw new Error(`\`Data.${name}\` is missing`);
    }
    return text(this.#data[name]);
  }

  /** The JSON value of the binding `name`, such as a timer's state or a JSON queue message. */
  json<T = unknown>(name: string): T {
    return JSON.parse(this.text(name));
  }

  /** What else the host knows about the event, such as `DequeueCount`, as text. */
  metadata(name: string): string | undefined {
    return Object.hasOwn(this.#metadata, name) ? text(this.#metadata[name]) : undefined;
  }
}

/** The host writes what is not an object as a JSON string that holds JSON: `hi` is `"\"hi\""`. */
function text(value: unknown): string {
  if (typeof value !== "string") {
    return JSON.stringify(value);
  }
  try {
    const inner: unknown = JSON.parse(value);
    return typeof inner === "string" ? inner : value;
  } catch {
    return value;
  }
}

/** The request of whoever called the function's URL. */
export class HttpRequest {
  readonly method: string;
  /** The whole URL. It may hold a function key: do not log it. */
  readonly url: string;
  /** Base64 text when the caller sent `application/octet-stream` or `multipart/...`. */
  readonly body: string;
  readonly #request: Json;

  constructor(request: Json) {
    this.#request = request;
    this.method = String(request.Method ?? "");
    this.url = String(request.Url ?? "");
    const body = request.Body ?? "";
    this.body = typeof body === "string" ? body : JSON.stringify(body);
  }

  /** The body as JSON; `undefined` when it is none. */
  json<T = unknown>(): T | undefined {
    try {
      return JSON.parse(this.body);
    } catch {
      return undefined;
    }
  }

  /** A value of the query string. */
  query(name: string): string | undefined {
    return this.#part("Query", name);
  }

  /** A value of a `{name}` in the function's route. */
  param(name: string): string | undefined {
    return this.#part("Params", name);
  }

  /** The first value of a header. */
  header(name: string): string | undefined {
    const headers = isObject(this.#request.Headers) ? this.#request.Headers : {};
    const key = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
    const values = key === undefined ? undefined : headers[key];
    return Array.isArray(values) ? String(values[0]) : undefined;
  }

  #part(part: string, name: string): string | undefined {
    const values = this.#request[part];
    const value = isObject(values) && Object.hasOwn(values, name) ? values[name] : undefined;
    return typeof value === "string" ? value : undefined;
  }
}

/** What a function gives back: values for its output bindings, and lines for its log. */
export class Outcome {
  readonly outputs: Json = {};
  readonly logs: string[] = [];
  /** The answer of what is called for one, such as a tool. */
  returnValue: unknown = null;

  /**
   * Sets the output binding `name`. The host reads text that could be base64, such as `test`, as
   * base64: prefer objects.
   */
  output(name: string, value: unknown): void {
    this.outputs[name] = value;
  }

  /** Sets the HTTP response `name`: text as it is, everything else as JSON. */
  http(name: string, status: number, body: unknown): void {
    const contentType = typeof body === "string" ? "text/plain" : "application/json";
    this.output(name, { statusCode: status, headers: { "Content-Type": contentType }, body });
  }

  /** Adds a line to the log of this invocation. */
  log(line: string): void {
    this.logs.push(line);
  }

  /** The JSON for the host. */
  toJSON(): Json {
    return { Outputs: this.outputs, Logs: this.logs, ReturnValue: this.returnValue };
  }
}
