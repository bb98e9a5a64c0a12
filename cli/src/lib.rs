//! The `tongbao` command as a library.
