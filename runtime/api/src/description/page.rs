//! The `OpenAPI` document as a page to read. No script, no form, nothing from
//! elsewhere: what it shows is in it.

use std::fmt::{self, Write as _};

use serde_json::Value;

/// Text in a page.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\'' => formatter.write_str("&#39;")?,
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The page of a document.
pub(super) fn render(document: &Value) -> String {
    let mut page = String::new();
    // Writing to a string does not fail.
    let _: fmt::Result = write_page(&mut page, document);
    page
}

fn write_page(page: &mut String, document: &Value) -> fmt::Result {
    let title = text(&document["info"]["title"]);
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"docs/page.css\">\n</head>\n<body>\n\
         <h1>{title} <small>{}</small></h1>\n<p>{}</p>\n\
         <p><a href=\"openapi.json\">openapi.json</a></p>\n",
        text(&document["info"]["version"]),
        text(&document["info"]["description"]),
    )?;
    for tag in list(&document["tags"]) {
        let (name, description) = (text(&tag["name"]), text(&tag["description"]));
        write!(page, "<h2>{name}</h2>\n<p>{description}</p>\n")?;
        for (path, operations) in entries(&document["paths"]) {
            for (method, operation) in entries(operations) {
                if list(&operation["tags"]).contains(&tag["name"]) {
                    write_operation(page, path, method, operation)?;
                }
            }
        }
    }
    page.push_str("<h2>schemas</h2>\n");
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let name = Text(name);
        writeln!(page, "<details id=\"{name}\"><summary>{name}</summary>")?;
        write_fields(page, schema)?;
        page.push_str("</details>\n");
    }
    page.push_str("</body>\n</html>\n");
    Ok(())
}

fn write_operation(page: &mut String, path: &str, method: &str, operation: &Value) -> fmt::Result {
    let caller = if operation["security"].is_array() {
        " <em>needs a caller</em>"
    } else {
        ""
    };
    write!(
        page,
        "<details><summary><b>{}</b> <code>{}</code> {}{caller}</summary>\n<p>{}</p>\n",
        Text(&method.to_ascii_uppercase()),
        Text(path),
        text(&operation["summary"]),
        text(&operation["description"]),
    )?;
    let parameters = list(&operation["parameters"]);
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !parameters.is_empty() || body.is_object() {
        page.push_str("<h3>Takes</h3>\n<table>\n");
        for one in parameters {
            let must = if one["required"] == true {
                ", required"
            } else {
                ""
            };
            writeln!(
                page,
                "<tr><td><code>{}</code><td>{}{must}<td>{}<td>{}",
                text(&one["name"]),
                text(&one["in"]),
                Kind(&one["schema"]),
                text(&one["description"]),
            )?;
        }
        if body.is_object() {
            writeln!(page, "<tr><td>body<td>JSON<td>{}<td>", Kind(body))?;
        }
        page.push_str("</table>\n");
    }
    page.push_str("<h3>Answers</h3>\n<table>\n");
    for (status, answer) in entries(&operation["responses"]) {
        let body = &answer["content"]["application/json"]["schema"];
        let (status, description) = (Text(status), text(&answer["description"]));
        write!(
            page,
            "<tr><td><b>{status}</b><td>{}<td>{description}",
            Kind(body)
        )?;
        for (name, _) in entries(&answer["headers"]) {
            write!(page, " <code>{}</code>", Text(name))?;
        }
        page.push('\n');
    }
    page.push_str("</table>\n</details>\n");
    Ok(())
}

fn write_fields(page: &mut String, schema: &Value) -> fmt::Result {
    writeln!(page, "<p>{}</p>\n<table>", text(&schema["description"]))?;
    for (name, field) in entries(&schema["properties"]) {
        let required = list(&schema["required"]).iter().any(|one| one == name);
        let must = if required { "always" } else { "" };
        writeln!(
            page,
            "<tr><td><code>{}</code><td>{must}<td>{}<td>{}",
            Text(name),
            Kind(field),
            text(&field["description"]),
        )?;
    }
    page.push_str("</table>\n");
    Ok(())
}

/// What a schema allows, in a few words.
struct Kind<'a>(&'a Value);

impl fmt::Display for Kind<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.0;
        if let Some(name) = schema["$ref"].as_str() {
            let name = Text(name.rsplit('/').next().unwrap_or(name));
            return write!(formatter, "<a href=\"#{name}\">{name}</a>");
        }
        if schema["items"].is_object() {
            return write!(formatter, "list of {}", Kind(&schema["items"]));
        }
        write!(formatter, "{}", text(&schema["type"]))?;
        for (name, words) in [
            ("format", ""),
            ("pattern", ""),
            ("minimum", "from "),
            ("maximum", "to "),
            ("maxLength", "at most long "),
        ] {
            match &schema[name] {
                Value::String(value) => {
                    write!(formatter, " <code>{words}{}</code>", Text(value))?;
                }
                Value::Number(value) => write!(formatter, " {words}{value}")?,
                _ => {}
            }
        }
        Ok(())
    }
}

fn text(value: &Value) -> Text<'_> {
    Text(value.as_str().unwrap_or_default())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_in_the_document_is_text() {
        let page = render(&json!({
            "info": {"title": "<script>alert(1)</script>"},
            "tags": [{"name": "a\"b"}],
            "paths": {"/'x": {"get": {"tags": ["a\"b"], "summary": "<b>"}}},
        }));
        assert!(!page.contains("<script"));
        assert!(page.contains("&lt;script&gt;") && page.contains("/&#39;x"));
        assert!(page.contains("a&quot;b"));
    }

    #[test]
    fn every_route_and_every_schema_is_there() {
        let document = crate::description::routes::value();
        let page = render(&document);
        for (path, _) in entries(&document["paths"]) {
            assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
        }
        for (name, _) in entries(&document["components"]["schemas"]) {
            assert!(page.contains(&format!("id=\"{name}\"")), "{name}");
        }
        assert!(!page.contains("http://") && !page.contains("https://"));
    }
}
