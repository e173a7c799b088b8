//! Posts.

use std::time::SystemTime;

use contract::table;

use crate::item::Item;
use crate::{ObjectKey, PostId, Rank, Refused, UserName};

/// A post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who made it.
    pub user: UserName,
    /// The title.
    pub title: String,
    /// The text.
    pub body: String,
    /// How far its image is.
    pub labelling: Labelling,
    /// Which upload cannot be labelled, where that is how far it is.
    pub failed: Option<ObjectKey>,
}

/// How far the image of a post is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Labelling {
    /// None was uploaded, or it is not labelled yet.
    Waiting,
    /// There is one, and what is in it is known.
    Done {
        /// The image.
        image: ObjectKey,
        /// What is in it, the surest first; may be empty.
        labels: Vec<String>,
    },
    /// What was uploaded last is no image that can be labelled.
    Failed,
}

impl Post {
    /// When it was made; nothing for posts of the system before this one.
    #[must_use]
    pub fn created_at(&self) -> Option<SystemTime> {
        self.id.created_at()
    }

    /// About how much memory its texts take, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.title.len() + self.body.len()
    }

    /// Reads an item of the table.
    pub(crate) fn from_item(mut item: Item) -> Result<Self, Refused> {
        let id = item.text(table::ID)?.parse()?;
        let user = UserName::from_partition(&item.text(table::USER)?)?;
        let failed =
            item.optional_text(table::LABEL_STATUS).as_deref() == Some(table::LABEL_FAILED);
        // A key that is none leads to no image.
        let image = item
            .optional_text(table::IMAGE)
            .and_then(|key| key.parse().ok());
        let labelling = match image {
            Some(image) => Labelling::Done {
                image,
                labels: item.texts(table::LABEL),
            },
            None if failed => Labelling::Failed,
            None => Labelling::Waiting,
        };
        let failed = match labelling {
            Labelling::Failed => item
                .optional_text(table::IMAGE_RANK)
                .and_then(|rank| ObjectKey::ranked(&user, id, &Rank::stored(rank))),
            _ => None,
        };
        Ok(Self {
            failed,
            id,
            user,
            title: item.text(table::TITLE)?,
            body: item.text(table::BODY)?,
            labelling,
        })
    }

    /// Reads items; one that is no post is left out and told of in the log.
    ///
    /// Such items are real: the system before this one wrote labels of deleted
    /// posts into items that have nothing else.
    pub(crate) fn from_items(items: impl IntoIterator<Item = Item>) -> Vec<Self> {
        items
            .into_iter()
            .filter_map(|item| match Self::from_item(item) {
                Ok(post) => Some(post),
                Err(error) => {
                    tracing::warn!(%error, "an item of the table is no post");
                    None
                }
            })
            .collect()
    }
}
