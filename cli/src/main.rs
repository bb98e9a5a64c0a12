//! The `tongbao` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(tongbao_cli::run(std::env::args_os()))
}
