//! `terraform_data`, the resource that Terraform itself provides.

use crate::Number;
use crate::binding::Binding;
use crate::body::Body;
use crate::schema::flags::{COMPUTED, OPTIONAL};
use crate::schema::{
    AttributeType, BindingKind, BindingSchema, Field, ProviderRequirement, Schema,
};
use crate::types::Any;
use crate::value::{IntoNode, Value};

/// Built into Terraform: needs no requirement and no configuration.
pub(crate) static BUILTIN: ProviderRequirement = ProviderRequirement {
    name: "terraform",
    source: "terraform.io/builtin/terraform",
    version: "",
};

static BLOCK: Schema = Schema::new(&[
    Field::attribute("id", AttributeType::String, COMPUTED),
    Field::attribute("input", AttributeType::Dynamic, OPTIONAL),
    Field::attribute("output", AttributeType::Dynamic, COMPUTED),
    Field::attribute("triggers_replace", AttributeType::Dynamic, OPTIONAL),
]);

static SCHEMA: BindingSchema = BindingSchema {
    kind: BindingKind::Resource,
    type_name: "terraform_data",
    provider: &BUILTIN,
    version: 0,
    block: &BLOCK,
};

crate::resource! {
    /// `terraform_data`: keeps a value, and can make other resources be
    /// replaced when it changes.
    ///
    /// ```
    /// use synth_core::prelude::*;
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// let release = stack.add("release", TerraformData::new().input("v1"));
    /// stack.output("release", release.output());
    /// ```
    TerraformData, TerraformDataAttributes, &SCHEMA
}

impl TerraformData {
    /// Nothing kept, nothing triggered.
    pub fn new() -> Self {
        Self::from_body(Body::new(<Self as Binding>::SCHEMA.block))
    }

    /// What it keeps, and gives back as its output.
    pub fn input(mut self, input: impl IntoNode) -> Self {
        self.body.set("input", input.into_node());
        self
    }

    /// Replaces it when this value changes.
    pub fn triggers_replace(mut self, value: impl IntoNode) -> Self {
        self.body.set("triggers_replace", value.into_node());
        self
    }
}

impl Default for TerraformData {
    fn default() -> Self {
        Self::new()
    }
}

impl TerraformDataAttributes {
    /// A random identifier.
    #[must_use]
    pub fn id(&self) -> Value<String> {
        self.0.attribute("id")
    }

    /// The input, known after it was applied.
    #[must_use]
    pub fn output(&self) -> Value<Any> {
        self.0.attribute("output")
    }

    /// The input as text.
    #[must_use]
    pub fn output_text(&self) -> Value<String> {
        self.0.attribute("output")
    }

    /// The input as a number.
    #[must_use]
    pub fn output_number(&self) -> Value<Number> {
        self.0.attribute("output")
    }
}
