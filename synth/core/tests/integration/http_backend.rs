//! The HTTP backend and its remote state, against a server that keeps states.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use synth_core::prelude::*;
use synth_core::{HttpBackend, TerraformData};
use synth_testing::Deployment;

type States = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// Serves states by path, as Terraform's documentation asks of a server. Ends
/// with the process.
fn serve() -> (String, States) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let states = States::default();
    let served = Arc::clone(&states);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &served);
        }
    });
    (address, states)
}

fn answer(stream: TcpStream, states: &States) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap(), words.next().unwrap());
    let path = target.split('?').next().unwrap().to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').unwrap();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut states = states.lock().unwrap();
    let (status, answer) = match method {
        "GET" => match states.get(&path) {
            Some(state) => ("200 OK", state.clone()),
            None => ("404 Not Found", Vec::new()),
        },
        "POST" => {
            states.insert(path, body);
            ("200 OK", Vec::new())
        }
        // LOCK and UNLOCK.
        _ => ("200 OK", Vec::new()),
    };
    let mut stream = reader.into_inner();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&answer).unwrap();
}

#[test]
fn states_are_kept_and_read_over_http() {
    let (address, states) = serve();
    let backend = |name: &str| {
        let state = format!("{address}/{name}");
        HttpBackend::new(&state)
            .lock_address(&state)
            .unlock_address(&state)
    };
    let app = App::new();
    let producer = app.stack("producer");
    producer.backend(backend("producer"));
    let data = producer.add("data", TerraformData::new().input("kept elsewhere"));
    let consumer = app.stack("consumer");
    consumer.backend(backend("consumer"));
    let copy = TerraformData::new().input(data.output_text());
    consumer.add("copy", copy);

    let deployment = Deployment::new(&app);
    deployment.apply("producer");
    deployment.apply("consumer");
    deployment.expect_no_changes("consumer");
    let states = states.lock().unwrap();
    let consumer = String::from_utf8_lossy(&states["/consumer"]);
    assert!(consumer.contains("kept elsewhere"), "{consumer}");
}
