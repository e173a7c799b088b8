//! Whose line of code an element is put down to.

use std::panic::Location;
use std::rc::Rc;

use crate::scope::Scope;
use crate::state::AppState;

/// While it lives, whatever is added to the app is put down to one line of
/// code: that of whoever used a pattern, instead of the pattern's own. See
/// [`Scope::call_site`].
#[derive(Debug)]
#[must_use = "it lasts as long as it is kept"]
pub struct CallSite {
    app: Rc<AppState>,
    /// Whether this is the outermost one, which alone counts.
    outermost: bool,
}

impl Scope {
    /// Puts down to the caller of a `#[track_caller]` function what the
    /// function adds from here to its end, also by way of others. Inside
    /// another pattern it changes nothing: the outermost call counts.
    ///
    /// ```
    /// use synth_core::prelude::*;
    ///
    /// #[track_caller]
    /// fn releases(scope: &Scope) {
    ///     let _here = scope.call_site();
    ///     for name in ["first", "second"] {
    ///         scope.add(name, TerraformData::new());
    ///     }
    /// }
    ///
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// releases(&stack);
    /// let sources = app.sources();
    /// let first = sources.get("example", "example/first");
    /// assert_eq!(first, sources.get("example", "example/second"));
    /// ```
    #[track_caller]
    pub fn call_site(&self) -> CallSite {
        let site = &self.app.call_site;
        let outermost = site.get().is_none();
        if outermost {
            site.set(Some(Location::caller()));
        }
        CallSite {
            app: Rc::clone(&self.app),
            outermost,
        }
    }
}

impl AppState {
    /// The line to put down to what `caller` adds.
    pub(crate) fn put_down_to(
        &self,
        caller: &'static Location<'static>,
    ) -> &'static Location<'static> {
        self.call_site.get().unwrap_or(caller)
    }
}

impl Drop for CallSite {
    fn drop(&mut self) {
        if self.outermost {
            self.app.call_site.set(None);
        }
    }
}
