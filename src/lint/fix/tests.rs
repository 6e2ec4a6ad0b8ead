//! The engine, with rules made for it.
