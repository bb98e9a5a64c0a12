//! Browser and Node bindings.
