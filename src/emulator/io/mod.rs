//! Where the bindings beside the trigger read from and write to.
//!
//! [`inputs`] reads blobs and tables, [`outputs`] writes queues, blobs and tables; what goes
//! nowhere is [`captured`]. [`expression`] fills `{name}` in their paths and keys. Starts nothing:
//! that is `triggers`' work.

pub mod captured;
pub mod encoding;
pub mod expression;
pub mod inputs;
pub mod outputs;

pub use encoding::Encoding;
