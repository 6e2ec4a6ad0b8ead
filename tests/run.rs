//! `fch run` and `fch invoke` from the outside: a real child process, real sockets, and a
//! handler (`tests/probe`) that notes down every byte it gets. Written from the numbered facts
//! of the host.

mod answers;
pub(crate) mod app;
mod attach;
mod discovery;
mod envelope;
mod exec;
mod faults;
mod forwarding;
mod front;
pub(crate) mod harness;
mod invoke;
pub(crate) mod os;
mod process;
mod proxying;
mod refused;
mod replies;
mod settings;
mod start;
mod triggers;
mod watch;
mod wire;
