//! Examples of tongbao: folders of records as an office hands them over, and the programs that made them.
//!
//! - `zhanggong-2022-10/`: a district's month, reconstructed from the totals of a published bulletin ([`zhanggong`]).
//! - `newsrooms-2025-08/`: real posts of 25 newsrooms, another time zone, rules that only describe ([`newsrooms`]).
//! - `message-board/`: real letters, two deadlines, replies of which only some are known ([`message_board`]).
//! - [`folder`]: how a Rust program reads such a folder and judges it.
//! - [`rulesets_page`]: the page that documents the shipped rule sets.
//! - `src/bin/`: small programs, each runnable with `cargo run -p tongbao-examples --bin NAME`.

pub mod folder;
pub mod message_board;
pub mod newsrooms;
pub mod random;
pub mod rulesets_page;
pub mod table;
pub mod zhanggong;

/// What a generator may fail with: told on the terminal, never handled.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
