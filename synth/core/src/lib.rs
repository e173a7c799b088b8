//! Construct tree, typed values and synthesis of Terraform JSON.
//!
//! An [`App`] holds stacks; a [`Stack`] holds elements: resources, data
//! sources, providers, variables, outputs. What an element is made of are
//! [`Value`]s: literals, or expressions such as an attribute of another
//! element. [`App::synth`] turns all of it into documents in CDKTF's format.
//!
//! ```
//! use synth_core::prelude::*;
//!
//! let app = App::new();
//! let stack = app.stack("hello");
//! let release = stack.add("release", TerraformData::new().input("v1"));
//! stack.output("release", release.output());
//!
//! let synthesis = app.synth()?;
//! let document = synthesis.document("hello").map(|document| document.text());
//! assert!(document.is_some_and(|text| text.contains("${terraform_data.release.output}")));
//! # Ok::<(), synth_core::SynthError>(())
//! ```
//!
//! This crate knows no provider: bindings come from `synth-bindgen`.

mod annotation;
mod app;
mod aspect;
mod asset;
mod asset_files;
mod attachment;
mod backend;
mod binding;
mod body;
mod call_site;
mod checks;
mod convert;
mod cross_stack;
mod document;
mod element;
mod element_json;
mod escape;
mod expr;
mod for_each;
pub mod functions;
mod hcl;
mod iteration;
mod json;
mod local;
mod logical_id;
mod manifest;
mod meta;
mod names;
mod node;
mod number;
mod operators;
mod output;
mod output_folder;
mod overrides;
mod parts;
mod problem;
mod provider;
mod provider_schema;
mod reference;
mod remote_state;
mod render;
mod run;
pub mod schema;
mod scope;
mod sources;
mod stack;
mod state;
mod synthesis;
mod terraform_data;
pub mod types;
mod untyped;
mod value;
mod variable;

pub use annotation::{Annotation, Level};
pub use app::App;
pub use aspect::Construct;
pub use asset::{Asset, AssetRef, ProgramAsset};
pub use backend::{Backend, HttpBackend, LocalBackend, S3Backend};
pub use binding::Binding;
pub use body::{Blocks, Body};
pub use call_site::CallSite;
pub use document::{Document, Synthesis};
pub use element::{
    Addressable, Definition, Element, ElementKind, ListOf, MapOf, Ref, RefList, RefMap, Repeatable,
    SetOf,
};
pub use expr::Expr;
pub use for_each::{Each, ForEach};
pub use manifest::FORMAT_VERSION;
pub use meta::{Condition, Lifecycle, Meta, MetaArguments};
pub use node::{Node, Text};
pub use number::Number;
pub use output::{Output, OutputAttributes};
pub use output_folder::WriteError;
pub use problem::{Problem, SynthError};
pub use provider::ProviderElement;
pub use provider_schema::provider_schemas;
pub use reference::ElementId;
pub use remote_state::{RemoteState, RemoteStateAttributes};
pub use run::run;
pub use scope::Scope;
pub use sources::Sources;
pub use stack::Stack;
pub use terraform_data::{TerraformData, TerraformDataAttributes};
pub use untyped::{Untyped, UntypedAttributes, UntypedProvider};
pub use value::{IntoNode, Value, ValueAttributes};
pub use variable::Variable;

/// What stack code usually needs.
pub mod prelude {
    pub use crate::types::{Any, List, Map, Set};
    pub use crate::{
        Addressable, App, Asset, Blocks, Condition, Lifecycle, MetaArguments, Number, Output,
        ProviderElement, Ref, Scope, Stack, TerraformData, Untyped, Value, Variable, interpolate,
        record,
    };
}
