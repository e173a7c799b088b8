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

# A whole deployment on the mock provider: no network, no credentials.
[group('stacks')]
rehearse *arguments:
    cargo run -p synth -- deploy --all --offline {{arguments}}

# What a pull request shows: this branch against its base.
[group('stacks')]
review *arguments:
    scripts/review {{arguments}}

# Postagram on this machine, without an AWS account.
[group('postagram')]
local *arguments:
    cargo run -p local -- {{arguments}}

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

# The runtime's tests on an emulator that nobody here wrote, the Lambda's zip too.
[group('checks')]
stand-ins *arguments:
    scripts/check-stand-ins {{arguments}}

# Pages in a real browser.
[group('checks')]
check-browser *arguments:
    scripts/check-browser {{arguments}}

# The workflows under .github/.
[group('checks')]
workflows:
    scripts/check-workflows

# SARIF of reviews, judged by its schema and by its makers' validator.
[group('checks')]
check-sarif:
    scripts/check-sarif

# Kill the laptop's program 200 times in the middle of writing.
[group('checks')]
check-kill *rounds:
    scripts/check-kill {{rounds}}

# From nothing to the first label, with curl; `--clone` from a fresh clone.
[group('checks')]
first-label *arguments:
    scripts/first-label {{arguments}}

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

# Compare the server with FastAPI services; see bench/README.md.
[group('bench')]
bench-api *arguments:
    bench/api/run {{arguments}}

# Compare the label Lambda with one in Python; see bench/README.md.
[group('bench')]
bench-lambda *arguments:
    bench/lambda/run {{arguments}}

# Compare `plan` and `deploy` with Terraform by hand and CDKTF.
[group('bench')]
bench-deploy *arguments:
    bench/deploy/run {{arguments}}

# A steady load on the laptop's program.
[group('bench')]
soak *arguments:
    bench/local/soak {{arguments}}

# Write down a whole rehearsal, from a clean clone: `just record-deploy docs/deploying-recorded.md`.
[group('checks')]
record-deploy file:
    scripts/record-deploy {{file}}

# Make the corpus of plans for reviews again.
[group('checks')]
review-corpus schema:
    cargo build -p terraform-provider-mock
    synth/review/tests/corpus/make target/debug/terraform-provider-mock {{schema}}

# Build the book into docs/book/ (needs mdbook).
[group('docs')]
book:
    mdbook build docs
