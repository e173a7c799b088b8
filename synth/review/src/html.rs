//! A review as one HTML file that needs nothing else: no network, no other
//! file, and, but for search and filters, no script.
//!
//! `page` turns a review into what the templates show, `rows` does that for
//! what differs, `graph` draws, and `templates` are the templates: ours, or a
//! team's own. All text is escaped by the template engine; the page's policy
//! lets no script run but the one that is part of it.

mod graph;
mod page;
mod rows;
mod templates;
#[cfg(test)]
mod tests;

pub use templates::{TemplateError, Templates};

use crate::model::Review;

/// The review as an HTML document.
///
/// # Errors
///
/// Where a template asks for something that is not there; ours do not.
pub fn html(review: &Review, templates: &Templates) -> Result<String, TemplateError> {
    templates.render(&page::Page::new(review))
}
