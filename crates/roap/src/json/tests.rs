use super::{NotJson, Value};

#[test]
fn a_value_survives_a_round_trip() {
    let text = r#"{"a":"b","c":[1,true,false,null,[]],"d":{"e":{}},"":18446744073709551615}"#;

    let value = Value::from_json(text).unwrap();

    assert_eq!(
        value,
        Value::Object(vec![
            ("a".into(), "b".into()),
            (
                "c".into(),
                Value::Array(vec![
                    1.into(),
                    true.into(),
                    false.into(),
                    Value::Null,
                    Value::Array(vec![])
                ])
            ),
            (
                "d".into(),
                Value::Object(vec![("e".into(), Value::Object(vec![]))])
            ),
            (String::new(), Value::Number(u64::MAX)),
        ])
    );
    assert_eq!(value.to_json(), text);
}

#[test]
fn white_space_is_allowed_only_between_tokens() {
    let spaced = " {\t\"a\" :\n[ 1 ,\r2 ] } ";

    assert_eq!(Value::from_json(spaced).unwrap().to_json(), r#"{"a":[1,2]}"#);
    for text in ["1 2", "t rue", "- 1", "1 .0", "\u{a0}1", "\u{feff}1"] {
        assert!(Value::from_json(text).is_err(), "{text}");
    }
}

#[test]
fn whole_numbers_are_read_in_any_spelling() {
    for (text, number) in [
        ("0", 0),
        ("-0", 0),
        ("-0.0e9", 0),
        ("0e999999999999", 0),
        ("7", 7),
        ("7.0", 7),
        ("7.000e0", 7),
        ("70e-1", 7),
        ("0.7E+1", 7),
        ("0.00000000000000000000007e23", 7),
        ("700000000000000000000000e-23", 7),
        ("18446744073709551615", u64::MAX),
        ("18446744073709551615.0", u64::MAX),
        ("1844674407370955161.5e1", u64::MAX),
    ] {
        assert_eq!(Value::from_json(text), Ok(Value::Number(number)), "{text}");
    }
}

#[test]
fn other_numbers_are_null() {
    for text in [
        "-1",
        "0.5",
        "1e-1",
        "1.00000000000000000000000000001",
        "18446744073709551615.5",
        "18446744073709551616",
        "1e20",
        "99999999999999999999999999",
        "1e999999999999",
        "1e-999999999999",
        "100000000000000000000000000000000000000000",
    ] {
        assert_eq!(Value::from_json(text), Ok(Value::Null), "{text}");
    }
}

#[test]
fn escape_sequences_are_read() {
    let text = r#""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00 é😀""#;

    let string = "\"\\/\u{8}\u{c}\n\r\tAé😀 é😀";
    assert_eq!(Value::from_json(text), Ok(string.into()));
}

#[test]
fn a_lone_surrogate_is_replaced() {
    for (text, string) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00x""#, "\u{fffd}x"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(Value::from_json(text), Ok(string.into()), "{text}");
    }
}

#[test]
fn only_control_characters_quotes_and_backslashes_are_escaped() {
    let string: String = ('\0'..='\u{a0}').chain("é\u{2028}😀".chars()).collect();

    let text = Value::from(string.as_str()).to_json();

    assert_eq!(text, serde_json::to_string(&string).unwrap());
    assert_eq!(Value::from_json(&text), Ok(string.into()));
}

#[test]
fn an_error_has_the_position_of_the_first_invalid_byte() {
    for (text, at) in [
        ("", 0),
        (" ", 1),
        ("nul", 3),
        ("nulL", 3),
        ("True", 0),
        ("'a'", 0),
        ("\"a", 2),
        ("\"a\nb\"", 2),
        (r#""\x41""#, 2),
        (r#""\u00g0""#, 5),
        (r#""\u123"#, 6),
        (r#""\ud83d\uzzzz""#, 9),
        ("01", 1),
        ("+1", 0),
        ("-", 1),
        (".5", 0),
        ("1.", 2),
        ("1e", 2),
        ("1e+", 3),
        ("NaN", 0),
        ("[", 1),
        ("[1", 2),
        ("[1,]", 3),
        ("[,1]", 1),
        ("[1 2]", 3),
        ("[1}", 2),
        ("]", 0),
        ("{", 1),
        ("{,}", 1),
        (r#"{"a"}"#, 4),
        (r#"{"a":}"#, 5),
        (r#"{"a":1,}"#, 7),
        (r#"{"a":1]"#, 6),
        ("{a:1}", 1),
        ("{1:1}", 1),
        ("[] []", 3),
        ("[]//", 2),
    ] {
        assert_eq!(Value::from_json(text), Err(NotJson { at }), "{text}");
    }
}

#[test]
fn deeply_nested_values_are_null() {
    assert_eq!(
        Value::from_json(r#"[[[[1,[2],{"a":3},4]]],5]"#)
            .unwrap()
            .to_json(),
        "[[[[1,null,null,4]]],5]"
    );
    assert_eq!(
        Value::from_json(r#"{"a":{"b":{"c":{"d":{"e":[[{"f":1}]]},"g":2}}},"h":[]}"#)
            .unwrap()
            .to_json(),
        r#"{"a":{"b":{"c":{"d":null,"g":2}}},"h":[]}"#
    );
}

#[test]
fn extreme_nesting_uses_no_stack_and_must_be_closed() {
    let deep = "[".repeat(100_000);

    assert_eq!(Value::from_json(&deep), Err(NotJson { at: 100_000 }));
    let closed = deep.clone() + &"]".repeat(100_000);
    assert_eq!(Value::from_json(&closed).unwrap().to_json(), "[[[[null]]]]");
    let mixed = deep + &"}".repeat(100_000);
    assert_eq!(Value::from_json(&mixed), Err(NotJson { at: 100_000 }));
}

#[test]
fn excess_items_and_fields_are_dropped() {
    let items = vec!["1"; 1_000].join(",");
    let fields: Vec<_> = (0..1_000).map(|n| format!(r#""{n}":{n}"#)).collect();

    let array = Value::from_json(&format!("[{items}]")).unwrap();
    let object = Value::from_json(&format!("{{{}}}", fields.join(","))).unwrap();

    assert_eq!(array, Value::Array(vec![1.into(); 256]));
    assert!(object.has("255") && !object.has("256"));
    assert!(Value::from_json(&format!("[{items},]")).is_err());
}

#[test]
fn the_last_of_duplicate_fields_counts() {
    let mut value = Value::from_json(r#"{"a":1,"b":2,"a":3}"#).unwrap();

    assert_eq!(value.take("a"), 3.into());
    assert_eq!(value.take("c"), Value::Null);
}

#[test]
fn null_fields_are_not_written() {
    let object = Value::object(vec![("a", None::<u32>.into()), ("b", Some(2).into())]);

    assert_eq!(object.to_json(), r#"{"b":2}"#);
}
