//! The links of a page that say what is built and copied: `<link data-trunk …>`.

use anyhow::{Context, Result};

const START: &str = "<link data-trunk";

/// One such link.
#[derive(Debug)]
pub struct Link<'t>(&'t str);

impl<'t> Link<'t> {
    /// Returns the value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&'t str> {
        let (_, rest) = self.0.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0)
    }

    /// Returns the value of an attribute that the link must have.
    ///
    /// # Errors
    ///
    /// If it lacks it.
    pub fn required(&self, name: &str) -> Result<&'t str> {
        self.attribute(name)
            .with_context(|| format!("a link of index.html lacks {name}: {}", self.0))
    }
}

/// Returns the links of a page, in order.
///
/// # Errors
///
/// If one of them does not end.
pub fn of(text: &str) -> Result<Vec<Link<'_>>> {
    let starts = text.match_indices(START);
    starts.map(|(start, _)| Ok(Link(one(&text[start..])?))).collect()
}

/// Returns the page without these links, but with the lines on which they were, as Trunk leaves them.
///
/// # Errors
///
/// Those of [`of`].
pub fn without(text: &str) -> Result<String> {
    let mut parts = text.split(START);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(&part[one(part)?.len()..]);
    }
    Ok(kept)
}

fn one(text: &str) -> Result<&str> {
    let end = text.find('>').context("a link of index.html does not end")?;
    Ok(&text[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head>
  <link data-trunk rel="rust" href="Cargo.toml" data-wasm-opt="z">
  <link rel="icon" href="favicon.svg">
  <link data-trunk rel="copy-file" href="www/page.js">
</head>"#;

    #[test]
    fn links_for_trunk_have_attributes() {
        let links = of(PAGE).unwrap();

        let names: Vec<_> = links.iter().map(|link| link.attribute("href")).collect();
        assert_eq!(names, [Some("Cargo.toml"), Some("www/page.js")]);
        assert_eq!(links[0].attribute("data-wasm-opt"), Some("z"));
        assert!(links[1].required("data-wasm-opt").is_err());
    }

    #[test]
    fn the_built_page_has_other_links_only() {
        assert_eq!(
            without(PAGE).unwrap(),
            "<head>\n  \n  <link rel=\"icon\" href=\"favicon.svg\">\n  \n</head>"
        );
    }

    #[test]
    fn a_link_without_an_end_is_refused() {
        assert!(of("<link data-trunk rel=\"rust\"").is_err());
    }
}
