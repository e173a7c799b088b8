//! Every text of a review, one after the other: how the last mask is laid
//! over it, and how a test looks for what should not be there.

use super::{
    Attribute, Change, Check, Difference, Finding, Invocation, Line, Note, OutputChange, Review,
    Shown, Stack,
};

/// What is done to every text.
type Edit<'a> = &'a mut dyn FnMut(&mut String);

impl Review {
    /// Hands every text that may come from a value to `edit`. Addresses, types
    /// and names of resources, which are the program's own, are left out, but
    /// keys in addresses are handed over as part of them.
    pub(crate) fn each_text(&mut self, edit: Edit<'_>) {
        notes(&mut self.notes, edit);
        for stack in &mut self.stacks {
            stack.each_text(edit);
        }
    }
}

impl Stack {
    /// Hands over every reference, which is a name and no value.
    pub(crate) fn each_reference(&mut self, edit: Edit<'_>) {
        self.each_references(&mut |list| list.iter_mut().for_each(&mut *edit));
    }

    /// Hands over what each value refers to.
    pub(crate) fn each_references(&mut self, edit: &mut dyn FnMut(&mut Vec<String>)) {
        let changes = self.changes.iter_mut().chain(&mut self.drift);
        let deferred = self
            .deferred
            .iter_mut()
            .map(|deferred| &mut deferred.change);
        for change in changes.chain(deferred) {
            references(&mut change.attributes, edit);
        }
        for output in &mut self.outputs {
            references(&mut output.differences, edit);
        }
    }

    pub(crate) fn each_text(&mut self, edit: Edit<'_>) {
        let about = [&mut self.timestamp, &mut self.terraform_version];
        about.into_iter().flatten().for_each(&mut *edit);
        for finding in &mut self.findings {
            finding.each_text(edit);
        }
        for change in self.changes.iter_mut().chain(&mut self.drift) {
            change.each_text(edit);
        }
        for deferred in &mut self.deferred {
            edit(&mut deferred.reason);
            deferred.change.each_text(edit);
        }
        for OutputChange { differences, .. } in &mut self.outputs {
            attributes(differences, edit);
        }
        for Check {
            address, problems, ..
        } in &mut self.checks
        {
            edit(address);
            problems.iter_mut().for_each(&mut *edit);
        }
        for Invocation { trigger, .. } in &mut self.actions {
            trigger.iter_mut().for_each(&mut *edit);
        }
        notes(&mut self.notes, edit);
    }
}

impl Finding {
    fn each_text(&mut self, edit: Edit<'_>) {
        edit(&mut self.what);
        self.attribute.iter_mut().for_each(&mut *edit);
    }
}

impl Change {
    fn each_text(&mut self, edit: Edit<'_>) {
        self.reason.iter_mut().for_each(&mut *edit);
        self.imported.iter_mut().for_each(&mut *edit);
        self.replaced_by.iter_mut().for_each(&mut *edit);
        self.computed.iter_mut().for_each(&mut *edit);
        attributes(&mut self.attributes, edit);
    }
}

fn notes(all: &mut [Note], edit: Edit<'_>) {
    for note in all {
        edit(&mut note.text);
    }
}

fn attributes(all: &mut [Attribute], edit: Edit<'_>) {
    for attribute in all {
        edit(&mut attribute.path);
        match &mut attribute.difference {
            Difference::Value { before, after } => {
                shown(before, edit);
                shown(after, edit);
            }
            Difference::Lines { lines, .. } => {
                for Line { text, .. } in lines {
                    edit(text);
                }
            }
            Difference::Items { added, removed, .. } => {
                for item in added.iter_mut().chain(removed) {
                    shown(item, edit);
                }
            }
            Difference::Document { changes } => attributes(changes, edit),
            Difference::Policy { changes } => {
                for change in changes {
                    edit(&mut change.text);
                }
            }
            Difference::Form => {}
        }
    }
}

fn references(all: &mut [Attribute], edit: &mut dyn FnMut(&mut Vec<String>)) {
    for attribute in all {
        edit(&mut attribute.references);
        if let Difference::Document { changes } = &mut attribute.difference {
            references(changes, edit);
        }
    }
}

fn shown(value: &mut Shown, edit: Edit<'_>) {
    if let Shown::Known(text) = value {
        edit(text);
    }
}
