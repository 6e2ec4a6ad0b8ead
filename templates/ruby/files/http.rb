# frozen_string_literal: true

require 'json'

# An HTTP request: query, params and headers are hashes of strings, with the headers' names in
# lower case. Of a query's values with one name, the last is there.
Request = Struct.new(
  :request_method, :path, :query, :params, :headers, :body, keyword_init: true
) do
  # The body as JSON, or nil when it is not JSON, or not such as could be written again: 1e400.
  def json
    return unless body.valid_encoding?

    JSON.parse(body).tap { |value| JSON.generate(value) }
  rescue JSON::JSONError
    nil
  end
end

# The answer to an HTTP request.
Response = Struct.new(:status, :headers, :body, keyword_init: true) do
  def self.json(status, value)
    headers = { 'Content-Type' => 'application/json' }
    new(status:, headers:, body: JSON.generate(value))
  end

  # Says what went wrong, also in the log.
  def self.error(status, why)
    puts "#{status}: #{why}"
    json(status, { error: why })
  end
end
