//! An order, as it is sent to the queue.

use serde::Deserialize;

/// `{"customer": "ada", "items": [{"article": "lens", "quantity": 2}]}`
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// Who ordered.
    pub(crate) customer: String,
    /// What was ordered.
    pub(crate) items: Vec<Item>,
}

/// So many of one article.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    /// The article.
    pub(crate) article: String,
    /// How many, one at least.
    pub(crate) quantity: u32,
}

impl Order {
    /// Reads the body of a message.
    ///
    /// # Errors
    ///
    /// What is no order, or one of nothing or for nobody.
    pub(crate) fn parse(body: &str) -> Result<Self, String> {
        let order: Self = serde_json::from_str(body).map_err(|error| error.to_string())?;
        if order.customer.trim().is_empty() {
            return Err("nobody ordered".to_owned());
        }
        if order.items.is_empty() {
            return Err("nothing is ordered".to_owned());
        }
        if let Some(item) = order.items.iter().find(|item| item.quantity == 0) {
            return Err(format!("none of `{}` is ordered", item.article));
        }
        Ok(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read() {
        let body = r#"{"customer": "ada", "items": [{"article": "lens", "quantity": 2}]}"#;
        let item = Item {
            article: "lens".to_owned(),
            quantity: 2,
        };
        let order = Order {
            customer: "ada".to_owned(),
            items: vec![item],
        };
        assert_eq!(Order::parse(body), Ok(order));
    }

    #[test]
    fn what_is_no_order_says_why() {
        for (body, why) in [
            ("", "EOF"),
            ("[]", "expected"),
            (r#"{"customer": "ada"}"#, "items"),
            (r#"{"customer": "ada", "items": [], "coupon": 1}"#, "coupon"),
            (r#"{"customer": " ", "items": []}"#, "nobody"),
            (r#"{"customer": "ada", "items": []}"#, "nothing"),
            (
                r#"{"customer": "ada", "items": [{"article": "lens", "quantity": 0}]}"#,
                "none of `lens`",
            ),
            (
                r#"{"customer": "ada", "items": [{"article": "lens", "quantity": -1}]}"#,
                "-1",
            ),
        ] {
            let error = Order::parse(body).unwrap_err();
            assert!(error.contains(why), "{body}: {error}");
        }
    }
}
