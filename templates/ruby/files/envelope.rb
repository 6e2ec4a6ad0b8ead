# frozen_string_literal: true

# The JSON that the host sends for an invocation, and the JSON that it wants back.

require 'json'
require_relative 'http'

# What the host sends: the data of the trigger and of the input bindings, by binding name.
class Invocation
  # The body is not an invocation.
  class ParseError < StandardError; end

  def self.parse(body)
    raise ParseError, 'the body is not UTF-8' unless body.valid_encoding?

    envelope = JSON.parse(body)
    data = envelope['Data'] if envelope.is_a?(Hash)
    raise ParseError, 'the body has no object called Data' unless data.is_a?(Hash)

    new(data, envelope['Metadata'] || {})
  rescue JSON::ParserError => e
    raise ParseError, "the body is not JSON: #{e.message}"
  end

  def initialize(data, metadata = {})
    @data = data
    @metadata = metadata
  end

  # The HTTP request of the trigger binding +name+. Its body is base64 text when the caller sent
  # application/octet-stream or multipart/...
  def http(name)
    data = fetch(name)
    raise TypeError, "Data.#{name} is not an HTTP request" unless data.is_a?(Hash)

    Request.new(
      request_method: data['Method'],
      path: data['Url'].to_s[%r{\A[^:]+://[^/?]*([^?]*)}, 1],
      query: data['Query'] || {},
      params: data['Params'] || {},
      headers: (data['Headers'] || {}).to_h { |key, values| [key.downcase, Array(values).join(', ')] },
      body: data['Body'].to_s
    )
  end

  # The text of the binding +name+, such as a queue message or a blob. Bytes are base64 text.
  def text(name)
    decode(fetch(name))
  end

  # The JSON of the binding +name+, such as a timer's state or a JSON queue message.
  def json(name)
    data = fetch(name)
    data.is_a?(String) ? JSON.parse(decode(data)) : data
  end

  # The events of the binding +name+: those of a list, or the only one.
  def events(name)
    events = json(name)
    events.is_a?(Array) ? events : [events]
  end

  # What else the host knows about the event, such as DequeueCount, as text; nil when absent.
  def metadata(name)
    value = @metadata[name]
    decode(value) unless value.nil?
  end

  private

  def fetch(name)
    @data.fetch(name) { raise KeyError, "Data.#{name} is missing" }
  end

  # Undoes the host's encoding: what is not an object is a JSON string that holds JSON, so hi is
  # "\"hi\"".
  def decode(value)
    return JSON.generate(value) unless value.is_a?(String)

    inner = JSON.parse(value)
    inner.is_a?(String) ? inner : value
  rescue JSON::ParserError
    value
  end
end

# What a function gives back: values for its output bindings, and lines for its log.
class Outcome
  # Answers what is called for an answer, such as a tool.
  attr_accessor :return_value

  def initialize
    @outputs = {}
    @logs = []
  end

  # Sets the output binding +name+. The host reads text that could be base64, such as "test", as
  # base64: prefer JSON objects.
  def output(name, value)
    @outputs[name] = value
  end

  # Sets the HTTP response +name+: text as it is, everything else as JSON.
  def http(name, status, body, headers: {})
    content_type = body.is_a?(String) ? 'text/plain' : 'application/json'
    headers = { 'Content-Type' => content_type }.merge(headers)
    output(name, { statusCode: status, headers:, body: })
  end

  # Adds a line to the log of this invocation.
  def log(line)
    @logs << line
  end

  def to_envelope
    { Outputs: @outputs, Logs: @logs, ReturnValue: return_value }
  end
end
