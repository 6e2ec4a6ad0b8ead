package main

import (
	"context"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func TestNumbersAreAdded(t *testing.T) {
	result, _, err := add(context.Background(), nil, summands{A: 20, B: 22})
	if err != nil {
		t.Fatal(err)
	}
	if content, ok := result.Content[0].(*mcp.TextContent); !ok || content.Text != "42" {
		t.Errorf("the sum is %v", result.Content)
	}
}
