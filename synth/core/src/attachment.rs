//! What patterns keep beside stacks and elements while an app is defined.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::element::{Addressable, Element, Ref};
use crate::scope::Scope;

/// Whose it is: a stack's, or that of one of its elements.
type Owner = (u32, Option<u32>);

/// At most one value of a type for each stack and element.
#[derive(Default)]
pub(crate) struct Attachments(RefCell<HashMap<(Owner, TypeId), Rc<dyn Any>>>);

impl Attachments {
    fn get_or_make<T: 'static>(&self, owner: Owner, make: impl FnOnce() -> T) -> Rc<T> {
        let key = (owner, TypeId::of::<T>());
        let found = self.0.borrow().get(&key).cloned();
        if let Some(Ok(found)) = found.map(Rc::downcast) {
            return found;
        }
        // Nothing is borrowed here: making one may need another.
        let made = Rc::new(make());
        self.0.borrow_mut().insert(key, made.clone());
        made
    }
}

impl Scope {
    /// The stack's one `T`, made when it is first asked for.
    ///
    /// Patterns use it for what a stack needs once, such as the data source
    /// that tells its account.
    ///
    /// ```
    /// use synth_core::prelude::*;
    ///
    /// struct Release(Ref<TerraformData>);
    ///
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// let release = || Release(stack.add("release", TerraformData::new()));
    /// let first = stack.shared(release);
    /// let second = stack.scope("inner").shared(release);
    /// assert_eq!(first.0.path(), second.0.path());
    /// ```
    pub fn shared<T: 'static>(&self, make: impl FnOnce() -> T) -> Rc<T> {
        self.app.attachments.get_or_make((self.stack, None), make)
    }

    /// The stack's outermost scope.
    #[must_use]
    pub fn root(&self) -> Self {
        Self {
            app: Rc::clone(&self.app),
            stack: self.stack,
            index: 0,
        }
    }
}

impl<E: Element> Ref<E> {
    /// The element's one `T`, made when it is first asked for.
    ///
    /// Some resources may exist once per parent: a bucket has one policy.
    /// Patterns keep what they have collected for it here.
    ///
    /// ```
    /// use std::cell::RefCell;
    /// use synth_core::prelude::*;
    ///
    /// #[derive(Default)]
    /// struct Notes(RefCell<Vec<&'static str>>);
    ///
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// let release = stack.add("release", TerraformData::new());
    /// release.attached(Notes::default).0.borrow_mut().push("first");
    /// release.attached(Notes::default).0.borrow_mut().push("second");
    /// assert_eq!(release.attached(Notes::default).0.borrow().len(), 2);
    /// ```
    pub fn attached<T: 'static>(&self, make: impl FnOnce() -> T) -> Rc<T> {
        let id = self.element_id();
        let owner = (id.stack, Some(id.index));
        self.scope().app.attachments.get_or_make(owner, make)
    }
}
