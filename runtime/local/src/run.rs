//! Everything put together: from a command line to a server that has stopped.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use api::{Server, Settings, Shutdown};
use axum::Router;
use axum::serve::ListenerExt as _;
use contract::{ApiEnv, LabelLambdaEnv};
use postagram::labels::{self, Labeler};
use postagram::{Clients, Endpoints, Patience, Store};
use synth_program::FromVariables as _;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::aws::{self, Inside};
use crate::bucket::{self, Bucket};
use crate::command_line::{Auth, CommandLine};
use crate::data::{About, Data, Locked};
use crate::dynamodb::DynamoDb;
use crate::events::{Deliveries, Events};
use crate::faults::Faults;
use crate::rekognition::{Model, Rekognition};
use crate::stack::{Difference, Stack};
use crate::{Problem, address, demo, logging, reset};

/// A model may think for longer than a service of AWS would, and without one
/// images wait for each other here: one is decoded at a time.
const LABELLING: Patience = Patience {
    connect: Duration::from_secs(2),
    attempt: Duration::from_secs(50),
    operation: Duration::from_secs(55),
    attempts: 2,
};

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
///
/// When it cannot start; the problem says what to do.
pub async fn run(line: CommandLine) -> Result<(), Problem> {
    // Before anything else, or a signal in between would end the program.
    let signals = Signals::new()?;
    logging::start(variable("LOG_LEVEL").as_deref())?;
    let stack = stack(line.stack.as_deref())?;
    let endpoint = line.rekognition_endpoint.as_deref();
    let endpoint = endpoint.map(address::of_model).transpose()?;
    let folder = Locked::take(&line.data)?;
    // Nothing is made or removed before it is known that the address is to be had.
    let (socket, public) = listen(&line).await?;
    if line.reset {
        reset::reset(&folder, line.yes)?;
    }
    let data = folder.open(&stack)?;
    let dynamodb = DynamoDb::start(&data, &stack.table)?;
    let bucket = Bucket::open(&data, stack.bucket.clone(), Events::new(&stack))?;
    let objects = bucket::router(&bucket, &data.about);
    let inner_bucket = serve(objects.clone()).await?;
    let model = endpoint.map(|url| model(url, &stack, &data.about));
    let rekognition = Rekognition::new(bucket.clone(), model);
    let endpoints = Endpoints {
        dynamodb: Some(dynamodb.endpoint.clone()),
        s3: Some(public.clone()),
        rekognition: Some(serve(rekognition.router()).await?),
    };
    let inside = Inside::new(&public, &inner_bucket, line.faults.map(Faults::new));
    let config = aws::config(&stack.region, &data.about, endpoints, inside);

    let environment = environment(&line, &stack)?;
    let settings = Settings::from_environment(&environment)
        .map_err(|error| Problem::new(error.to_string()))?;
    let store = postagram::Settings::from_environment(&environment)
        .map(|settings| Store::new(Clients::new(&config), settings))
        .map_err(|error| Problem::new(error.to_string()))?;
    let listening = socket
        .local_addr()
        .map_err(|error| Problem::because("the address", error))?;
    let server = Server::on(socket, &settings, store.clone())
        .await
        .map_err(|error| Problem::new(error.to_string()))?
        .beside(objects);

    let labeler = labeler(&stack, Clients::new(&config.patience(LABELLING)))?;
    let queues = data.path("queues");
    let deliveries = Deliveries::new(&bucket, labeler, &stack, &queues, line.retry_after)?;
    let (stop, mut stopped) = watch::channel(false);
    let deliveries = tokio::spawn(deliveries.run(async move {
        // If whoever stops is gone, that is the end, too.
        let _: Result<_, watch::error::RecvError> = stopped.wait_for(|stopped| *stopped).await;
    }));
    let sweeping = tokio::spawn(bucket::sweep(bucket.clone()));

    tell(&line, &stack, &data);
    tracing::info!(address = %listening, "listening");
    tokio::spawn(signals.obey(server.shutdown()));
    let running = tokio::spawn(server.run());
    if line.seed_demo {
        demo::seed(&store, &bucket).await?;
    }
    // Programs wait for this line: from here on it serves.
    tracing::info!(url = public, "ready");
    running
        .await
        .map_err(|error| Problem::because("the server", error))?;
    stop.send_replace(true);
    deliveries
        .await
        .map_err(|error| Problem::because("the deliveries", error))?;
    sweeping.abort();
    drop(dynamodb);
    drop(data);
    tracing::info!("stopped; everything is kept");
    Ok(())
}

fn stack(file: Option<&Path>) -> Result<Stack, Problem> {
    let Some(file) = file else {
        return Stack::committed();
    };
    let of_file = |why: &dyn std::fmt::Display| Problem::because(file.display(), why);
    let text = std::fs::read_to_string(file).map_err(|error| {
        of_file(&error).hint(
            "`--stack FILE` is the document of a stack, such as \
             out/stages/prod/stacks/serverless/cdk.tf.json",
        )
    })?;
    Stack::parse(&text).map_err(|problem| of_file(&problem))
}

/// Takes the address, and tells what browsers reach it at.
async fn listen(line: &CommandLine) -> Result<(TcpListener, String), Problem> {
    let wanted = line.listen();
    let failed = |error: std::io::Error| {
        Problem::because(format!("cannot listen on {wanted}"), error).hint(
            "another program may have the port; `--port N` is another one, 0 any that is free",
        )
    };
    let socket = TcpListener::bind(wanted).await.map_err(failed)?;
    let taken = socket.local_addr().map_err(failed)?;
    let public = match &line.public_url {
        Some(url) => address::checked(url)?,
        None => address::public(taken),
    };
    Ok((socket, public))
}

/// Serves a stand-in on a free port of this machine; gives back where.
async fn serve(router: Router) -> Result<String, Problem> {
    let failed = |error| Problem::because("cannot listen on 127.0.0.1", error);
    let socket = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
    let address = socket.local_addr().map_err(failed)?;
    // Without it an answer waits 40 ms for the client's acknowledgement.
    let socket = socket.tap_io(|socket| {
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
    });
    tokio::spawn(async move { axum::serve(socket, router).await });
    Ok(format!("http://{address}"))
}

fn model(url: &str, stack: &Stack, about: &About) -> Model {
    let config = aws_sdk_rekognition::Config::builder()
        .behavior_version(aws_sdk_rekognition::config::BehaviorVersion::v2026_01_12())
        .region(aws_sdk_rekognition::config::Region::new(
            stack.region.clone(),
        ))
        .credentials_provider(aws::credentials(about))
        .endpoint_url(url)
        .build();
    Model::new(aws_sdk_rekognition::Client::from_conf(config))
}

/// The server's variables: what the stack and the command line say, then this
/// process's own.
fn environment(line: &CommandLine, stack: &Stack) -> Result<ApiEnv<String>, Problem> {
    let found = ApiEnv::parse(|name| match name {
        "BUCKET" => Some(stack.bucket.name.clone()),
        "DYNAMO_TABLE" => Some(stack.table.name.clone()),
        "METRICS_PORT" => Some(variable(name).unwrap_or_else(|| "off".to_owned())),
        // Nobody sends requests elsewhere meanwhile.
        "DRAIN_SECONDS" => Some(variable(name).unwrap_or_else(|| "0".to_owned())),
        name => line.variable(name).or_else(|| variable(name)),
    });
    found.map_err(|missing| Problem::new(missing.to_string()))
}

fn labeler(stack: &Stack, clients: Clients) -> Result<Labeler, Problem> {
    let variables = &stack.function.variables;
    let wrong = |error: &dyn std::fmt::Display| {
        Problem::because(format!("the function {}", stack.function.name), error)
    };
    let environment = LabelLambdaEnv::parse(|name| variables.get(name).cloned())
        .map_err(|missing| wrong(&missing))?;
    let settings =
        labels::Settings::from_environment(&environment).map_err(|error| wrong(&error))?;
    Ok(Labeler::new(clients, settings))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What people should know.
fn tell(line: &CommandLine, stack: &Stack, data: &Data) {
    tracing::info!(
        folder = %data.folder().display(),
        table = stack.table.name,
        bucket = stack.bucket.name,
        "posts and images are kept"
    );
    for (instead, what) in by_reason(&stack.differences) {
        tracing::info!("not as in AWS: {instead} ({})", what.join(", "));
    }
    if let Some(url) = &line.rekognition_endpoint {
        tracing::info!(url, "labels come from a model");
    } else {
        tracing::warn!(
            "labels are computed from pixels: colours, light, contrast, sharpness, format; no \
             objects are recognised (a model can be plugged in with --rekognition-endpoint)"
        );
    }
    if !line.bind.is_loopback() {
        tracing::warn!(
            "listening on {}: everybody who reaches this machine there can read and write{}",
            line.bind,
            match line.auth {
                Auth::Username => " posts, as any user",
                Auth::Oidc => " with a token of the issuer, and read without",
            }
        );
        if line.bind.is_unspecified() && line.public_url.is_none() {
            tracing::warn!(
                "other machines see no images: their URLs lead to 127.0.0.1; say what this machine \
                 is reached at with --public-url"
            );
        }
    }
    if let Some(every) = line.faults {
        tracing::warn!(
            seconds = every.as_secs(),
            "calls to AWS fail now and then, as asked for"
        );
    }
}

/// What is not as in an account, by what is so instead.
fn by_reason(differences: &[Difference]) -> BTreeMap<&str, Vec<&str>> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for difference in differences {
        found
            .entry(difference.instead)
            .or_default()
            .push(&difference.what);
    }
    found
}

/// SIGTERM, from a service manager, and SIGINT, from a keyboard.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> Result<Self, Problem> {
        let failed = |error| Problem::because("cannot listen to signals", error);
        Ok(Self {
            terminate: signal(SignalKind::terminate()).map_err(failed)?,
            interrupt: signal(SignalKind::interrupt()).map_err(failed)?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// The first one starts the end, a second one hurries it.
    async fn obey(mut self, shutdown: Shutdown) {
        self.next().await;
        shutdown.start();
        self.next().await;
        shutdown.hurry();
    }
}
