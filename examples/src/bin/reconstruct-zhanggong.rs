//! Makes the CSV files of `examples/zhanggong-2022-10` again: the same bytes every time.

use std::path::Path;
use tongbao_examples::{Result, table, zhanggong};

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("zhanggong-2022-10");
    let json = std::fs::read_to_string(folder.join("published.json"))?;
    let published = zhanggong::published::read(&json)?;
    table::write(&folder, &zhanggong::reconstruct(&published)?)
}
