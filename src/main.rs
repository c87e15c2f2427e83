//! The command line; see `trifactor --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    trifactor::cli::main()
}
