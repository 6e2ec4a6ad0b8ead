//! temp
pub mod errors;
