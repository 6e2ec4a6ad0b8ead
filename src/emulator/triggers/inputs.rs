//! Input bindings that are not the trigger: blob, table.

use std::sync::Arc;

use crate::diagnostics::Finding;
use crate::emulator::Host;
use crate::emulator::invoke::{Metadata, Value};
use crate::emulator::plan::{Binding, Function};

/// Reads one input. Types that are not emulated are [`Value::Null`].
///
/// # Errors
/// Why it could not be read; the handler is then not called.
pub async fn read(
    _host: &Arc<Host>,
    _function: &Function,
    _binding: &Binding,
    _metadata: &Metadata,
) -> Result<Value, Finding> {
    Ok(Value::Null)
}
