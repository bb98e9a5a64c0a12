//! Makes `examples/message-board` from the two files in its folder `source`.

use std::path::Path;
use tongbao_examples::{Result, message_board, table};

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("message-board");
    let replies = std::fs::read(folder.join("source/replies.csv"))?;
    let arrivals = std::fs::read(folder.join("source/arrivals.csv"))?;
    table::write(&folder, &message_board::convert(&replies, &arrivals)?)
}
