//! How much the program can bear.

use std::path::Path;
use std::time::Duration;

use crate::Trouble;
use crate::load::Load;
use crate::program::Program;
use crate::tally::Tally;
use crate::verify::{Lost, verify};

const LEAST: u32 = 20;
const MOST: u32 = 2000;

/// How long each rate is tried.
const TIME: Duration = Duration::from_secs(10);

/// How far labelling may be behind afterwards.
const BEHIND: Duration = Duration::from_secs(5);

/// The longest that 99 of 100 may take.
const SLOW: Duration = Duration::from_millis(500);

/// The highest rate that the program bears: for ten seconds everything succeeds,
/// 99 of 100 take less than half a second, and labelling keeps up.
pub(crate) async fn peak(path: &Path) -> Result<u32, Trouble> {
    let mut bearable = None;
    let mut rate = LEAST;
    while rate <= MOST && bears(path, rate).await? {
        bearable = Some(rate);
        rate += rate / 2;
    }
    let bearable = bearable.ok_or("the program does not even bear the lowest rate")?;
    if rate > MOST {
        return Ok(bearable);
    }
    let middle = bearable.midpoint(rate);
    Ok(if bears(path, middle).await? {
        middle
    } else {
        bearable
    })
}

/// Whether it bears a rate, once of two times: whatever else the machine does may
/// spoil one.
async fn bears(path: &Path, rate: u32) -> Result<bool, Trouble> {
    Ok(bears_now(path, rate).await? || bears_now(path, rate).await?)
}

async fn bears_now(path: &Path, rate: u32) -> Result<bool, Trouble> {
    let program = Program::start(path.to_owned(), false).await?;
    let tally = Tally::default();
    Load::new(program.url(), tally.clone())
        .run(rate, TIME)
        .await;
    let counted = tally.counted();
    let lost = verify(&program.url(), &counted, BEHIND).await?;
    program.stop().await;
    let [slow] = counted.percentiles([99]);
    eprintln!(
        "peak: {rate} a second: {} errors, 99 of 100 within {} ms, {} pictures without labels",
        counted.errors(),
        slow.as_millis(),
        lost.labels
    );
    Ok(counted.errors() == 0 && slow <= SLOW && lost == Lost::default())
}
