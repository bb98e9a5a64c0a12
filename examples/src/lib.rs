//! Examples of tongbao: folders of records as an office hands them over, and the programs that made them.
//!
//! - `zhanggong-2022-10/`: a district's month, reconstructed from the totals of a published bulletin ([`zhanggong`]).
//! - `src/bin/`: small programs, each runnable with `cargo run -p tongbao-examples --bin NAME`.

pub mod random;
pub mod table;
pub mod zhanggong;

/// What a generator may fail with: told on the terminal, never handled.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
