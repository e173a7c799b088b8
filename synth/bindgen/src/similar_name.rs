//! Did you mean?

/// The most similar of the names, if any is similar enough to be a slip.
pub(crate) fn similar_name(wanted: &str, names: &[&str]) -> Option<String> {
    let tolerance = (wanted.len() / 4).max(2);
    names
        .iter()
        .map(|name| (distance(wanted, name), name))
        .filter(|(distance, _)| *distance <= tolerance)
        .min()
        .map(|(_, name)| (*name).into())
}

/// How many letters have to be inserted, removed or changed.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (position, one) in left.bytes().enumerate() {
        let mut next = vec![position + 1];
        for ((other, diagonal), above) in right.bytes().zip(&row).zip(row.iter().skip(1)) {
            let before = next.last().copied().unwrap_or_default();
            let changed = diagonal + usize::from(one != other);
            next.push(changed.min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_slip_and_nothing_far_off() {
        let names = ["aws_s3_bucket", "aws_s3_object", "aws_vpc"];
        assert_eq!(
            similar_name("aws_s3_buckets", &names).as_deref(),
            Some("aws_s3_bucket")
        );
        assert_eq!(similar_name("google_compute_instance", &names), None);
    }

    #[test]
    fn counts_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}
