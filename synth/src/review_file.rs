//! A review that another run wrote as JSON.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use synth_review::Review;
use synth_review::model::{Note, NoteKind, VERSION};

use crate::error::{Error, Result};
use crate::paths::shown;

/// The largest review that is read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a review. What is not `trusted` says so.
pub(crate) fn read(path: &Path, trusted: bool) -> Result<Review> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(Error::io("read", path))?;
    let wrong = |why: String| Error::NoPlan {
        what: format!("{} is no review: {why}", shown(path)),
        hint: "`synth review --format json` writes one".to_owned(),
    };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(wrong(format!("it has more than {MOST_BYTES} bytes")));
    }
    let review: Review =
        serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    let mut review = review;
    if review.version != VERSION {
        return Err(wrong(format!(
            "its version is not {VERSION}, which this synth reads"
        )));
    }
    if !trusted {
        let text = "Made by a run of what is reviewed, and posted by another one that did not \
                    repeat it: it is as reliable as who proposes the change.";
        review.notes.insert(
            0,
            Note {
                kind: NoteKind::Plan,
                text: text.to_owned(),
            },
        );
    }
    Ok(review)
}
