//! When AWS is throttled, slow, down, or makes no sense.

use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use postagram::{Clients, Error, Fault as Kind, Listing, Patience, Store};
use postagram_testing::Fault;

use crate::harness::{Test, feed, user};

/// A store that does not wait long.
fn hasty(test: &Test) -> Store {
    let patience = Patience {
        connect: Duration::from_millis(200),
        attempt: Duration::from_millis(200),
        operation: Duration::from_millis(400),
        attempts: 1,
    };
    let config = test.aws.aws_config().patience(patience);
    Store::new(Clients::new(&config), test.aws.settings())
}

const KINDS: [(Fault, Kind); 6] = [
    (Fault::Throttled, Kind::Throttled),
    (Fault::Status(500), Kind::Down),
    (Fault::Status(503), Kind::Down),
    (Fault::Reset, Kind::Unreachable),
    (Fault::Hang, Kind::Slow),
    (Fault::Garbage, Kind::Garbled),
];

fn kind(error: &Error) -> Option<Kind> {
    match error {
        Error::Unavailable { fault, .. } => Some(*fault),
        _ => None,
    }
}

#[tokio::test]
async fn every_fault_of_the_table_is_told_apart() {
    let test = Test::new().await;
    let store = hasty(&test);
    for (fault, expected) in KINDS {
        for listing in [feed(), Listing::User(user("a"))] {
            test.aws.faults.inject("Query", fault, 4);
            let error = store
                .list(&listing, "10".parse().unwrap(), None)
                .await
                .unwrap_err();
            assert_eq!(kind(&error), Some(expected), "{fault:?}: {}", error.chain());
            test.aws.faults.clear();
            // It recovers by itself.
            assert!(
                store
                    .list(&listing, "10".parse().unwrap(), None)
                    .await
                    .is_ok()
            );
        }
    }
}

#[tokio::test]
async fn every_fault_of_the_bucket_is_told_apart() {
    let test = Test::new().await;
    let store = hasty(&test);
    let post = test.post("a", "one").await;
    for (fault, expected) in KINDS {
        test.aws.faults.inject("ListObjectsV2", fault, 1);
        let error = store.delete(&post.user, post.id).await.unwrap_err();
        assert_eq!(kind(&error), Some(expected), "{fault:?}: {}", error.chain());
    }
    assert!(store.delete(&post.user, post.id).await.is_ok());
}

#[tokio::test]
async fn what_is_our_own_mistake_is_no_passing_fault() {
    let test = Test::new().await;
    let store = test.store_with(|settings| settings.table = "nowhere".to_owned());
    let error = store
        .list(&feed(), "1".parse().unwrap(), None)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Internal { .. }), "{error}");
    assert!(
        error.chain().contains("ResourceNotFoundException"),
        "{}",
        error.chain()
    );
    let store = test.store_with(|settings| settings.bucket = "nowhere".to_owned());
    let error = store.ready().await.unwrap_err();
    assert!(matches!(error, Error::Internal { .. }), "{error}");
}

#[tokio::test]
async fn a_fault_that_passes_is_not_seen() {
    let test = Test::new().await;
    test.post("a", "one").await;
    for fault in [Fault::Throttled, Fault::Status(500), Fault::Reset] {
        test.aws.faults.inject("Query", fault, 1);
        assert_eq!(test.titles(&Listing::User(user("a")), 10).await, ["one"]);
    }
}

#[tokio::test]
async fn ready_asks_the_table_and_the_bucket() {
    let test = Test::new().await;
    test.store.ready().await.unwrap();
    let store = hasty(&test);
    for operation in ["GetItem", "HeadBucket"] {
        test.aws.faults.inject(operation, Fault::Reset, 1);
        let error = store.ready().await.unwrap_err();
        assert_eq!(kind(&error), Some(Kind::Unreachable), "{operation}");
        store.ready().await.unwrap();
    }
}

#[tokio::test]
async fn an_address_where_nobody_listens_is_unreachable() {
    let test = Test::new().await;
    let mut config = test.aws.aws_config();
    // A port that was free a moment ago.
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = port.local_addr().unwrap();
    drop(port);
    config.endpoints.dynamodb = Some(format!("http://{address}"));
    let store = Store::new(Clients::new(&config), test.aws.settings());
    let error = store.ready().await.unwrap_err();
    assert_eq!(kind(&error), Some(Kind::Unreachable), "{}", error.chain());
}

/// A machine whose role cannot be asked for.
#[derive(Debug)]
struct Nobody;

impl ProvideCredentials for Nobody {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("no role")))
    }
}

#[tokio::test]
async fn no_credentials_are_no_mistake_in_a_request() {
    let test = Test::new().await;
    let mut config = test.aws.aws_config();
    config.credentials = SharedCredentialsProvider::new(Nobody);
    let store = Store::new(Clients::new(&config), test.aws.settings());
    let error = store.ready().await.unwrap_err();
    assert_eq!(kind(&error), Some(Kind::Unreachable), "{}", error.chain());
}
