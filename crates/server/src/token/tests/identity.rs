//! What a token says about its bearer.

use super::*;
use visavis_protocol::{MAX_METADATA_LENGTH, MAX_PICTURE_LENGTH, MAX_SUBJECT_LENGTH, Permissions};

#[test]
fn the_claims_about_a_person_are_their_identity() {
    let mut claims = claims();
    claims.sub = Some("248289761001".into());
    claims.name = Some("Ada Lovelace".into());
    claims.picture = Some("https://school.example/7.png".into());
    claims.metadata = serde_json::from_str(r#"{"role":"teacher"}"#).unwrap();

    claims.permissions = Some(Permissions::read(["publish", "chat"]));
    let pass = read(&tokens(true).issue(&claims)).unwrap();

    let identity = Identity {
        subject: Some("248289761001".into()),
        name: Some("Ada Lovelace".into()),
        picture: Some("https://school.example/7.png".into()),
        metadata: Some(r#"{"role":"teacher"}"#.into()),
        permissions: Some(Permissions::read(["publish", "chat"])),
    };
    assert_eq!(pass.identity, Some(identity));
}

#[test]
fn permissions_make_a_host_or_restrict() {
    for (claims, is_host, permissions) in [
        (
            r#","permissions":["host","chat"]"#,
            true,
            Some(&["host", "chat"][..]),
        ),
        (r#","permissions":["fly"]"#, false, Some(&[])),
        (r#","permissions":[],"host":true"#, true, Some(&[])),
        (r#","permissions":null"#, false, None),
    ] {
        let pass = read(&signed(&format!(r#"{{"room":"standup","exp":9{claims}}}"#))).unwrap();

        assert_eq!(pass.is_host, is_host, "{claims}");
        let read = pass.identity.and_then(|identity| identity.permissions);
        assert_eq!(
            read,
            permissions.map(|names| Permissions::read(names.iter().copied())),
            "{claims}"
        );
    }
}

#[test]
fn pictures_are_shown_from_listed_origins_alone() {
    for (url, is_shown) in [
        ("https://school.example/7.png", true),
        ("https://SCHOOL.example:443/7.png", true),
        ("https://a.cdn.example/7.png", true),
        ("data:image/png;base64,iVBORw0KGgo=", true),
        ("https://school.example:8443/7.png", false),
        ("https://school.example.evil.example/7.png", false),
        ("https://school.example@evil.example/7.png", false),
        ("https://evil.example\\\\@school.example/7.png", false),
        ("https://evil.example/?https://school.example/", false),
        ("https://cdn.example/7.png", false),
    ] {
        let token = signed(&format!(r#"{{"room":"standup","exp":9,"picture":"{url}"}}"#));
        let origins =
            ["https://school.example", "https://*.cdn.example"].map(|origin| origin.parse().unwrap());
        let tokens = tokens(true).with_picture_origins(origins);

        let pass = tokens.read(Some(&token), &room("standup"), at(5)).unwrap();
        assert_eq!(pass.identity.is_some(), is_shown, "{url}");
    }
}

#[test]
fn a_token_that_says_nothing_about_a_person_gives_no_identity() {
    for claims in [
        "",
        r#","sub":null,"name":null,"picture":null,"metadata":null"#,
        r#","name":" ","picture":"""#,
    ] {
        assert_eq!(identity_of(claims), Ok(None), "{claims}");
    }
}

#[test]
fn a_claim_of_the_wrong_type_refuses_the_token_and_is_named() {
    let long = format!(r#","sub":"{}""#, "x".repeat(MAX_SUBJECT_LENGTH + 1));
    let large = format!(r#","metadata":{{"a":"{}"}}"#, "x".repeat(MAX_METADATA_LENGTH));
    for (claims, claim) in [
        (r#","sub":7"#, "sub"),
        (r#","sub":"""#, "sub"),
        (r#","sub":"a\u0000b""#, "sub"),
        (&*long, "sub"),
        (r#","name":{"first":"Ada"}"#, "name"),
        (r#","picture":true"#, "picture"),
        (r#","metadata":"{}""#, "metadata"),
        (r#","metadata":[]"#, "metadata"),
        (&large, "metadata"),
        (r#","host":"true""#, "host"),
        (r#","permissions":"chat""#, "permissions"),
        (r#","permissions":[7]"#, "permissions"),
    ] {
        let refusal = identity_of(claims).unwrap_err();

        assert_eq!(refusal, Refusal::Claim(claim), "{claims}");
        assert_eq!(refusal.code(), CloseCode::Token.number());
    }
    let without_room = read(&signed(r#"{"exp":9}"#)).unwrap_err();
    assert_eq!(without_room, Refusal::Claim("room"));
}

#[test]
fn a_picture_that_cannot_be_shown_is_left_out() {
    let long = format!("https://school.example/{}", "x".repeat(MAX_PICTURE_LENGTH));
    for picture in [
        "http://school.example/7.png",
        "/7.png",
        "javascript:alert(1)",
        &long,
    ] {
        let identity = identity_of(&format!(r#","sub":"7","picture":"{picture}""#))
            .unwrap()
            .unwrap();

        assert_eq!(
            (identity.subject.as_deref(), identity.picture),
            (Some("7"), None),
            "{picture}"
        );
    }
}

#[test]
fn a_name_is_made_readable_and_cut() {
    let of = |name: &str| {
        identity_of(&format!(r#","name":"{name}""#))
            .unwrap()
            .unwrap()
            .name
            .unwrap()
    };

    assert_eq!(of(r" Ada\n"), "Ada");
    assert_eq!(of(&"é".repeat(100)), "é".repeat(64));
}

#[test]
fn metadata_is_passed_on_as_it_is_written() {
    let metadata = r#"{ "rate" : 1.50, "big": 12345678901234567890, "text": "\ud800" }"#;

    let identity = identity_of(&format!(r#","metadata":{metadata}"#))
        .unwrap()
        .unwrap();

    assert_eq!(identity.metadata.as_deref(), Some(metadata));
}

fn identity_of(claims: &str) -> Result<Option<Identity>, Refusal> {
    read(&signed(&format!(r#"{{"room":"standup","exp":9{claims}}}"#))).map(|pass| pass.identity)
}

fn read(token: &str) -> Result<Pass, Refusal> {
    tokens(true).read(Some(token), &room("standup"), at(5))
}
