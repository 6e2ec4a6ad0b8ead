//! `fch run` under load, with bad handlers and bad callers, and how it ends.

mod callers;
mod client;
mod ends;
mod handlers;
mod host;
mod large;
mod queue;
mod storm;
