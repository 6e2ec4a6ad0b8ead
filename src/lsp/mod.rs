//! The language server of `fch lsp`: the linter's findings, its fixes, and what the schemas say,
//! in an editor.
//!
//! Owns the protocol: documents, places in the client's encoding, answers. Everything it says
//! comes from `lint` and `schemas`, and the editor's unsaved texts go to them as an
//! [`Overlay`](crate::app::Overlay), so that command line and editor never differ. To add a
//! request: a file with its answer, a line in [`server`].

mod actions;
mod apps;
mod completion;
mod diagnostics;
mod hover;
mod position;
mod server;
mod uri;

use lsp_server::{Connection, ProtocolError};

pub use server::{End, Server};

/// Serves one client on standard input and output until it says `exit`.
///
/// # Errors
/// When the client does not begin as the protocol wants.
pub fn serve() -> Result<End, ProtocolError> {
    let (connection, threads) = Connection::stdio();
    let result = Server::start(&connection).map(|mut server| server.run());
    drop(connection);
    // Both threads end with the connection; what they have to say was said above.
    let _ = threads.join();
    result
}
