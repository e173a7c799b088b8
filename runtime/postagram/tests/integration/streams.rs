//! Streams of events: whatever happens to them, the table and the bucket end
//! as if each event had come once and in order.
//!
//! A plan is a list of what users and S3 do, in any order: uploads, deletions,
//! deliveries of events, faults. It is carried out against the stand-ins, then
//! every event that was not delivered is, and the end is compared with a model
//! that knows nothing of how it came to it.

use std::collections::BTreeMap;

use contract::table;
use postagram::labels::{Labeler, Sequencer};
use postagram::{Clients, Patience, Store};
use postagram_testing::{BAD_CONTENT, Fault, Put, StandIns, event, image, permanently_bad};
use proptest::prelude::*;
use proptest::sample::Index;
use tokio::runtime::Runtime;

use crate::harness::{Test, id, user};

/// Names that need care in a key, in an event, or in a path.
const USERS: [&str; 3] = ["u", "zoé +%2F", "日本 語&=?"];

const FILES: [&str; 6] = ["", "x.png", "a b+c%25.png", "é日本.jpg", "a/b//c", "LONG"];

#[derive(Debug, Clone)]
enum Step {
    /// A file is put under the key of an upload.
    Upload(Upload, Content),
    /// A file is put under a key that is none of ours, or of a post that never
    /// was.
    Bogus(usize),
    /// A post is deleted by its user.
    Delete(usize),
    /// Events of some uploads so far are delivered together.
    Deliver(Vec<Index>),
    /// The next call of an operation goes wrong.
    Fault(&'static str, Fault),
}

#[derive(Debug, Clone, Copy)]
struct Upload {
    post: usize,
    number: usize,
}

#[derive(Debug, Clone, Copy)]
enum Content {
    Labels(usize),
    NoImage,
    Empty,
    Refused,
}

fn step() -> impl Strategy<Value = Step> {
    let upload = (0..USERS.len(), 0..4_usize).prop_map(|(post, number)| Upload { post, number });
    let content = prop_oneof![
        4 => (0..7_usize).prop_map(Content::Labels),
        1 => Just(Content::NoImage),
        1 => Just(Content::Empty),
        1 => Just(Content::Refused),
    ];
    let operation = prop_oneof![
        Just("GetObject"),
        Just("DetectLabels"),
        Just("UpdateItem"),
        Just("ListObjectsV2"),
        Just("DeleteObjects"),
    ];
    let fault = prop_oneof![
        Just(Fault::Throttled),
        Just(Fault::Status(500)),
        Just(Fault::Reset),
        Just(Fault::LostAnswer),
        Just(Fault::Garbage),
    ];
    prop_oneof![
        5 => (upload, content).prop_map(|(upload, content)| Step::Upload(upload, content)),
        1 => (0..BOGUS).prop_map(Step::Bogus),
        1 => (0..USERS.len()).prop_map(Step::Delete),
        4 => prop::collection::vec(any::<Index>(), 1..4).prop_map(Step::Deliver),
        2 => (operation, fault)
            // Other bytes in place of the file's are another file.
            .prop_filter("a fault", |fault| *fault != ("GetObject", Fault::Garbage))
            .prop_map(|(operation, fault)| Step::Fault(operation, fault)),
    ]
}

fn post_id(post: usize) -> String {
    format!("0190b5e0-5c31-7d1e-8b7a-00000000000{post}")
}

/// The key of an upload; the greater its number, the newer. Number 0 is one of
/// the system before this one, whose uuids have no time.
fn key(upload: Upload) -> String {
    let Upload { post, number } = upload;
    let uuid = match number {
        0 => "ffffffff-ffff-4fff-bfff-ffffffffffff".to_owned(),
        _ => format!("0190b5e0-5c32-7d1e-8b7a-00000000000{number}"),
    };
    let key = format!("{}/{}/{uuid}", USERS[post], post_id(post));
    match FILES[(post * 4 + number) % FILES.len()] {
        "LONG" => format!("{key}{}", "é".repeat((1024 - key.len()) / 2)),
        file => format!("{key}{file}"),
    }
}

/// How many bogus keys there are.
const BOGUS: usize = 8;

/// A key that leads to no post, and whether its object is to stay: what is of
/// no post that ever was goes, what is no key of ours is not touched.
fn bogus(number: usize) -> (String, bool) {
    let nobody = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";
    match number {
        0 => ("x".to_owned(), true),
        1 => ("u/x.png".to_owned(), true),
        2 => (format!("u/{nobody}"), true),
        3 => ("u/not-a-uuid/x.png".to_owned(), true),
        4 => ("%2F+ %/é".to_owned(), true),
        5 => ("k".repeat(1024), true),
        6 => (
            format!("u/{nobody}/0190b5e0-5c32-7d1e-8b7a-2f6d0a4c9e11x"),
            false,
        ),
        _ => (format!("nobody at all/{}/x+y z", post_id(0)), false),
    }
}

fn bytes(content: Content) -> Vec<u8> {
    match content {
        Content::Labels(number) => image(&labels(number)),
        Content::NoImage => BAD_CONTENT.to_vec(),
        Content::Empty => Vec::new(),
        Content::Refused => permanently_bad("InvalidImageFormatException"),
    }
}

fn labels(number: usize) -> Vec<&'static str> {
    ["Dog", "Cat", "Tree", "Sky", "Car", "Pet", "Sea"][..number].to_vec()
}

/// What is to be in the table and the bucket in the end.
fn model(steps: &[Step], puts: &[(Put, Option<(Upload, Content)>)]) -> (Vec<String>, Vec<String>) {
    let deleted = |post| {
        steps
            .iter()
            .any(|step| matches!(step, Step::Delete(one) if *one == post))
    };
    let mut items = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    for post in (0..USERS.len()).filter(|post| !deleted(*post)) {
        // Of all uploads the one with the greatest number, of that the last.
        let of_post = puts
            .iter()
            .filter_map(|(put, of)| of.map(|(upload, content)| (put, upload, content)))
            .filter(|(_, upload, _)| upload.post == post);
        let winner = of_post.max_by_key(|(put, upload, _)| (upload.number, put.sequencer.clone()));
        let mut item = BTreeMap::from([
            (table::USER, format!("USER#{}", USERS[post])),
            (table::ID, format!("POST#{}", post_id(post))),
            (table::TITLE, "title".to_owned()),
            (table::BODY, "body".to_owned()),
        ]);
        if let Some((put, upload, content)) = winner {
            keys.push(put.key.clone());
            let prefix = format!("{}/{}/", USERS[post], post_id(post));
            let rank = put.key.strip_prefix(&prefix).unwrap();
            let rank = if upload.number == 0 {
                format!("-{rank}")
            } else {
                rank.to_owned()
            };
            item.insert(table::IMAGE_RANK, rank);
            let sequencer = Sequencer::new(&put.sequencer).as_str().to_owned();
            item.insert(table::IMAGE_SEQUENCER, sequencer);
            if let Content::Labels(number) = content {
                item.insert(table::IMAGE, put.key.clone());
                item.insert(table::LABEL, labels(number.min(5)).join(","));
            } else {
                item.insert(table::LABEL_STATUS, table::LABEL_FAILED.to_owned());
            }
        }
        let line = item
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"));
        items.push(line.collect::<Vec<_>>().join(" "));
    }
    let stays = (0..BOGUS).map(bogus).filter(|(_, stays)| *stays);
    let stays: Vec<String> = stays.map(|(key, _)| key).collect();
    keys.extend(
        puts.iter()
            .map(|(put, _)| put.key.clone())
            .filter(|key| stays.contains(key)),
    );
    items.sort();
    keys.sort();
    keys.dedup();
    (items, keys)
}

/// Clients that give up at the first fault: what follows is another try.
fn hasty(aws: &StandIns) -> Clients {
    let patience = Patience {
        attempts: 1,
        ..Patience::LAMBDA
    };
    Clients::new(&aws.aws_config().patience(patience))
}

async fn delete(store: &Store, post: usize) {
    // As a user does: again, until it is gone.
    for _ in 0..100 {
        match store.delete(&user(USERS[post]), id(&post_id(post))).await {
            Ok(_) | Err(postagram::Error::NotFound) => return,
            Err(_) => {}
        }
    }
    panic!("the post cannot be deleted");
}

async fn run(
    steps: &[Step],
    order: &[Index],
) -> ((Vec<String>, Vec<String>), (Vec<String>, Vec<String>)) {
    let test = Test::new().await;
    let clients = hasty(&test.aws);
    let store = Store::new(clients.clone(), test.aws.settings());
    let labeler = Labeler::new(clients, test.aws.labeler_settings());
    for (post, name) in USERS.iter().enumerate() {
        let (partition, sort_key) = (format!("USER#{name}"), format!("POST#{}", post_id(post)));
        test.put_item(&[
            (table::USER, &partition),
            (table::ID, &sort_key),
            (table::TITLE, "title"),
            (table::BODY, "body"),
        ])
        .await;
    }
    let mut puts: Vec<(Put, Option<(Upload, Content)>)> = Vec::new();
    let mut due: Vec<Put> = Vec::new();
    for step in steps {
        match step {
            Step::Upload(upload, content) => {
                let put = test
                    .aws
                    .bucket
                    .put(key(*upload), bytes(*content))
                    .await
                    .unwrap();
                puts.push((put.clone(), Some((*upload, *content))));
                due.push(put);
            }
            Step::Bogus(number) => {
                let put = test
                    .aws
                    .bucket
                    .put(bogus(*number).0, image(&["Ghost"]))
                    .await
                    .unwrap();
                puts.push((put.clone(), None));
                due.push(put);
            }
            Step::Delete(post) => delete(&store, *post).await,
            Step::Fault(operation, fault) => test.aws.faults.inject(operation, *fault, 1),
            Step::Deliver(which) if !puts.is_empty() => {
                let batch: Vec<Put> = which.iter().map(|one| one.get(&puts).0.clone()).collect();
                if labeler.handle(&event(&batch), |_| ()).await.is_ok() {
                    due.retain(|put| !batch.contains(put));
                }
            }
            Step::Deliver(_) => {}
        }
    }
    test.aws.faults.clear();
    // The rest in any order, as retries and late deliveries come.
    for index in order {
        if due.is_empty() {
            break;
        }
        let put = due.remove(index.index(due.len()));
        labeler.handle(&event([&put]), |_| ()).await.unwrap();
    }
    assert!(due.is_empty(), "every event was delivered");
    let end = (test.items().await, test.aws.bucket.keys().await.unwrap());
    (end, model(steps, &puts))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_stream_ends_like_the_events_once_and_in_order(
        steps in prop::collection::vec(step(), 1..40),
        order in prop::collection::vec(any::<Index>(), 40),
    ) {
        let (end, expected) = Runtime::new().unwrap().block_on(run(&steps, &order));
        prop_assert_eq!(end, expected);
    }
}

#[test]
fn the_keys_are_as_odd_as_they_are_meant_to_be() {
    let all = (0..USERS.len()).flat_map(|post| (0..4).map(move |number| Upload { post, number }));
    let keys: Vec<String> = all.map(key).collect();
    assert!(
        keys.iter()
            .all(|key| key.parse::<postagram::ObjectKey>().is_ok())
    );
    assert!(keys.iter().any(|key| key.len() >= 1023));
    for odd in [' ', '+', '%', 'é', '本'] {
        assert!(keys.iter().any(|key| key.contains(odd)), "{odd}");
    }
    for number in 0..BOGUS {
        let (key, stays) = bogus(number);
        assert_eq!(key.parse::<postagram::ObjectKey>().is_err(), stays, "{key}");
    }
}
