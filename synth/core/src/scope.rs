//! Scopes: named groups of elements inside a stack.

use std::panic::Location;
use std::rc::Rc;

use crate::annotation::{Annotation, Level};
use crate::aspect::Construct;
use crate::asset::{Asset, AssetRef, AssetSource, AssetState};
use crate::asset_files;
use crate::element::{Element, Ref, RefList, RefMap, Repeatable};
use crate::for_each::{Each, ForEach};
use crate::local::Local;
use crate::logical_id::logical_id;
use crate::meta::Repeat;
use crate::node::Text;
use crate::number::Number;
use crate::output::Output;
use crate::overrides::Overrides;
use crate::problem::Problem;
use crate::reference::ElementId;
use crate::state::{AppState, ElementState, ScopeState};
use crate::value::{IntoNode, Value};

/// A place in a stack that elements are added to. Cheap to clone; a
/// [`Stack`](crate::Stack) dereferences to its outermost one.
///
/// The ids of the scopes above an element are part of its logical id, so two
/// scopes may hold elements of the same id.
#[derive(Debug, Clone)]
pub struct Scope {
    pub(crate) app: Rc<AppState>,
    pub(crate) stack: u32,
    pub(crate) index: u32,
}

impl Scope {
    /// Opens a scope inside this one.
    #[must_use]
    #[track_caller]
    pub fn scope(&self, id: impl Into<Text>) -> Self {
        let id = clean(id.into());
        let location = self.app.put_down_to(Location::caller());
        let index = self.app.with_stack(self.stack, |stack| {
            stack.scopes.push(ScopeState {
                parent: self.index,
                path: stack.path_below(self.index, &id),
                location,
            });
            index(stack.scopes.len())
        });
        Self {
            app: Rc::clone(&self.app),
            stack: self.stack,
            index,
        }
    }

    /// Adds an element under an id of its own. Within one kind and type, ids
    /// that come out as the same name in Terraform are an error at synthesis.
    #[track_caller]
    pub fn add<E: Element>(&self, id: impl Into<Text>, element: E) -> Ref<E> {
        let id = clean(id.into());
        let location = self.app.put_down_to(Location::caller());
        let definition = element.define();
        let index = self.app.with_stack(self.stack, |stack| {
            stack.elements.push(ElementState {
                scope: self.index,
                id,
                definition,
                logical_id: None,
                overrides: Overrides::default(),
                location,
            });
            index(stack.elements.len())
        });
        let id = ElementId {
            app: self.app.id,
            stack: self.stack,
            index,
        };
        Ref::new(self.clone(), id)
    }

    /// Adds `count` instances of a resource. The closure gets each one's
    /// position, `count.index`.
    #[track_caller]
    pub fn add_count<E: Repeatable>(
        &self,
        id: impl Into<Text>,
        count: impl Into<Value<Number>>,
        define: impl FnOnce(Value<Number>) -> E,
    ) -> RefList<E> {
        let index = crate::expr::Expr::symbol("count.index").into_value();
        let mut element = define(index);
        element.meta_mut().edit().repeat = Some(Repeat::Count(count.into().into_node()));
        RefList::new(self.add(id, element))
    }

    /// Adds an instance of a resource for each entry of a map or set. The
    /// closure gets `each.key` and `each.value`.
    ///
    /// ```
    /// use synth_core::prelude::*;
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// let sizes: Value<Map<Number>> = [("small", 1), ("large", 9)].into();
    /// let all = stack.add_each("size", sizes, |each| {
    ///     TerraformData::new().input(each.value())
    /// });
    /// let small = all.get("small").output();
    /// ```
    #[track_caller]
    pub fn add_each<E: Repeatable, T, F: ForEach<T>>(
        &self,
        id: impl Into<Text>,
        for_each: F,
        define: impl FnOnce(&Each<T>) -> E,
    ) -> RefMap<E> {
        let mut element = define(&Each::new());
        element.meta_mut().edit().repeat = Some(Repeat::ForEach(for_each.into_for_each()));
        RefMap::new(self.add(id, element))
    }

    /// Adds an output.
    #[track_caller]
    pub fn output(&self, id: impl Into<Text>, value: impl IntoNode) -> Ref<Output> {
        self.add(id, Output::new(value))
    }

    /// Names a value, so that the document says it once.
    #[track_caller]
    pub fn local<T>(&self, id: impl Into<Text>, value: Value<T>) -> Value<T> {
        self.add(id, Local::new(value)).value()
    }

    /// Puts files beside the document.
    #[track_caller]
    pub fn add_asset(&self, id: impl Into<Text>, asset: impl Into<Asset>) -> AssetRef {
        let asset: Asset = asset.into();
        let id = clean(id.into());
        let location = self.app.put_down_to(Location::caller());
        let file_name = asset.file_name();
        let (construct_path, below) = self.app.with_stack(self.stack, |stack| {
            let below = stack.path_below(self.index, &id);
            (stack.construct_path(self.index, &id), below)
        });
        let name = logical_id(&below).unwrap_or_default();
        let folder = format!("assets/{name}");
        let hash = self.hash(&asset, &construct_path, location);
        self.app.with_stack(self.stack, |stack| {
            if name.is_empty() || stack.assets.iter().any(|other| other.folder == folder) {
                let message = format!("another asset is in `{folder}` already");
                let problem = Problem::new(&construct_path, message).at(location);
                self.app.problem(problem.hint("choose another id"));
            }
            stack.assets.push(AssetState {
                folder: folder.clone(),
                file_name: file_name.clone(),
                source: asset.source,
                construct_path,
                location,
            });
        });
        let path = if file_name.is_empty() {
            folder
        } else {
            format!("{folder}/{file_name}")
        };
        AssetRef { path, hash }
    }

    fn hash(
        &self,
        asset: &Asset,
        construct_path: &str,
        location: &'static Location<'static>,
    ) -> Option<String> {
        let (AssetSource::File(path) | AssetSource::Directory(path) | AssetSource::Archive(path)) =
            &asset.source
        else {
            return None;
        };
        match asset_files::entries(path).and_then(|entries| asset_files::hash(&entries)) {
            Ok(hash) => Some(hash),
            Err(error) => {
                let message = format!("cannot read the asset `{}`: {error}", path.display());
                self.app
                    .problem(Problem::new(construct_path, message).at(location));
                None
            }
        }
    }

    /// Notes something worth knowing for whoever synthesizes.
    pub fn info(&self, message: impl Into<String>) {
        self.annotate(Level::Info, message.into());
    }

    /// Notes something that should probably be changed.
    pub fn warning(&self, message: impl Into<String>) {
        self.annotate(Level::Warning, message.into());
    }

    /// Notes something that makes the stacks unfit for use: the `synth`
    /// command fails after printing it.
    pub fn error(&self, message: impl Into<String>) {
        self.annotate(Level::Error, message.into());
    }

    /// Runs a check before anything is written. What it returns as an error
    /// stops synthesis, together with every other problem.
    pub fn validate(&self, check: impl Fn() -> Result<(), String> + 'static) {
        self.app.with_stack(self.stack, |stack| {
            stack.validations.push((self.index, Rc::new(check)));
        });
    }

    /// Shows every element in this scope and below to a function, before
    /// anything is written, in the order they were added. It may change what
    /// was set.
    ///
    /// ```
    /// use synth_core::prelude::*;
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// stack.aspect(|construct| {
    ///     if construct.accepts("tags") {
    ///         construct.set("tags", Value::<Map<String>>::from([("Team", "photos")]));
    ///     }
    /// });
    /// ```
    pub fn aspect(&self, visit: impl Fn(&mut Construct<'_>) + 'static) {
        self.app.with_stack(self.stack, |stack| {
            stack.aspects.push((self.index, Rc::new(visit)));
        });
    }

    /// The construct path: `stack/scope`.
    #[must_use]
    pub fn path(&self) -> String {
        self.app
            .with_stack(self.stack, |stack| stack.scope_path(self.index))
    }

    fn annotate(&self, level: Level, message: String) {
        let construct_path = self.path();
        self.app.with_stack(self.stack, |stack| {
            stack.annotations.push(Annotation {
                construct_path,
                level,
                message,
            });
        });
    }
}

/// `/` separates the parts of a path, so ids cannot have it.
fn clean(id: Text) -> Text {
    if id.contains('/') {
        id.replace('/', "--").into()
    } else {
        id
    }
}

/// The index of the last of `length` things.
fn index(length: usize) -> u32 {
    // Four thousand million elements do not fit in memory.
    u32::try_from(length - 1).unwrap_or(u32::MAX)
}
