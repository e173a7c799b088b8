//! The harness: a plan, made step by step or read, and what a review says.

use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use synth_review::model::Finding;
use synth_review::{
    COMMENT_LIMIT, Documents, Plan, Review, Settings, Subject, Templates, TextOptions, html, json,
    markdown, review, sarif, text,
};

/// A plan that is being made.
pub(crate) struct Test {
    plan: Map<String, Value>,
    settings: Settings,
    account: Option<String>,
    now: Option<i64>,
    documents: Documents,
}

impl Test {
    pub(crate) fn new() -> Self {
        Self::of(
            &json!({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": []}),
        )
    }

    pub(crate) fn of(plan: &Value) -> Self {
        Self {
            plan: plan.as_object().unwrap().clone(),
            settings: Settings::default(),
            account: None,
            now: None,
            documents: Documents::default(),
        }
    }

    /// Adds a change of a resource `TYPE.NAME`.
    pub(crate) fn change(
        self,
        address: &str,
        actions: &[&str],
        before: Value,
        after: Value,
    ) -> Self {
        let (resource_type, name) = address.split_once('.').unwrap();
        let change = json!({"actions": actions, "before": before, "after": after});
        self.entry(json!({
            "address": address, "mode": "managed", "type": resource_type, "name": name, "change": change,
        }))
    }

    pub(crate) fn create(self, address: &str, after: Value) -> Self {
        self.change(address, &["create"], Value::Null, after)
    }

    pub(crate) fn update(self, address: &str, before: Value, after: Value) -> Self {
        self.change(address, &["update"], before, after)
    }

    pub(crate) fn delete(self, address: &str, before: Value) -> Self {
        self.change(address, &["delete"], before, Value::Null)
    }

    /// Adds an entry of `resource_changes` as it is.
    pub(crate) fn entry(mut self, entry: Value) -> Self {
        self.plan["resource_changes"]
            .as_array_mut()
            .unwrap()
            .push(entry);
        self
    }

    /// Sets a part of the plan.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.plan.insert(key.to_owned(), value);
        self
    }

    /// Says that the first resource refers to others.
    pub(crate) fn refers(self, from: &str, to: &str) -> Self {
        let resource = json!({"address": from, "mode": "managed", "type": from.split('.').next(),
            "expressions": {"it": {"references": [format!("{to}.id"), to]}}});
        self.with(
            "configuration",
            json!({"root_module": {"resources": [resource]}}),
        )
    }

    pub(crate) fn settings(mut self, toml: &str) -> Self {
        self.settings = toml::from_str(toml).unwrap();
        self.settings.check().unwrap();
        self
    }

    pub(crate) fn account(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    pub(crate) fn now(mut self, now: i64) -> Self {
        self.now = Some(now);
        self
    }

    pub(crate) fn documents(mut self, before: Value, after: Value) -> Self {
        self.documents = Documents {
            before: Some(before),
            after: Some(after),
        };
        self
    }

    pub(crate) fn review(&self) -> Review {
        let plan = Plan::parse(Value::Object(self.plan.clone()).to_string().as_bytes()).unwrap();
        let mut subject = Subject::new("stack", &plan);
        subject.account.clone_from(&self.account);
        subject.now = self.now;
        subject.documents = self.documents.clone();
        review(&[subject], &self.settings)
    }

    /// The findings of a rule.
    pub(crate) fn findings(&self, rule: &str) -> Vec<Finding> {
        let review = self.review();
        let findings = review.findings().into_iter();
        findings
            .filter(|(_, finding)| finding.rule == rule)
            .map(|(_, finding)| finding.clone())
            .collect()
    }

    pub(crate) fn text(&self) -> String {
        text(&self.review(), TextOptions::default())
    }
}

/// Every format of a review.
pub(crate) fn formats(review: &Review) -> [(&'static str, String); 5] {
    static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::new().unwrap());
    [
        (
            "text",
            text(
                review,
                TextOptions {
                    colour: false,
                    whole: true,
                },
            ),
        ),
        ("md", markdown(review, COMMENT_LIMIT)),
        ("json", json(review)),
        ("sarif", sarif(review)),
        ("html", html(review, &TEMPLATES).unwrap()),
    ]
}

/// A folder of the corpus.
pub(crate) fn corpus(folder: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(folder)
}

/// The plans in a folder of the corpus, by name.
pub(crate) fn plans(folder: &str) -> Vec<(String, Plan)> {
    let mut plans = Vec::new();
    for entry in std::fs::read_dir(corpus(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "json") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let plan = Plan::parse(&std::fs::read(&path).unwrap());
            plans.push((
                name,
                plan.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            ));
        }
    }
    plans.sort_by(|(a, _), (b, _)| a.cmp(b));
    assert!(!plans.is_empty());
    plans
}
