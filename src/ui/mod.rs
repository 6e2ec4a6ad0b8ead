//! The terminal: the one colour decision, status lines on stderr, and English for counts and lists.
//!
//! Owns everything about *how* text looks. Knows nothing of function apps. Findings and other
//! results go to stdout through [`Shell::print`]; progress goes to stderr through [`Shell::status`].

pub mod color;
pub mod progress;
pub mod shell;
pub mod words;

pub use color::ColorChoice;
pub use shell::Shell;
