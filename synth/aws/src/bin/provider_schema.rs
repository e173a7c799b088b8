//! Prints the schema of everything bound, which the `synth` command line asks
//! for instead of linking the bindings.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let schema = synth_aws::provider_schema_json();
    writeln!(io::stdout().lock(), "{schema}")
}
