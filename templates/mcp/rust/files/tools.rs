//! Your tools: what MCP clients see and call.

use rmcp::handler::server::{router::tool::ToolRouter, wrapper::Parameters};
use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};
use rmcp::{ServerHandler, schemars, tool, tool_handler, tool_router};

/// Two numbers.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
pub struct Summands {
    a: i64,
    b: i64,
}

/// Somebody to greet.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
pub struct Guest {
    /// Who it is.
    name: String,
}

/// The tools. There is a new one for each request, so it holds nothing that has to stay.
#[derive(Debug, Clone)]
pub struct Tools {
    tool_router: ToolRouter<Self>,
}

#[tool_router]
impl Tools {
    pub fn new() -> Self {
        Tools {
            tool_router: Self::tool_router(),
        }
    }

    #[tool(description = "Adds two whole numbers")]
    fn add(&self, Parameters(Summands { a, b }): Parameters<Summands>) -> String {
        match a.checked_add(b) {
            Some(sum) => sum.to_string(),
            None => "the sum is too large".to_owned(),
        }
    }

    #[tool(description = "Says hello to somebody")]
    fn greet(&self, Parameters(Guest { name }): Parameters<Guest>) -> String {
        format!("Hello, {name}!")
    }
}

#[tool_handler(router = self.tool_router)]
impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build()).with_server_info(
            Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_added() {
        let sum = |a, b| Tools::new().add(Parameters(Summands { a, b }));
        assert_eq!(sum(20, 22), "42");
        assert_eq!(sum(i64::MAX, 1), "the sum is too large");
    }
}
