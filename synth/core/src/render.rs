//! From nodes to JSON, with references resolved and literals escaped.

use crate::body::{Body, is_single};
use crate::cross_stack::CrossStack;
use crate::escape::{self, Position};
use crate::expr::{Expr, Kind};
use crate::json::{JsonWriter, escape_into};
use crate::names::{Names, address};
use crate::node::Node;
use crate::number::Number;
use crate::problem::Problem;
use crate::reference::ElementId;
use crate::schema::FieldKind;
use crate::state::{ElementState, StackState};

/// Renders the parts of one stack.
pub(crate) struct Renderer<'a> {
    pub(crate) app: u32,
    pub(crate) stacks: &'a [StackState],
    pub(crate) names: &'a Names,
    pub(crate) cross: &'a mut CrossStack,
    pub(crate) problems: &'a mut Vec<Problem>,
    /// The element being rendered.
    pub(crate) current: ElementId,
    /// The `for` expressions around the current place, outermost first.
    pub(crate) loops: Vec<u64>,
    pub(crate) hcl: String,
    /// How deep in nodes and expressions the current place is.
    depth: usize,
}

/// Deeper values than this do not come from people, and would exhaust the
/// stack somewhere: here, or in Terraform.
const MAX_DEPTH: usize = 500;

/// One entry of an object that is about to be written.
pub(crate) enum Slot<'a> {
    Field(&'a Node, Option<&'static FieldKind>),
    Null,
    Write(&'a dyn Fn(&mut Renderer<'_>, &mut JsonWriter)),
}

impl<'a> Renderer<'a> {
    pub(crate) fn new(
        app: u32,
        stacks: &'a [StackState],
        names: &'a Names,
        cross: &'a mut CrossStack,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        let current = ElementId {
            app,
            stack: 0,
            index: 0,
        };
        Self {
            app,
            stacks,
            names,
            cross,
            problems,
            current,
            loops: Vec::new(),
            hcl: String::new(),
            depth: 0,
        }
    }

    pub(crate) fn element(&self, id: ElementId) -> &'a ElementState {
        &self.stacks[id.stack as usize].elements[id.index as usize]
    }

    pub(crate) fn stack(&self, id: ElementId) -> &'a StackState {
        &self.stacks[id.stack as usize]
    }

    /// The address of an element in its own stack: `aws_s3_bucket.images`.
    pub(crate) fn address(&self, id: ElementId) -> String {
        let element = self.element(id);
        let type_name = &element.definition.type_name;
        address(element.kind(), type_name, self.names.get(id))
    }

    pub(crate) fn construct_path(&self, id: ElementId) -> String {
        let element = self.element(id);
        self.stack(id).construct_path(element.scope, &element.id)
    }

    /// Notes a problem of the current element.
    pub(crate) fn problem(&mut self, message: impl Into<String>, hint: Option<&str>) {
        let stack = self.stack(self.current);
        let mut problem = match stack.elements.get(self.current.index as usize) {
            Some(element) => {
                let path = stack.construct_path(element.scope, &element.id);
                Problem::new(path, message).at(element.location)
            }
            None => Problem::new(&stack.name, message),
        };
        if let Some(hint) = hint {
            problem = problem.hint(hint);
        }
        self.problems.push(problem);
    }

    /// The slots of a body's own fields.
    pub(crate) fn slots(body: &'a Body) -> Vec<(&'a str, Slot<'a>)> {
        let mut slots: Vec<(&str, Slot<'_>)> = Vec::with_capacity(16);
        for (name, node, kind) in body.fields_with_kind() {
            if !node.is_unset() {
                slots.push((name, Slot::Field(node, kind)));
            }
        }
        slots.extend(body.missing_fields().map(|name| (name, Slot::Null)));
        slots
    }

    /// Writes an object of these slots, sorted.
    pub(crate) fn object(&mut self, writer: &mut JsonWriter, mut slots: Vec<(&str, Slot<'_>)>) {
        slots.sort_by_key(|(name, _)| *name);
        writer.open('{');
        let mut previous = None;
        for (name, slot) in &slots {
            if previous == Some(*name) {
                self.problem(format!("the argument `{name}` is given twice"), None);
            }
            writer.key(name, previous.is_none());
            previous = Some(*name);
            match slot {
                Slot::Null => writer.null(),
                Slot::Field(node, kind) => self.field(writer, name, node, *kind),
                Slot::Write(write) => write(self, writer),
            }
        }
        writer.close('}', slots.is_empty());
    }

    fn field(
        &mut self,
        writer: &mut JsonWriter,
        name: &str,
        node: &Node,
        kind: Option<&'static FieldKind>,
    ) {
        let Node::Blocks(blocks) = node else {
            self.node(writer, node, Position::Template);
            return;
        };
        let (min_items, max_items) = match kind {
            Some(FieldKind::Block {
                min_items,
                max_items,
                ..
            }) => (*min_items as usize, *max_items as usize),
            _ => (0, 0),
        };
        let count = blocks.len();
        if max_items > 0 && count > max_items {
            self.problem(
                format!("has {count} `{name}` blocks of at most {max_items}"),
                None,
            );
        }
        if count < min_items {
            self.problem(
                format!("has {count} `{name}` blocks of at least {min_items}"),
                None,
            );
        }
        match blocks.as_slice() {
            [block] if kind.is_some_and(is_single) => self.body(writer, block),
            blocks => self.array(writer, blocks, |this, writer, block| {
                this.body(writer, block);
            }),
        }
    }

    pub(crate) fn body(&mut self, writer: &mut JsonWriter, body: &Body) {
        // A block borrows nothing of the renderer, so its slots do not either.
        let slots = Renderer::slots(body);
        self.object(writer, slots);
    }

    /// Writes a node where strings are read as `position` says.
    pub(crate) fn node(&mut self, writer: &mut JsonWriter, node: &Node, position: Position) {
        self.deeper(|this| this.node_inside(writer, node, position));
    }

    /// Does something one level deeper. Too deep is a problem, after which
    /// nothing that is written matters.
    pub(crate) fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
        if self.depth >= MAX_DEPTH {
            self.problem(
                format!("has a value nested over {MAX_DEPTH} levels deep"),
                None,
            );
            return;
        }
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    fn node_inside(&mut self, writer: &mut JsonWriter, node: &Node, position: Position) {
        match node {
            Node::Unset | Node::Null => writer.null(),
            Node::Bool(value) => writer.bool(*value),
            Node::Number(number) => {
                self.check_number(*number);
                writer.number(*number);
            }
            Node::String(text) => self.text(writer, text, position),
            Node::List(items) => self.array(writer, items, |this, writer, item| {
                this.node(writer, item, position);
            }),
            Node::Map(entries) => self.map(writer, entries, position),
            Node::Body(body) => self.body(writer, body),
            Node::Blocks(blocks) => self.array(writer, blocks, |this, writer, block| {
                this.body(writer, block);
            }),
            Node::Expr(expr) if position == Position::Template => self.expression(writer, expr),
            Node::Expr(_) => {
                self.problem(
                    "has an expression where Terraform takes only a literal",
                    Some("a variable's default is read before anything is evaluated: use a local"),
                );
                writer.null();
            }
        }
    }

    fn text(&mut self, writer: &mut JsonWriter, text: &str, position: Position) {
        if position == Position::Literal || !escape::needs_template_escape(text) {
            writer.string(text);
            return;
        }
        self.hcl.clear();
        escape::template_into(&mut self.hcl, text);
        writer.string(&self.hcl);
    }

    fn array<T>(
        &mut self,
        writer: &mut JsonWriter,
        items: &[T],
        mut write: impl FnMut(&mut Self, &mut JsonWriter, &T),
    ) {
        writer.open('[');
        for (index, item) in items.iter().enumerate() {
            writer.entry(index == 0);
            write(self, writer, item);
        }
        writer.close(']', items.is_empty());
    }

    fn map(
        &mut self,
        writer: &mut JsonWriter,
        entries: &[(crate::node::Text, Node)],
        position: Position,
    ) {
        let entries = self.sorted(entries);
        writer.open('{');
        for (index, (key, node)) in entries.iter().enumerate() {
            writer.entry(index == 0);
            self.text(writer, key, position);
            writer.text.push_str(": ");
            self.node(writer, node, position);
        }
        writer.close('}', entries.is_empty());
    }

    /// A map's entries by key, without those that are not set.
    pub(crate) fn sorted<'m>(
        &mut self,
        entries: &'m [(crate::node::Text, Node)],
    ) -> Vec<(&'m str, &'m Node)> {
        let mut sorted: Vec<(&str, &Node)> = entries
            .iter()
            .filter(|(_, node)| !node.is_unset())
            .map(|(key, node)| (key.as_ref(), node))
            .collect();
        sorted.sort_by_key(|(key, _)| *key);
        let repeated = sorted
            .windows(2)
            .find_map(|pair| (pair[0].0 == pair[1].0).then_some(pair[0].0));
        if let Some(key) = repeated {
            self.problem(format!("has a map with the key `{key}` twice"), None);
        }
        sorted
    }

    pub(crate) fn check_number(&mut self, number: Number) {
        if !number.is_finite() {
            self.problem(
                format!("has the number {number}, which Terraform cannot hold"),
                None,
            );
        }
    }

    /// Writes an expression as a JSON string.
    fn expression(&mut self, writer: &mut JsonWriter, expr: &Expr) {
        match expr.kind() {
            Kind::Literal(node) => self.node(writer, node, Position::Template),
            Kind::Template(parts) if !has_carriage_return(parts) => {
                let mut text = std::mem::take(&mut self.hcl);
                text.clear();
                self.template(&mut text, parts, escape::template_into);
                writer.string(&text);
                self.hcl = text;
            }
            _ => {
                let mut text = std::mem::take(&mut self.hcl);
                text.clear();
                self.hcl_expr(&mut text, expr, false);
                writer.text.push_str("\"${");
                escape_into(&mut writer.text, &text);
                writer.text.push_str("}\"");
                self.hcl = text;
            }
        }
    }
}

/// HCL does not see an interpolation behind a carriage return in a bare
/// template; in a quoted one, where it is escaped, it does.
fn has_carriage_return(parts: &[Node]) -> bool {
    parts
        .iter()
        .any(|part| part.as_str().is_some_and(|text| text.contains('\r')))
}
