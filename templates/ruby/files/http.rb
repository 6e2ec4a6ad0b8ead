# frozen_string_literal: true

require 'json'

# An HTTP request: query, params and headers are hashes of strings, with the headers' names in
# lower case.
Request = Struct.new(
  :request_method, :path, :query, :params, :headers, :body, keyword_init: true
) do
  # The body as JSON, or nil when it is not JSON.
  def json
    JSON.parse(body)
  rescue JSON::ParserError
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
