//! Makes `examples/newsrooms-2025-08` from a file of posts, by default the one in its folder `source`.

use std::path::{Path, PathBuf};
use tongbao_examples::{Result, newsrooms, table};

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("newsrooms-2025-08");
    let posts = std::env::args_os().nth(1).map(PathBuf::from);
    let posts = std::fs::read(posts.unwrap_or_else(|| folder.join("source/posts.csv")))?;
    table::write(&folder, &newsrooms::convert(&posts)?)
}
