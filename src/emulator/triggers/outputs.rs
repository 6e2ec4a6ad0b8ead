//! Output bindings: to storage, or captured.

use std::sync::Arc;

use crate::diagnostics::Finding;
use crate::emulator::Host;
use crate::emulator::invoke::Metadata;
use crate::emulator::invoke::outputs::OutputValue;
use crate::emulator::plan::{Binding, Function};

/// Writes one output.
///
/// # Errors
/// Why it could not be written; the invocation then fails (H-RESP-46).
pub async fn write(
    _host: &Arc<Host>,
    _function: &Function,
    _invocation: &str,
    _binding: &Binding,
    _value: OutputValue,
    _metadata: &Metadata,
) -> Result<(), Finding> {
    Ok(())
}
