use super::*;

mod identity;

const SECRET: &str = "a secret of at least thirty-two bytes";

#[test]
fn a_token_admits_to_its_room_and_names_the_host() {
    let tokens = tokens(true);
    let of = |host| tokens.issue(&Claims { host, ..claims() });

    assert_eq!(tokens.read(Some(&of(true)), &room("standup"), at(5)), host());
    assert_eq!(tokens.read(Some(&of(false)), &room("standup"), at(5)), guest());
    assert_eq!(
        tokens.read(Some(&of(true)), &room("Standup"), at(5)),
        Err(Refusal::Code(CloseCode::TokenOfOtherRoom))
    );
}

#[test]
fn a_token_issued_by_another_program_is_accepted() {
    // H=$(printf '{"typ":"JWT","alg":"HS256"}' | basenc --base64url | tr -d =)
    // P=$(printf '{"iss":"school","room":"standup","host":true,"exp":9}' | basenc --base64url | tr -d =)
    // printf %s "$H.$P" | openssl dgst -sha256 -hmac "$SECRET" -binary | basenc --base64url | tr -d =
    let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJzY2hvb2wiLCJyb29tIjoic3RhbmR1cCIsImhvc3QiOnRydWUsImV4cCI6OX0.gNwgmfpI96zDxRmbuurK2if2FqNkrP06WtUby2STyLE";

    assert_eq!(tokens(true).read(Some(token), &room("standup"), at(5)), host());
}

#[test]
fn a_token_is_only_needed_where_it_is_required() {
    assert_eq!(tokens(false).read(None, &room("standup"), at(5)), guest());
    assert_eq!(
        tokens(true).read(None, &room("standup"), at(5)),
        Err(Refusal::Code(CloseCode::TokenMissing))
    );
    assert_eq!(
        tokens(false).read(Some("x"), &room("standup"), at(5)),
        Err(Refusal::Code(CloseCode::Token))
    );
}

#[test]
fn a_token_is_valid_for_its_time_plus_a_minute_of_leeway() {
    let tokens = tokens(true);
    let token = tokens.issue(&Claims {
        nbf: Some(1000),
        exp: Some(2000),
        ..claims()
    });
    let read = |seconds| tokens.read(Some(&token), &room("standup"), at(seconds));

    assert_eq!(read(939), Err(Refusal::Code(CloseCode::TokenNotValid)));
    assert_eq!(read(940), guest());
    assert_eq!(read(2059), guest());
    assert_eq!(read(2060), Err(Refusal::Code(CloseCode::TokenNotValid)));
}

#[test]
fn dates_may_have_a_fraction() {
    let token = signed(r#"{"room":"standup","nbf":1000.5,"exp":2000.25}"#);
    let read = |millis| {
        let now = UNIX_EPOCH + Duration::from_millis(millis);
        tokens(true).read(Some(&token), &room("standup"), now)
    };

    assert_eq!(read(940_499), Err(Refusal::Code(CloseCode::TokenNotValid)));
    assert_eq!(read(940_500), guest());
    assert_eq!(read(2_060_249), guest());
    assert_eq!(read(2_060_250), Err(Refusal::Code(CloseCode::TokenNotValid)));
}

#[test]
fn odd_dates_neither_admit_nor_panic() {
    for (dates, code) in [
        (r#""exp":-1"#, CloseCode::TokenNotValid),
        (r#""exp":-1e300"#, CloseCode::TokenNotValid),
        (r#""exp":1e300"#, CloseCode::TokenUnbounded),
        (r#""exp":1e999"#, CloseCode::Token),
        (r#""exp":"2000""#, CloseCode::Token),
        (r#""exp":true"#, CloseCode::Token),
        (r#""exp":2e3,"nbf":1e300"#, CloseCode::TokenNotValid),
        (r#""exp":2e3,"nbf":"5""#, CloseCode::Token),
    ] {
        let token = signed(&format!(r#"{{"room":"standup",{dates}}}"#));

        let refusal = tokens(true)
            .read(Some(&token), &room("standup"), at(1000))
            .unwrap_err();
        assert_eq!(refusal.code(), code.number(), "{dates}");
    }
}

#[test]
fn a_token_without_a_near_end_is_refused() {
    let day = Duration::from_secs(24 * 60 * 60);
    let read = |tokens: Tokens, exp| {
        let token = tokens.issue(&Claims { exp, ..claims() });
        tokens.read(Some(&token), &room("standup"), at(1_790_000_000))
    };
    let unbounded = Err(Refusal::Code(CloseCode::TokenUnbounded));
    let at_most_a_day = || tokens(false).with_max_age(day);

    assert_eq!(read(tokens(false), None), unbounded);
    assert_eq!(
        read(tokens(false), Some(1_790_000_060_000)),
        unbounded,
        "milliseconds"
    );
    assert_eq!(
        read(tokens(false), Some(1_790_000_000 + 366 * day.as_secs())),
        guest()
    );
    assert_eq!(
        read(at_most_a_day(), Some(1_790_000_000 + day.as_secs())),
        guest()
    );
    assert_eq!(
        read(at_most_a_day(), Some(1_790_000_001 + day.as_secs())),
        unbounded
    );
}

#[test]
fn a_room_may_be_spelt_otherwise_than_in_its_token() {
    for claim in ["Cafe\u{301}", "Caf\u{e9}", " Caf\u{e9}\u{200b} "] {
        let token = tokens(true).issue(&Claims {
            room: claim.into(),
            ..claims()
        });
        for spelling in ["Caf\u{e9}", "Cafe\u{301}\n"] {
            let admitted = tokens(true).read(Some(&token), &room(spelling), at(5));

            assert_eq!(admitted, guest(), "{claim:?} for {spelling:?}");
        }
    }
}

#[test]
fn new_claims_end_by_themselves() {
    let tokens = tokens(true);
    let token = tokens.issue(&Claims::new("standup"));

    assert_eq!(
        tokens.read(Some(&token), &room("standup"), SystemTime::now()),
        guest()
    );
}

#[test]
fn a_token_not_signed_with_the_secret_is_refused() {
    let tokens = tokens(true);
    let good = tokens.issue(&claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let other = Tokens::new(Secret::new(&"x".repeat(32)).unwrap(), true).unwrap();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let payload = signed.split_once('.').unwrap().1;

    for token in [
        String::new(),
        "..".to_owned(),
        "a.b.c.d".to_owned(),
        signed.to_owned(),
        format!("{signed}."),
        format!("{good}="),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        other.issue(&claims()),
        good.replacen('.', ".x", 1),
    ] {
        assert_eq!(
            tokens.read(Some(&token), &room("standup"), at(5)),
            Err(Refusal::Code(CloseCode::Token)),
            "{token}"
        );
    }
}

#[test]
fn another_algorithm_or_a_critical_extension_is_refused() {
    let tokens = tokens(true);

    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"HS256","crit":["b64"]}"#,
    ] {
        let token = signed_as(header, r#"{"room":"standup","exp":9}"#);

        assert_eq!(
            tokens.read(Some(&token), &room("standup"), at(5)),
            Err(Refusal::Code(CloseCode::Token))
        );
    }
}

#[test]
fn a_short_secret_is_refused() {
    let of = |length| Tokens::new(Secret::new(&"x".repeat(length)).unwrap(), true);

    assert_eq!(of(31).unwrap_err(), ShortSecret);
    assert!(of(32).is_ok());
}

#[test]
fn a_token_that_names_a_key_is_verified_with_that_alone() {
    let other = "another secret of thirty-two bytes";
    let of = |secret: &str| Secret::new(secret).unwrap();
    let both = Tokens::new(of(SECRET), true)
        .unwrap()
        .with_key_id("2026-12")
        .with_former_secret(of(other))
        .unwrap()
        .with_key_id("2026-11");
    let signed_by = |secret, id: Option<&str>| {
        let tokens = Tokens::new(of(secret), true).unwrap();
        let tokens = match id {
            Some(id) => tokens.with_key_id(id),
            None => tokens,
        };
        tokens.issue(&claims())
    };

    for (secret, id, is_valid) in [
        (SECRET, Some("2026-12"), true),
        (other, Some("2026-11"), true),
        (SECRET, None, true),
        (other, None, true),
        (other, Some("2026-12"), false),
        (SECRET, Some("2026-10"), false),
    ] {
        let read = both.read(Some(&signed_by(secret, id)), &room("standup"), at(5));
        assert_eq!(read.is_ok(), is_valid, "{secret} {id:?}");
        // A key without a name is tried for every token.
        let read = tokens(true).read(Some(&signed_by(secret, id)), &room("standup"), at(5));
        assert_eq!(read.is_ok(), secret == SECRET, "{secret} {id:?}");
    }
    assert_eq!(both.issue(&claims()), signed_by(SECRET, Some("2026-12")));
}

fn host() -> Result<Pass, Refusal> {
    Ok(Pass {
        is_host: true,
        ..Pass::default()
    })
}

fn guest() -> Result<Pass, Refusal> {
    Ok(Pass::default())
}

fn tokens(are_required: bool) -> Tokens {
    let tokens = Tokens::new(Secret::new(SECRET).unwrap(), are_required).unwrap();
    tokens.with_picture_origins(["https://school.example".parse().unwrap()])
}

fn claims() -> Claims {
    Claims {
        exp: Some(9),
        ..Claims::new("standup")
    }
}

fn signed(payload: &str) -> String {
    signed_as(r#"{"alg":"HS256"}"#, payload)
}

fn signed_as(header: &str, payload: &str) -> String {
    let [header, payload] = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part));
    let signed = format!("{header}.{payload}");
    let signature = URL_SAFE_NO_PAD.encode(
        mac(&Secret::new(SECRET).unwrap(), &signed)
            .finalize()
            .into_bytes(),
    );
    format!("{signed}.{signature}")
}

fn room(name: &str) -> RoomName {
    RoomName::read(name).unwrap()
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}
