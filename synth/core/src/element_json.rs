//! Elements as JSON: what each kind has beside its arguments.

use crate::element::ElementKind;
use crate::escape::Position;
use crate::json::JsonWriter;
use crate::meta::{Arguments, Condition, IgnoreChanges, Lifecycle, Repeat};
use crate::node::Node;
use crate::overrides;
use crate::reference::ElementId;
use crate::render::{Renderer, Slot};
use crate::state::ElementState;

impl Renderer<'_> {
    /// Writes the element and applies its overrides.
    pub(crate) fn element_json(&mut self, writer: &mut JsonWriter, id: ElementId) {
        self.current = id;
        let element = self.element(id);
        if element.overrides.is_empty() {
            self.plain_element(writer, element);
            return;
        }
        let mut plain = JsonWriter::default();
        self.plain_element(&mut plain, element);
        let Ok(mut tree) = serde_json::from_str(&plain.text) else {
            self.problem("could not be read back for its overrides", None);
            return;
        };
        for change in element.overrides.changes() {
            let value = change.value.as_ref().map(|node| self.node_tree(node));
            if let Err(reason) = overrides::apply(&mut tree, &change.path, value) {
                let path = change.path.join(".");
                self.problem(
                    format!("the override of `{path}` does not fit: {reason}"),
                    None,
                );
            }
        }
        writer.value(&tree);
    }

    /// A node as a JSON tree.
    pub(crate) fn node_tree(&mut self, node: &Node) -> serde_json::Value {
        let mut writer = JsonWriter::default();
        self.node(&mut writer, node, Position::Template);
        serde_json::from_str(&writer.text).unwrap_or_default()
    }

    fn plain_element(&mut self, writer: &mut JsonWriter, element: &ElementState) {
        match element.kind() {
            ElementKind::Local => {
                let value = element.definition.body.get("value").unwrap_or(&Node::Null);
                self.node(writer, value, Position::Template);
            }
            ElementKind::Variable => self.variable(writer, element),
            ElementKind::Output => self.output(writer, element),
            _ => self.resource(writer, element),
        }
    }

    fn resource(&mut self, writer: &mut JsonWriter, element: &ElementState) {
        let mut slots = Renderer::slots(&element.definition.body);
        let metadata = |this: &mut Renderer<'_>, writer: &mut JsonWriter| this.metadata(writer);
        if element.kind() != ElementKind::Provider {
            slots.push(("//", Slot::Write(&metadata)));
        }
        let empty = Arguments::default();
        let meta = element.definition.meta.get().unwrap_or(&empty);
        let depends_on = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            this.depends_on(writer, &meta.depends_on);
        };
        let provider = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            if let Some(provider) = meta.provider {
                this.provider_reference(writer, provider);
            }
        };
        let repeat = |this: &mut Renderer<'_>, writer: &mut JsonWriter| match &meta.repeat {
            Some(Repeat::Count(node) | Repeat::ForEach(node)) => {
                this.node(writer, node, Position::Template);
            }
            None => writer.null(),
        };
        let lifecycle = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            if let Some(lifecycle) = &meta.lifecycle {
                this.lifecycle(writer, lifecycle);
            }
        };
        let alias = |_: &mut Renderer<'_>, writer: &mut JsonWriter| {
            writer.string(meta.alias.as_deref().unwrap_or_default());
        };
        if self.has_own_dependencies(&meta.depends_on) {
            slots.push(("depends_on", Slot::Write(&depends_on)));
        }
        if meta.provider.is_some() {
            slots.push(("provider", Slot::Write(&provider)));
        }
        match &meta.repeat {
            Some(Repeat::Count(_)) => slots.push(("count", Slot::Write(&repeat))),
            Some(Repeat::ForEach(_)) => slots.push(("for_each", Slot::Write(&repeat))),
            None => {}
        }
        if meta.lifecycle.is_some() {
            slots.push(("lifecycle", Slot::Write(&lifecycle)));
        }
        if meta.alias.is_some() {
            slots.push(("alias", Slot::Write(&alias)));
        }
        self.object(writer, slots);
    }

    fn output(&mut self, writer: &mut JsonWriter, element: &ElementState) {
        let empty = Arguments::default();
        let meta = element.definition.meta.get().unwrap_or(&empty);
        let lifecycle = meta.lifecycle.clone().unwrap_or_default();
        let description = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            let node = element.definition.body.get("description");
            this.node(writer, node.unwrap_or(&Node::Null), Position::Literal);
        };
        let depends_on = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            this.depends_on(writer, &meta.depends_on);
        };
        let preconditions = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            this.conditions(writer, &lifecycle.preconditions);
        };
        let mut slots = Renderer::slots(&element.definition.body);
        for (name, slot) in &mut slots {
            if *name == "description" {
                *slot = Slot::Write(&description);
            }
        }
        if self.has_own_dependencies(&meta.depends_on) {
            slots.push(("depends_on", Slot::Write(&depends_on)));
        }
        if !lifecycle.preconditions.is_empty() {
            slots.push(("precondition", Slot::Write(&preconditions)));
        }
        self.object(writer, slots);
    }

    fn variable(&mut self, writer: &mut JsonWriter, element: &ElementState) {
        let body = &element.definition.body;
        let mut fields: Vec<(&str, &Node)> = body.entries().collect();
        fields.sort_by_key(|(name, _)| *name);
        writer.open('{');
        for (index, (name, node)) in fields.iter().enumerate() {
            writer.key(name, index == 0);
            let position = if *name == "validation" {
                Position::Template
            } else {
                Position::Literal
            };
            self.node(writer, node, position);
        }
        writer.close('}', fields.is_empty());
    }

    fn metadata(&mut self, writer: &mut JsonWriter) {
        let id = self.current;
        writer.open('{');
        writer.key("metadata", true);
        writer.open('{');
        writer.key("path", true);
        writer.string(&self.construct_path(id));
        writer.key("uniqueId", false);
        writer.string(self.names.get(id));
        writer.close('}', false);
        writer.close('}', false);
    }

    /// Whether there is anything of this stack to wait for; what is of another
    /// one orders the stacks.
    fn has_own_dependencies(&mut self, ids: &[ElementId]) -> bool {
        let mut own = false;
        for id in ids {
            if id.app != self.app {
                self.problem("depends on an element of another app", None);
            } else if id.stack == self.current.stack {
                own = true;
            } else {
                self.cross.orders.insert((self.current.stack, id.stack));
            }
        }
        own
    }

    fn depends_on(&mut self, writer: &mut JsonWriter, ids: &[ElementId]) {
        let own = ids
            .iter()
            .filter(|id| id.app == self.app && id.stack == self.current.stack);
        let mut addresses: Vec<String> = Vec::new();
        for id in own {
            let address = self.address(*id);
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        writer.open('[');
        for (index, address) in addresses.iter().enumerate() {
            writer.entry(index == 0);
            writer.string(address);
        }
        writer.close(']', addresses.is_empty());
    }

    fn provider_reference(&mut self, writer: &mut JsonWriter, id: ElementId) {
        if id.app != self.app || id.stack != self.current.stack {
            self.problem(
                "uses a provider of another stack",
                Some("configure the provider in this stack too"),
            );
            writer.null();
            return;
        }
        let address = self.address(id);
        writer.string(&address);
    }

    fn lifecycle(&mut self, writer: &mut JsonWriter, lifecycle: &Lifecycle) {
        let mut slots: Vec<(&str, Slot<'_>)> = Vec::new();
        let create = lifecycle.create_before_destroy.map(Node::Bool);
        let prevent = lifecycle.prevent_destroy.map(Node::Bool);
        if let Some(node) = &create {
            slots.push(("create_before_destroy", Slot::Field(node, None)));
        }
        if let Some(node) = &prevent {
            slots.push(("prevent_destroy", Slot::Field(node, None)));
        }
        let ignore = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            this.ignore_changes(writer, lifecycle.ignore_changes.as_ref());
        };
        if lifecycle.ignore_changes.is_some() {
            slots.push(("ignore_changes", Slot::Write(&ignore)));
        }
        let triggers = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            this.replace_triggered_by(writer, &lifecycle.replace_triggered_by);
        };
        if !lifecycle.replace_triggered_by.is_empty() {
            slots.push(("replace_triggered_by", Slot::Write(&triggers)));
        }
        let pre = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            this.conditions(writer, &lifecycle.preconditions);
        };
        if !lifecycle.preconditions.is_empty() {
            slots.push(("precondition", Slot::Write(&pre)));
        }
        let post = |this: &mut Renderer<'_>, writer: &mut JsonWriter| {
            this.conditions(writer, &lifecycle.postconditions);
        };
        if !lifecycle.postconditions.is_empty() {
            slots.push(("postcondition", Slot::Write(&post)));
        }
        self.object(writer, slots);
    }

    fn ignore_changes(&mut self, writer: &mut JsonWriter, ignore: Option<&IgnoreChanges>) {
        let Some(IgnoreChanges::Attributes(names)) = ignore else {
            writer.string("all");
            return;
        };
        let schema = self.element(self.current).definition.body.schema();
        writer.open('[');
        for (index, name) in names.iter().enumerate() {
            let first = name.split(['.', '[']).next().unwrap_or_default();
            if !schema.fields.is_empty() && schema.field(first).is_none() {
                let message = format!("ignores changes of `{first}`, which it does not have");
                self.problem(message, None);
            }
            writer.entry(index == 0);
            writer.string(name);
        }
        writer.close(']', names.is_empty());
    }

    /// Terraform wants these bare, without `${}`.
    fn replace_triggered_by(&mut self, writer: &mut JsonWriter, triggers: &[Node]) {
        writer.open('[');
        for (index, trigger) in triggers.iter().enumerate() {
            let mut text = String::new();
            self.hcl_node(&mut text, trigger);
            if text.starts_with("data.") {
                self.problem(
                    format!("is replaced by a change of `{text}`, which is no managed resource"),
                    Some("keep the value in a `TerraformData` and name that"),
                );
            }
            writer.entry(index == 0);
            writer.string(&text);
        }
        writer.close(']', triggers.is_empty());
    }

    fn conditions(&mut self, writer: &mut JsonWriter, conditions: &[Condition]) {
        writer.open('[');
        for (index, condition) in conditions.iter().enumerate() {
            writer.entry(index == 0);
            writer.open('{');
            writer.key("condition", true);
            self.node(writer, &condition.condition, Position::Template);
            writer.key("error_message", false);
            self.node(writer, &condition.error_message, Position::Template);
            writer.close('}', false);
        }
        writer.close(']', conditions.is_empty());
    }
}
