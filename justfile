# Every chore by name. `just` lists them; each calls a script or one command,
# so nothing needs `just` itself.

_default:
    @just --list

# Write out/ from the stacks of stage dev.
[group('stacks')]
synth *arguments:
    cargo run -p synth -- synth {{arguments}}

# Let Terraform validate the stacks, with a mock in the provider's place.
[group('stacks')]
validate *arguments:
    cargo run -p synth -- validate --offline {{arguments}}

# Regenerate the bindings of the AWS provider.
[group('bindings')]
bindgen *arguments:
    cargo run -p synth -- bindgen {{arguments}}

# Install what tests need, then run them all.
[group('checks')]
test *arguments:
    scripts/test {{arguments}}

# Formatting, lints, documentation, licences, committed output.
[group('checks')]
lint:
    scripts/lint

# Let schemathesis look for answers that the API's document does not have.
[group('checks')]
check-api *arguments:
    scripts/check-api {{arguments}}

# The same bytes from another folder.
[group('checks')]
reproducible:
    scripts/check-reproducible

# The label Lambda as it is deployed: small enough, and fit for its system?
[group('checks')]
lambda-size:
    scripts/check-lambda-size

# What continuous integration runs.
[group('checks')]
ci:
    .ci/run

# Accept changed snapshots of a package's tests.
[group('checks')]
snapshots package:
    INSTA_UPDATE=always cargo test -p {{package}}

# Accept changed messages of a package's compile-fail tests.
[group('checks')]
compile-fail package:
    TRYBUILD=overwrite cargo test -p {{package}} compile_fail

# Compare with CDKTF; see bench/README.md.
[group('bench')]
bench *arguments:
    bench/synth/install
    cargo run --release -p synth-bench --bin measure -- {{arguments}}

# Build the book into docs/book/ (needs mdbook).
[group('docs')]
book:
    mdbook build docs
