//! From expressions to HCL.

use crate::escape;
use crate::expr::{Binding, Expr, For, Kind, Step};
use crate::json::write_number;
use crate::logical_id::is_identifier;
use crate::meta::Repeat;
use crate::node::Node;
use crate::reference::{Instances, Reference};
use crate::render::Renderer;

impl Renderer<'_> {
    /// Writes an expression. As an operand it gets parentheses where it would
    /// otherwise bind differently.
    pub(crate) fn hcl_expr(&mut self, text: &mut String, expr: &Expr, operand: bool) {
        self.deeper(|this| this.hcl_expr_inside(text, expr, operand));
    }

    fn hcl_expr_inside(&mut self, text: &mut String, expr: &Expr, operand: bool) {
        match expr.kind() {
            Kind::Literal(node) => self.hcl_node(text, node),
            Kind::Reference(reference) => self.hcl_reference(text, reference),
            Kind::Symbol(symbol) => {
                self.check_symbol(symbol);
                text.push_str(symbol);
            }
            Kind::Itself => text.push_str(&self.address(self.current)),
            Kind::Bound(binding) => self.hcl_bound(text, *binding),
            Kind::Access { base, step } => {
                self.hcl_expr(text, base, true);
                self.hcl_step(text, step);
            }
            Kind::Template(parts) => {
                text.push('"');
                self.template(text, parts, escape::quoted_content_into);
                text.push('"');
            }
            Kind::Call {
                name,
                arguments,
                spread,
            } => {
                text.push_str(name);
                text.push('(');
                self.hcl_items(text, arguments);
                text.push_str(if *spread { "...)" } else { ")" });
            }
            Kind::Unary { operator, operand } => {
                text.push_str(operator);
                self.hcl_operand(text, operand);
            }
            Kind::Binary {
                operator,
                left,
                right,
            } => {
                text.push('(');
                self.hcl_operand(text, left);
                text.push(' ');
                text.push_str(operator);
                text.push(' ');
                self.hcl_operand(text, right);
                text.push(')');
            }
            Kind::Conditional { condition, yes, no } => {
                if operand {
                    text.push('(');
                }
                self.hcl_operand(text, condition);
                text.push_str(" ? ");
                self.hcl_operand(text, yes);
                text.push_str(" : ");
                self.hcl_operand(text, no);
                if operand {
                    text.push(')');
                }
            }
            Kind::For(for_expression) => self.hcl_for(text, for_expression),
            Kind::Raw(raw) if operand => {
                text.push('(');
                text.push_str(raw);
                text.push(')');
            }
            Kind::Raw(raw) => text.push_str(raw),
        }
    }

    /// Writes a node inside an expression.
    pub(crate) fn hcl_node(&mut self, text: &mut String, node: &Node) {
        self.deeper(|this| this.hcl_node_inside(text, node));
    }

    fn hcl_node_inside(&mut self, text: &mut String, node: &Node) {
        match node {
            Node::Unset | Node::Null => text.push_str("null"),
            Node::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Node::Number(number) => {
                self.check_number(*number);
                write_number(text, *number);
            }
            Node::String(literal) => escape::quoted_into(text, literal),
            Node::List(items) => {
                text.push('[');
                self.hcl_items(text, items);
                text.push(']');
            }
            Node::Map(entries) => {
                let entries = self.sorted(entries);
                self.hcl_object(text, &entries);
            }
            Node::Body(body) => {
                let null = Node::Null;
                let mut entries: Vec<(&str, &Node)> = body
                    .entries()
                    .filter(|(_, node)| !node.is_unset())
                    .chain(body.missing_fields().map(|name| (name, &null)))
                    .collect();
                entries.sort_by_key(|(name, _)| *name);
                self.hcl_object(text, &entries);
            }
            Node::Blocks(blocks) => {
                text.push('[');
                for (index, block) in blocks.iter().enumerate() {
                    if index > 0 {
                        text.push_str(", ");
                    }
                    self.hcl_node(text, &Node::Body(Box::new(block.clone())));
                }
                text.push(']');
            }
            Node::Expr(expr) => self.hcl_expr(text, expr, false),
        }
    }

    fn hcl_operand(&mut self, text: &mut String, node: &Node) {
        match node {
            Node::Expr(expr) => self.hcl_expr(text, expr, true),
            literal => self.hcl_node(text, literal),
        }
    }

    fn hcl_items(&mut self, text: &mut String, items: &[Node]) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            self.hcl_node(text, item);
        }
    }

    fn hcl_object(&mut self, text: &mut String, entries: &[(&str, &Node)]) {
        text.push('{');
        for (index, (key, node)) in entries.iter().enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            escape::quoted_into(text, key);
            text.push_str(" = ");
            self.hcl_node(text, node);
        }
        text.push('}');
    }

    /// Writes a template's parts, its literals escaped for where they stand.
    pub(crate) fn template(
        &mut self,
        text: &mut String,
        parts: &[Node],
        escape_into: fn(&mut String, &str),
    ) {
        let mut parts = parts.iter().peekable();
        while let Some(part) = parts.next() {
            if let Node::String(literal) = part {
                let (literal, dollars) = match parts.peek() {
                    Some(_) => escape::before_interpolation(literal),
                    None => (literal.as_ref(), ""),
                };
                escape_into(text, literal);
                if !dollars.is_empty() {
                    text.push_str("${\"");
                    text.push_str(dollars);
                    text.push_str("\"}");
                }
            } else {
                text.push_str("${");
                self.hcl_node(text, part);
                text.push('}');
            }
        }
    }

    pub(crate) fn hcl_step(&mut self, text: &mut String, step: &Step) {
        match step {
            Step::Attribute(name) if is_identifier(name) => {
                text.push('.');
                text.push_str(name);
            }
            Step::Attribute(name) => {
                text.push('[');
                escape::quoted_into(text, name);
                text.push(']');
            }
            Step::Index(index) => {
                text.push('[');
                self.hcl_node(text, index);
                text.push(']');
            }
            Step::Splat => text.push_str("[*]"),
        }
    }

    fn hcl_for(&mut self, text: &mut String, for_expression: &For) {
        text.push(if for_expression.key.is_some() {
            '{'
        } else {
            '['
        });
        let depth = self.loops.len();
        text.push_str("for ");
        push_bound(text, depth, true);
        text.push_str(", ");
        push_bound(text, depth, false);
        text.push_str(" in ");
        self.hcl_operand(text, &for_expression.collection);
        text.push_str(" : ");
        self.loops.push(for_expression.loop_id);
        if let Some(key) = &for_expression.key {
            self.hcl_node(text, key);
            text.push_str(" => ");
        }
        self.hcl_node(text, &for_expression.result);
        if let Some(condition) = &for_expression.condition {
            text.push_str(" if ");
            self.hcl_node(text, condition);
        }
        self.loops.pop();
        text.push(if for_expression.key.is_some() {
            '}'
        } else {
            ']'
        });
    }

    fn hcl_bound(&mut self, text: &mut String, binding: Binding) {
        let depth = self.loops.iter().position(|id| *id == binding.loop_id);
        let Some(depth) = depth else {
            self.problem(
                "uses the variable of a `for` expression outside of it",
                None,
            );
            return;
        };
        push_bound(text, depth, binding.is_key);
    }

    fn check_symbol(&mut self, symbol: &str) {
        let element = self.element(self.current);
        let repeat = element
            .definition
            .meta
            .get()
            .and_then(|meta| meta.repeat.as_ref());
        let fits = match symbol {
            "count.index" => matches!(repeat, Some(Repeat::Count(_))),
            "each.key" | "each.value" => matches!(repeat, Some(Repeat::ForEach(_))),
            _ => true,
        };
        if !fits {
            self.problem(
                format!("uses `{symbol}`, which only the instances of another element have"),
                Some("keep the value inside the closure it was given to"),
            );
        }
    }

    fn hcl_reference(&mut self, text: &mut String, reference: &Reference) {
        let id = reference.element;
        if id.app != self.app {
            self.problem("refers to an element of another app", None);
            return;
        }
        self.check_instances(reference);
        if id.stack == self.current.stack {
            let address = self.address(id);
            self.hcl_instances(text, &address, reference);
        } else {
            self.cross_stack_reference(text, reference);
        }
    }

    /// Writes which instances of an element, and the path into them.
    pub(crate) fn hcl_instances(
        &mut self,
        text: &mut String,
        address: &str,
        reference: &Reference,
    ) {
        match &reference.instances {
            Instances::One => text.push_str(address),
            Instances::At(index) => {
                text.push_str(address);
                text.push('[');
                self.hcl_node(text, index);
                text.push(']');
            }
            Instances::EveryCounted => {
                text.push_str(address);
                text.push_str("[*]");
            }
            Instances::EveryKeyed => {
                let depth = self.loops.len();
                text.push_str("{for ");
                push_bound(text, depth, true);
                text.push_str(", ");
                push_bound(text, depth, false);
                text.push_str(" in ");
                text.push_str(address);
                text.push_str(" : ");
                push_bound(text, depth, true);
                text.push_str(" => ");
                push_bound(text, depth, false);
            }
        }
        for step in &reference.path {
            self.hcl_step(text, step);
        }
        if matches!(reference.instances, Instances::EveryKeyed) {
            text.push('}');
        }
    }

    /// A repeated element has no attributes of its own, only its instances do.
    fn check_instances(&mut self, reference: &Reference) {
        let element = self.element(reference.element);
        let repeated = element
            .definition
            .meta
            .get()
            .is_some_and(|meta| meta.repeat.is_some());
        let one = matches!(reference.instances, Instances::One);
        if repeated && one && !reference.path.is_empty() {
            let address = self.address(reference.element);
            self.problem(
                format!("uses an attribute of `{address}`, of which there are several"),
                Some("say which instance: `.at(0)`, `.get(\"key\")`, or `.every(...)`"),
            );
        }
    }
}

/// `key` and `val`, numbered from the second nested `for` on.
fn push_bound(text: &mut String, depth: usize, is_key: bool) {
    text.push_str(if is_key { "key" } else { "val" });
    if depth > 0 {
        text.push_str(&(depth + 1).to_string());
    }
}
