// The JSON that the host sends for an invocation, and the JSON that it wants back.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Invocation is what the host sends: the data of the trigger and of the input bindings, by binding name.
type Invocation struct {
	Data     map[string]json.RawMessage
	Metadata map[string]json.RawMessage
}

func parseInvocation(body []byte) (*Invocation, error) {
	var invocation Invocation
	if err := json.Unmarshal(body, &invocation); err != nil {
		return nil, fmt.Errorf("the body is not an invocation: %w", err)
	}
	if invocation.Data == nil {
		return nil, errors.New("the body is not an invocation: Data is not an object")
	}
	return &invocation, nil
}

// HTTP is the HTTP request of the trigger binding name.
func (i *Invocation) HTTP(name string) (*HTTPRequest, error) {
	var request *HTTPRequest
	if err := json.Unmarshal(i.Data[name], &request); err != nil || request == nil {
		return nil, fmt.Errorf("Data.%s is not an HTTP request", name)
	}
	return request, nil
}

// Text is the text of the binding name, such as a queue message or a blob. Bytes are base64 text.
func (i *Invocation) Text(name string) (string, error) {
	raw, found := i.Data[name]
	if !found {
		return "", fmt.Errorf("Data.%s is missing", name)
	}
	return text(raw), nil
}

// JSON reads the JSON of the binding name, such as a timer's state or a JSON queue message, into value.
func (i *Invocation) JSON(name string, value any) error {
	text, err := i.Text(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), value); err != nil {
		return fmt.Errorf("Data.%s is not the JSON that was expected: %w", name, err)
	}
	return nil
}

// Events are the events of the binding name: those of a list, or the only one.
func (i *Invocation) Events(name string) ([]json.RawMessage, error) {
	var one json.RawMessage
	if err := i.JSON(name, &one); err != nil {
		return nil, err
	}
	var several []json.RawMessage
	if json.Unmarshal(one, &several) == nil {
		return several, nil
	}
	return []json.RawMessage{one}, nil
}

// Meta is what else the host knows about the event, such as DequeueCount, as text; "" when absent.
func (i *Invocation) Meta(name string) string {
	return text(i.Metadata[name])
}

// text undoes the host's encoding: what is not an object is a JSON string that holds JSON, so hi is "\"hi\"".
func text(raw json.RawMessage) string {
	var outer, inner string
	if json.Unmarshal(raw, &outer) != nil {
		return string(raw)
	}
	if json.Unmarshal([]byte(outer), &inner) != nil {
		return outer
	}
	return inner
}

// HTTPRequest is the request of whoever called the function's URL.
type HTTPRequest struct {
	Method string
	// URL may hold a function key: do not log it.
	URL     string `json:"Url"`
	Query   map[string]string
	Params  map[string]string
	Headers map[string][]string
	// Body is base64 text when the caller sent application/octet-stream or multipart/...
	Body string
}

// JSON reads a JSON body into value.
func (r *HTTPRequest) JSON(value any) error {
	return json.Unmarshal([]byte(r.Body), value)
}

// Header is the first value of a header, or "".
func (r *HTTPRequest) Header(name string) string {
	for key, values := range r.Headers {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// Outcome is what a function gives back: values for its output bindings, and lines for its log.
// ReturnValue answers what is called for an answer, such as a tool.
type Outcome struct {
	Outputs     map[string]any
	Logs        []string
	ReturnValue any
}

// MarshalJSON writes what was never set as an empty object and an empty list: the host wants no null.
func (o Outcome) MarshalJSON() ([]byte, error) {
	type plain Outcome // written field by field
	if o.Outputs == nil {
		o.Outputs = map[string]any{}
	}
	if o.Logs == nil {
		o.Logs = []string{}
	}
	return json.Marshal(plain(o))
}

// Output sets the output binding name. The host reads text that could be base64, such as "test",
// as base64: prefer JSON objects.
func (o *Outcome) Output(name string, value any) {
	if o.Outputs == nil {
		o.Outputs = map[string]any{}
	}
	o.Outputs[name] = value
}

// HTTP sets the HTTP response name: text as it is, everything else as JSON.
func (o *Outcome) HTTP(name string, status int, body any) {
	contentType := "application/json"
	if _, isText := body.(string); isText {
		contentType = "text/plain"
	}
	o.Output(name, map[string]any{
		"statusCode": status,
		"headers":    map[string]string{"Content-Type": contentType},
		"body":       body,
	})
}

// Log adds a line to the log of this invocation.
func (o *Outcome) Log(format string, values ...any) {
	o.Logs = append(o.Logs, fmt.Sprintf(format, values...))
}
