//! The room of spans: JSON text -> a tree that remembers where everything stood.
//!
//! Reads the dialect the Functions host reads (H-DISC-18..22: comments, trailing commas,
//! single quotes, bare names, a byte order mark, repeated keys) and goes on after an error, so
//! that one run can report several. Spans are byte ranges of the decoded text. Knows nothing
//! of Azure and nothing of findings.

pub mod edit;
mod locate;
mod parser;
mod scalars;
mod tree;

pub use locate::{Part, Spot};
pub use parser::{MAX_DEPTH, Parsed, Problem, parse};
pub use tree::{Key, Member, Node, Segment, Value};
