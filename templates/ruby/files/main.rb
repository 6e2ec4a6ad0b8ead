# frozen_string_literal: true

# The web server that the Functions host starts and sends events to. Your code is in functions.rb.
# WEBrick will do: only the host talks to it, from the same machine.

require 'json'
require 'uri'
require 'webrick'
require_relative 'handler'
require_relative 'http'

# The largest request body that is accepted, in bytes.
MAX_BODY = 128 * 1024 * 1024

# What is running when the server is told to end may take so long to finish.
SHUTDOWN_SECONDS = 8

# Passes every request on to the handler, whatever its method and path.
class Servlet < WEBrick::HTTPServlet::AbstractServlet
  def service(request, response)
    answer = Handler.answer(to_request(request))
    response.status = answer.status
    answer.headers.each { |name, value| response[name] = value }
    response.body = answer.body
  end

  private

  def to_request(request)
    Request.new(
      request_method: request.request_method,
      path: request.path,
      query: URI.decode_www_form(request.query_string.to_s).to_h,
      params: {},
      headers: request.header.transform_values { |values| values.join(', ') },
      body: read_body(request)
    )
  rescue ArgumentError => e
    raise WEBrick::HTTPStatus::BadRequest, e.message
  end

  # Reads a body with a Content-Length or in chunks; the host sends both.
  def read_body(request)
    body = String.new(encoding: Encoding::UTF_8)
    return body unless request['content-length'] || request['transfer-encoding']

    check_size(request['content-length'].to_i)
    request.continue
    request.body do |chunk|
      check_size(body.bytesize + chunk.bytesize)
      body << chunk.force_encoding(Encoding::UTF_8)
    end
    body
  end

  def check_size(size)
    return if size <= MAX_BODY

    raise WEBrick::HTTPStatus::RequestEntityTooLarge, "the body is larger than #{MAX_BODY} bytes"
  end
end

# An answer that says what went wrong in JSON. WEBrick itself has a page of HTML for that.
class JsonErrorResponse < WEBrick::HTTPResponse
  def set_error(error, *)
    super
    self.content_type = 'application/json'
    self.body = JSON.generate(error: error.message.strip)
  end
end

# A web server that answers with those.
class Server < WEBrick::HTTPServer
  def create_response(config)
    JsonErrorResponse.new(config)
  end
end

# Long addresses are no fault of their callers. WEBrick has no option for it.
WEBrick::HTTPRequest.send(:remove_const, :MAX_URI_LENGTH)
WEBrick::HTTPRequest.const_set(:MAX_URI_LENGTH, 64 * 1024)

# The port on which the host will call, or 8080 when this runs without a host.
def read_port
  name = 'FUNCTIONS_CUSTOMHANDLER_PORT'
  text = ENV.fetch(name, nil)
  if text.nil?
    puts "#{name} is not set, so there is no Functions host: using port 8080"
    return 8080
  end
  return text.to_i if text.match?(/\A\d{1,5}\z/) && text.to_i.between?(1, 65_535)

  abort "error: #{name} is #{text.inspect}, not a port from 1 to 65535"
end

def create_server(port)
  server = Server.new(
    # The host calls 127.0.0.1, and nobody else has business here.
    BindAddress: '127.0.0.1',
    Port: port,
    # Longer than the host keeps a connection that it does not use, so that it is the one to close it.
    RequestTimeout: 120,
    MaxClients: 1000,
    # WEBrick writes head and body apart; the second would wait for the host to acknowledge the first.
    AcceptCallback: ->(socket) { socket.setsockopt(:TCP, :NODELAY, true) },
    Logger: WEBrick::BasicLog.new($stdout, WEBrick::BasicLog::WARN),
    AccessLog: []
  )
  server.mount('/', Servlet)
  server
rescue SystemCallError => e
  abort "error: cannot listen on 127.0.0.1:#{port}: #{e.message}"
end

# The host reads what is printed, line by line. It takes stderr for errors.
$stdout.sync = true

server = create_server(read_port)
%w[INT TERM].each do |signal|
  trap(signal) do
    # Takes no new connections, and lets start return when the running requests are answered.
    server.shutdown
    Thread.new do
      puts 'ending'
      sleep SHUTDOWN_SECONDS
      exit!(true)
    end
  end
end
puts "listening on http://127.0.0.1:#{server.config[:Port]}"
server.start
