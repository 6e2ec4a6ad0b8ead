package main

import (
	"encoding/json"
	"testing"
)

const sample = `{
	"Data": {"item": "\"hi ü\"", "order": "{\"id\": 7}", "timer": {"IsPastDue": true}, "events": "[1, 2]"},
	"Metadata": {"DequeueCount": "1", "name": "\"a.txt\""}
}`

func TestTheHostsEncodingIsUndone(t *testing.T) {
	invocation, err := parseInvocation([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := invocation.Text("item"); text != "hi ü" || err != nil {
		t.Errorf("item is %q, %v", text, err)
	}
	var order struct{ ID int }
	if err := invocation.JSON("order", &order); order.ID != 7 || err != nil {
		t.Errorf("order is %v, %v", order, err)
	}
	var timer struct{ IsPastDue bool }
	if err := invocation.JSON("timer", &timer); !timer.IsPastDue || err != nil {
		t.Errorf("timer is %v, %v", timer, err)
	}
	if events, err := invocation.Events("events"); len(events) != 2 || err != nil {
		t.Errorf("events are %s, %v", events, err)
	}
	if events, err := invocation.Events("timer"); len(events) != 1 || err != nil {
		t.Errorf("one event is %s, %v", events, err)
	}
	if name := invocation.Meta("name"); name != "a.txt" {
		t.Errorf("name is %q", name)
	}
	if _, err := invocation.Text("missing"); err == nil {
		t.Error("a missing binding is an error")
	}
}

func TestWhatWasNeverSetIsNotNull(t *testing.T) {
	written, err := json.Marshal(Outcome{})
	if want := `{"Outputs":{},"Logs":[],"ReturnValue":null}`; string(written) != want || err != nil {
		t.Errorf("it is %s, %v", written, err)
	}
}
