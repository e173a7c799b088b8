//! A stand-in for STS and S3, as far as Terraform and we ask them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

/// What was put where, what was asked, and who STS says we are.
#[derive(Default)]
struct Inner {
    /// Objects by bucket and key; a bucket has the empty key.
    objects: BTreeMap<(String, String), Vec<u8>>,
    /// Refuses whoever asks who they are, with this code.
    refusal: Option<&'static str>,
    /// As soon as this file is there, every bucket is.
    made: Option<PathBuf>,
    asked: Vec<String>,
}

/// A server on a port of its own, as long as the process lives.
#[derive(Clone)]
pub(crate) struct Aws {
    inner: Arc<Mutex<Inner>>,
    pub(crate) endpoint: String,
}

pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const ARN: &str = "arn:aws:sts::123456789012:assumed-role/deployer/me";

impl Aws {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let aws = Self {
            inner: Arc::default(),
            endpoint,
        };
        let server = aws.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                thread::spawn(move || server.serve(&stream.unwrap()));
            }
        });
        aws
    }

    /// The same, but credentials are refused.
    pub(crate) fn refuse(&self, code: &'static str) {
        self.inner.lock().unwrap().refusal = Some(code);
    }

    /// Buckets are there as soon as this file is.
    pub(crate) fn made_with(&self, file: PathBuf) {
        self.inner.lock().unwrap().made = Some(file);
    }

    pub(crate) fn make_bucket(&self, bucket: &str) {
        let mut inner = self.inner.lock().unwrap();
        inner
            .objects
            .insert((bucket.to_owned(), String::new()), Vec::new());
    }

    pub(crate) fn object(&self, bucket: &str, key: &str) -> Option<String> {
        let inner = self.inner.lock().unwrap();
        let bytes = inner.objects.get(&(bucket.to_owned(), key.to_owned()))?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    pub(crate) fn keys(&self, bucket: &str) -> Vec<String> {
        let inner = self.inner.lock().unwrap();
        let keys = inner
            .objects
            .keys()
            .filter(|(b, key)| b == bucket && !key.is_empty());
        keys.map(|(_, key)| key.clone()).collect()
    }

    /// How often STS was asked, and for what.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.inner.lock().unwrap().asked.clone()
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        // Connections are kept open.
        while let Some(request) = Request::read(&mut reader) {
            let (status, body) = self.answer(&request);
            let mut stream = stream;
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\netag: \"1\"\r\n\r\n",
                body.len()
            );
            let body = if request.method == "HEAD" {
                &[][..]
            } else {
                &body
            };
            if stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(body))
                .is_err()
            {
                return;
            }
        }
    }

    fn answer(&self, request: &Request) -> (&'static str, Vec<u8>) {
        let mut inner = self.inner.lock().unwrap();
        let action = |name: &str| String::from_utf8_lossy(&request.body).contains(name);
        if request.method == "POST" && action("Action=") {
            return sts(&mut inner, request);
        }
        let path = request.path.split('?').next().unwrap();
        // Terraform is told that we are its proxy, so that names of buckets need
        // not be found: `http://BUCKET.s3.test/KEY`.
        let path = path.strip_prefix("http://").unwrap_or(path);
        let (host, key) = path.split_once('/').unwrap_or((path, ""));
        let bucket = host.strip_suffix(".s3.test").unwrap_or(host);
        let place = (bucket.to_owned(), key.to_owned());
        let made = inner.made.as_ref().is_some_and(|file| file.is_file());
        let there = made
            || inner
                .objects
                .contains_key(&(bucket.to_owned(), String::new()));
        if !there {
            return error("404 Not Found", "NoSuchBucket");
        }
        match request.method.as_str() {
            "PUT" => {
                let exclusive = request.header("if-none-match").is_some();
                if exclusive && inner.objects.contains_key(&place) {
                    return error("412 Precondition Failed", "PreconditionFailed");
                }
                inner.objects.insert(place, request.body.clone());
                ("200 OK", Vec::new())
            }
            "DELETE" => {
                inner.objects.remove(&place);
                ("204 No Content", Vec::new())
            }
            _ if key.is_empty() => ("200 OK", list(&inner, bucket)),
            _ => match inner.objects.get(&place) {
                Some(bytes) => ("200 OK", bytes.clone()),
                None => error("404 Not Found", "NoSuchKey"),
            },
        }
    }
}

fn sts(inner: &mut Inner, request: &Request) -> (&'static str, Vec<u8>) {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let parameter = |name: &str| {
        let mut pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    };
    let action = parameter("Action").unwrap();
    let region = request.header("authorization").and_then(|text| {
        let scope = text.split('/').nth(2)?;
        Some(scope.to_owned())
    });
    inner
        .asked
        .push(format!("{action} {}", region.unwrap_or_default()));
    if let Some(code) = inner.refusal {
        let body = format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
             <Code>{code}</Code><Message>the words of AWS</Message></Error></ErrorResponse>"
        );
        return ("403 Forbidden", body.into_bytes());
    }
    let result = if action == "AssumeRole" {
        "<Credentials><AccessKeyId>AKIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>"
            .to_owned()
    } else {
        format!("<Arn>{ARN}</Arn><UserId>A</UserId><Account>{ACCOUNT}</Account>")
    };
    let body = format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result>{result}\
         </{action}Result></{action}Response>"
    );
    ("200 OK", body.into_bytes())
}

fn list(inner: &Inner, bucket: &str) -> Vec<u8> {
    let keys = inner
        .objects
        .keys()
        .filter(|(b, key)| b == bucket && !key.is_empty());
    let one = |(_, key): &(String, String)| {
        format!("<Contents><Key>{key}</Key><Size>1</Size></Contents>")
    };
    let contents = keys.map(one).collect::<Vec<_>>().concat();
    format!(
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{bucket}</Name>\
         <IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"
    )
    .into_bytes()
}

fn error(status: &'static str, code: &str) -> (&'static str, Vec<u8>) {
    let body = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    (status, body.into_bytes())
}

struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    fn read(reader: &mut impl BufRead) -> Option<Self> {
        let mut line = String::new();
        reader
            .read_line(&mut line)
            .ok()
            .filter(|length| *length > 0)?;
        let mut words = line.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            headers.push((name.to_lowercase(), value.to_owned()));
        }
        let mut request = Self {
            method,
            path,
            headers,
            body: Vec::new(),
        };
        if request.header("transfer-encoding") == Some("chunked") {
            request.body = chunks(reader, usize::MAX)?;
        } else {
            let length = request
                .header("content-length")
                .map_or(0, |text| text.parse().unwrap());
            request.body.resize(length, 0);
            reader.read_exact(&mut request.body).ok()?;
        }
        // Bodies with a checksum behind them come in chunks of their own.
        if request
            .header("content-encoding")
            .is_some_and(|text| text.contains("aws-chunked"))
        {
            request.body = chunks(&mut &request.body[..], usize::MAX)?;
        }
        Some(request)
    }
}

/// The data of a chunked body, without trailers.
fn chunks(reader: &mut impl BufRead, limit: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    for _ in 0..limit {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = line.trim_end().split(';').next()?.to_owned();
        let length = usize::from_str_radix(&length, 16).ok()?;
        if length == 0 {
            break;
        }
        let start = body.len();
        body.resize(start + length, 0);
        reader.read_exact(&mut body[start..]).ok()?;
        let mut end = String::new();
        reader.read_line(&mut end).ok()?;
    }
    // Trailers, up to an empty line.
    let mut line = String::from("x");
    while !line.trim_end().is_empty() {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            break;
        }
    }
    Some(body)
}
