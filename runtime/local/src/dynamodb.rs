//! DynamoDB: an emulator on a file, with the stack's table.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::Problem;
use crate::data::{Data, unusable};
use crate::stack::Table;

/// How often items are removed whose time is over. AWS takes its time, too.
const SWEEP: Duration = Duration::from_mins(1);

/// The emulator, on an address of this machine.
///
/// It waits for the disk, so it has threads of its own.
#[derive(Debug)]
pub(crate) struct DynamoDb {
    /// Where it listens.
    pub(crate) endpoint: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl DynamoDb {
    pub(crate) fn start(data: &Data, table: &Table) -> Result<Self, Problem> {
        let path = data.path("posts.sqlite");
        let text = path
            .to_str()
            .ok_or_else(|| unusable(&path, &"its name is not UTF-8"))?;
        is_database(&path)?;
        let database = Database::new(text).map_err(|error| unusable(&path, &error))?;
        prepare(&database, table)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("dynamodb")
            .enable_all()
            .build()
            .map_err(|error| Problem::because("cannot start threads", error))?;
        let listener = listen()
            .and_then(|listener| Ok((listener.local_addr()?, listener)))
            .and_then(|(address, listener)| {
                let _inside = runtime.enter();
                Ok((address, TcpListener::from_std(listener)?))
            });
        let (address, listener) =
            listener.map_err(|error| Problem::because("cannot listen on 127.0.0.1", error))?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            runtime.block_on(async move {
                tokio::spawn(sweep(database.clone()));
                tokio::select! {
                    () = dynoxide::server::serve_on(listener, database) => {}
                    _ = stopped => {}
                }
            });
            runtime.shutdown_timeout(Duration::from_secs(5));
        });
        Ok(Self {
            endpoint: format!("http://{address}"),
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

/// The emulator takes a file that is no database for one that is encrypted, and
/// advises accordingly.
fn is_database(path: &Path) -> Result<(), Problem> {
    const START: &[u8] = b"SQLite format 3\0";
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(unusable(path, &error)),
        Ok(_) if start.is_empty() || start == START => Ok(()),
        Ok(_) => Err(unusable(path, &"file is not a database")),
    }
}

fn listen() -> std::io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

impl Drop for DynamoDb {
    /// What is being written is written to its end.
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _: Result<(), ()> = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _: thread::Result<()> = thread.join();
        }
    }
}

async fn sweep(database: Database) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let database = database.clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        match swept {
            Ok(Ok(0)) | Err(_) => {}
            Ok(Ok(items)) => tracing::debug!(items, "removed items whose time was over"),
            Ok(Err(error)) => tracing::warn!(%error, "cannot remove items whose time is over"),
        }
    }
}

/// Makes the table, or makes sure that the one that is there is the stack's.
fn prepare(database: &Database, table: &Table) -> Result<(), Problem> {
    let name = &table.name;
    let failed = |error: DynoxideError| Problem::because(format!("table {name}"), error);
    let request = from_json(&json!({ "TableName": name }))?;
    match database.describe_table(request) {
        Ok(found) => {
            let found = to_json(&found)?;
            compare(table, &found["Table"])?;
        }
        Err(DynoxideError::ResourceNotFoundException(_)) => {
            database
                .create_table(from_json(&table.create)?)
                .map_err(failed)?;
        }
        Err(error) => return Err(failed(error)),
    }
    expire(database, table)
}

/// Items go when the stack says so, or no longer do.
fn expire(database: &Database, table: &Table) -> Result<(), Problem> {
    let name = &table.name;
    let failed = |error: DynoxideError| Problem::because(format!("table {name}"), error);
    let found = database
        .describe_time_to_live(from_json(&json!({ "TableName": name }))?)
        .map_err(failed)?;
    let found = to_json(&found)?;
    let found = &found["TimeToLiveDescription"];
    let has = found["AttributeName"]
        .as_str()
        .filter(|_| found["TimeToLiveStatus"] == "ENABLED");
    let wants = table.time_to_live.as_deref();
    if has == wants {
        return Ok(());
    }
    // One attribute is not exchanged for another: off with it first.
    let off = has.map(|attribute| (attribute, false));
    let on = wants.map(|attribute| (attribute, true));
    for (attribute, is_on) in off.into_iter().chain(on) {
        let request = json!({
            "TableName": name,
            "TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": is_on},
        });
        database
            .update_time_to_live(from_json(&request)?)
            .map_err(failed)?;
    }
    Ok(())
}

/// Whether a table has the keys and indexes of the stack.
fn compare(table: &Table, found: &Value) -> Result<(), Problem> {
    let differs = |what: &str, has: &Value, wants: &Value| {
        Err(Problem::new(format!(
            "the table {} on this laptop has {what} {has}, and the stack has {wants}",
            table.name
        ))
        .hint("`--reset` starts over with the stack's table, without what is in this one"))
    };
    let wants = &table.create;
    if found["KeySchema"] != wants["KeySchema"] {
        return differs("the keys", &found["KeySchema"], &wants["KeySchema"]);
    }
    for (what, of) in [
        ("the indexes", indexes as fn(&Value) -> Value),
        ("the attributes", attributes),
    ] {
        let (has, wants) = (of(found), of(wants));
        if has != wants {
            return differs(what, &has, &wants);
        }
    }
    Ok(())
}

/// Attributes of keys, by name.
fn attributes(of: &Value) -> Value {
    let all = of["AttributeDefinitions"].as_array();
    let mut all: Vec<Value> = all.into_iter().flatten().cloned().collect();
    all.sort_by_key(|attribute| attribute["AttributeName"].to_string());
    Value::Array(all)
}

/// Indexes by name, with what makes them what they are.
fn indexes(of: &Value) -> Value {
    let all = of["GlobalSecondaryIndexes"].as_array();
    let mut all: Vec<Value> = all
        .into_iter()
        .flatten()
        .map(|index| json!([index["IndexName"], index["KeySchema"], index["Projection"]]))
        .collect();
    all.sort_by_key(|index| index[0].to_string());
    Value::Array(all)
}

fn from_json<T: serde::de::DeserializeOwned>(request: &Value) -> Result<T, Problem> {
    T::deserialize(request).map_err(|error| Problem::because("the table of the stack", error))
}

fn to_json(answer: &impl serde::Serialize) -> Result<Value, Problem> {
    serde_json::to_value(answer).map_err(|error| Problem::because("the table", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::Stack;

    #[test]
    fn the_table_that_is_there_is_compared_with_the_stacks() {
        let database = Database::memory().unwrap();
        let mut table = Stack::committed().unwrap().table;
        prepare(&database, &table).unwrap();
        prepare(&database, &table).unwrap();
        let of_user = &mut table.create["AttributeDefinitions"][0]["AttributeType"];
        *of_user = json!("N");
        let error = prepare(&database, &table).unwrap_err().to_string();
        assert!(error.contains("has the attributes [{"), "{error}");
        table.create["GlobalSecondaryIndexes"][0]["IndexName"] = json!("other");
        let error = prepare(&database, &table).unwrap_err().to_string();
        assert!(error.contains("has the indexes [[\"feed\","), "{error}");
        table.create["KeySchema"][0]["AttributeName"] = json!("name");
        let error = prepare(&database, &table).unwrap_err().to_string();
        assert!(error.contains("has the keys"), "{error}");
    }

    #[test]
    fn items_go_when_the_stack_says_so() {
        let database = Database::memory().unwrap();
        let mut table = Stack::committed().unwrap().table;
        for wants in [Some("expires_at"), Some("other"), None, Some("expires_at")] {
            table.time_to_live = wants.map(str::to_owned);
            prepare(&database, &table).unwrap();
            let request = from_json(&json!({ "TableName": table.name })).unwrap();
            let found = to_json(&database.describe_time_to_live(request).unwrap()).unwrap();
            let found = &found["TimeToLiveDescription"];
            let is_on = found["TimeToLiveStatus"] == "ENABLED";
            assert_eq!(found["AttributeName"].as_str().filter(|_| is_on), wants);
        }
    }
}
