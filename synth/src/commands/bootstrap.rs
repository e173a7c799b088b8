//! `synth bootstrap`.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::StageArgs;
use crate::bootstrap::{
    Home, InFile, Locking, Place, Planned, forget, move_states, name_bucket, state_in_file,
    with_left_over,
};
use crate::cli::Global;
use crate::deployment::approval;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::identity;
use crate::manifest::Stack;
use crate::paths::shown;
use crate::project::{Project, Stage};
use crate::scratch::Scratch;
use crate::synthesis::Synthesis;
use crate::terraform::Terraform;
use crate::terraform::interrupts::Interrupts;
use crate::terraform::version::Version;
use crate::ui::Ui;

/// Make a bucket for Terraform's state, and use it
///
/// Terraform makes an S3 bucket that keeps old versions, is encrypted, and that
/// nobody reaches from outside the account or without TLS. The stage's
/// `state-bucket` in synth.toml then names it, and state of stacks that is in
/// files is copied there. With a Terraform before 1.10, a DynamoDB table is made
/// too, because only later ones lock in S3. May be run again at any time: what
/// is done is left alone, and what was interrupted goes on.
#[derive(Args, Debug)]
pub(crate) struct Bootstrap {
    #[command(flatten)]
    stage: StageArgs,
    /// The name of the bucket, instead of one made of account and region
    #[arg(long, value_name = "NAME")]
    bucket: Option<String>,
    /// Do it without asking
    #[arg(long)]
    auto_approve: bool,
}

/// The stacks of one synthesis: name, document, and folder in the output.
struct Stacks {
    documents: Vec<(String, Document, PathBuf)>,
}

impl Bootstrap {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global, ui: Ui) -> Result<()> {
        let result = self.bootstrap(global, ui);
        if matches!(result, Err(Error::Interrupted)) {
            ui.hint("what was done is kept: the same command again goes on from there");
        }
        result
    }

    fn bootstrap(&self, global: &Global, ui: Ui) -> Result<()> {
        let project = global.project(None)?;
        let stage = self.stage.stage(&project)?;
        let scratch = Scratch::open(&project, ui)?;
        let terraform = Terraform::of(&project, None)?;
        let version = Version::of(terraform.program(), &scratch.terraform_version())?;
        let locking = Locking::of_version(&version.number);
        let before = Stacks::of(&project, &stage, &scratch, ui)?;
        let provider = before.provider();
        let place = self.place(&project, &stage, &before, provider, ui)?;
        let home = Home::open(&project, &stage, &terraform, &place, locking)?;
        // The stage whose table in the configuration names the bucket.
        let named = stage.name().filter(|_| project.is_synth_toml());
        let mut states = Vec::new();
        if named.is_some() {
            for (name, document, folder) in &before.documents {
                states.extend(state_in_file(name, document, folder));
            }
            states = with_left_over(&project, &stage, states)?;
        }
        match home.plan()? {
            Planned::Nothing => ui.status(&format!("the bucket `{}` is there", place.bucket)),
            Planned::Changes(shown) => {
                self.ask(&shown, &place, named.is_some(), &states)?;
                home.apply()?;
                ui.status(&format!("made the bucket `{}`", place.bucket));
            }
        }
        home.move_in()?;
        let Some(name) = named else {
            return tell_how(&place, locking, ui);
        };
        let keys = place.keys(&project, &stage, locking);
        if name_bucket(&project.file, name, &keys)? {
            ui.status(&format!(
                "stage `{name}` of {} names it",
                shown(&project.file)
            ));
        }
        if !states.is_empty() {
            // As the file says now.
            let project = global.project(None)?;
            let stage = self.stage.stage(&project)?;
            let after = Stacks::of(&project, &stage, &scratch, ui)?;
            let moved = move_states(&project, &stage, &terraform, &states, |name| {
                let found = after.documents.iter().find(|(stack, ..)| stack == name)?;
                Some((&found.1, found.2.clone()))
            })?;
            for one in moved {
                ui.status(&format!(
                    "the state of `{}` is in the bucket; what was in the file is in {}",
                    one.stack,
                    shown(&one.backup)
                ));
            }
        }
        forget(&project, &stage)?;
        ui.hint("run `synth synth` for every stage that names the bucket, and commit the result");
        Ok(())
    }

    fn place(
        &self,
        project: &Project,
        stage: &Stage,
        stacks: &Stacks,
        provider: Option<&Value>,
        ui: Ui,
    ) -> Result<Place> {
        let documents: Vec<(&str, &Document)> = stacks
            .documents
            .iter()
            .map(|(name, document, _)| (name.as_str(), document))
            .collect();
        let callers = identity::check(project, stage, &documents, ui)?;
        let caller = callers.first().ok_or_else(|| Error::Config {
            what: "no stack uses AWS, so there is no account to make a bucket in".to_owned(),
            hint: Some("write the backend into the stacks by hand: see docs/state.md".to_owned()),
        })?;
        Place::find(project, stage, self.bucket.as_deref(), provider, caller)
    }

    /// Shows what will be done, and asks for leave to do it.
    fn ask(&self, shown: &str, place: &Place, writes: bool, states: &[InFile]) -> Result<()> {
        Ui::text(shown);
        let mut then = Vec::new();
        if writes && !place.named {
            then.push("name the bucket in the configuration".to_owned());
        }
        if !states.is_empty() {
            let names: Vec<&str> = states.iter().map(|state| state.stack.as_str()).collect();
            then.push(format!("copy the state of {} there", names.join(", ")));
        }
        let then = if then.is_empty() {
            String::new()
        } else {
            format!(", then {}", then.join(" and "))
        };
        let what = format!(
            "Make this in account {}{then}?",
            place.account().unwrap_or("that the credentials lead to")
        );
        if self.auto_approve {
            Ui::text(&what.replace('?', ": agreed in advance"));
            return Ok(());
        }
        Ui::ask(&format!("{what} Only `yes` is a yes:"));
        approval::answer(&Interrupts::get()?)
    }
}

/// For a configuration that is not ours to write.
fn tell_how(place: &Place, locking: Locking, ui: Ui) -> Result<()> {
    ui.hint("give each stack this backend, with a key of its own, then move the state with `terraform init -migrate-state` or `synth deploy --migrate-state`");
    Ui::data(&super::to_json(&place.backend(locking, "STACK.tfstate"))?)
}

impl Stacks {
    fn of(project: &Project, stage: &Stage, scratch: &Scratch, ui: Ui) -> Result<Self> {
        let synthesis = Synthesis::run(project, stage, scratch, ui)?;
        let output = project.output(stage);
        let one = |stack: &Stack| {
            let document = synthesis.document(stack)?;
            let folder = output.join(&stack.working_directory);
            Ok((stack.name.clone(), document, folder))
        };
        let documents = synthesis
            .manifest
            .stacks()
            .map(one)
            .collect::<Result<_>>()?;
        Ok(Self { documents })
    }

    /// The first provider block without an alias.
    fn provider(&self) -> Option<&Value> {
        self.documents
            .iter()
            .find_map(|(_, document, _)| identity::default_block(document.value()))
    }
}
