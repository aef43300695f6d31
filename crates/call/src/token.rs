//! When a token ends, and what it permits. A client does not verify tokens: what it reads here concerns only its own page.

use visavis_protocol::Permissions;

/// Early enough to fetch another token.
const NOTICE: u64 = 60_000;

/// Returns the expiration time (`exp`) of a JSON Web Token, in milliseconds since 1970; `None` if it has none, or is no
/// such token.
pub fn token_expiry(token: &str) -> Option<u64> {
    let claims = decode(token.split('.').nth(1)?)?;
    milliseconds(number_of(&claims, b"exp")?)
}

/// Returns what a JSON Web Token permits (`permissions`); `None` if it restricts nothing, or is no such token.
pub fn token_permissions(token: &str) -> Option<Permissions> {
    let claims = decode(token.split('.').nth(1)?)?;
    let list = value_of(&claims, b"permissions")?.strip_prefix(b"[")?;
    let end = list.iter().position(|byte| *byte == b']')?;
    let names = list.get(..end)?.split(|byte| *byte == b'"').skip(1).step_by(2);
    Some(Permissions::read(
        names.filter_map(|name| std::str::from_utf8(name).ok()),
    ))
}

/// Returns when to tell the page that a token which is new `now` expires at `expiry`: a minute before or, so that short
/// ones are not fetched without a pause, after half of its time. All times in milliseconds since 1970.
pub fn notice_at(expiry: u64, now: u64) -> u64 {
    expiry - (expiry.saturating_sub(now) / 2).min(NOTICE)
}

/// Decodes Base64url without padding: RFC 7515 §2.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// Returns the number in that field of a JSON object as it is written.
fn number_of<'a>(object: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let value = value_of(object, name)?;
    let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    value.get(..value.iter().take_while(is_part).count())
}

/// Returns what is written from that field of a JSON object on. [`Value`](visavis_roap::Value) holds whole numbers only.
fn value_of<'a>(object: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut depth = 0_u32;
    let mut at = 0;
    loop {
        match *object.get(at)? {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at + 1;
                at = end_of_string(object, start)?;
                let value = after_colon(object.get(at + 1..)?);
                if let Some(value) = value.filter(|_| depth == 1 && object.get(start..at) == Some(name)) {
                    return Some(value);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Returns the position of the quotation mark that ends a string.
fn end_of_string(text: &[u8], start: usize) -> Option<usize> {
    let mut is_escaped = false;
    let length = text.get(start..)?.iter().position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    })?;
    Some(start + length)
}

/// Returns the value that follows the name of a field; `None` after any other string.
fn after_colon(text: &[u8]) -> Option<&[u8]> {
    Some(text.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start())
}

/// Converts seconds, as JSON writes a number, to milliseconds. Parsing a floating-point number needs large tables.
fn milliseconds(number: &[u8]) -> Option<u64> {
    let (mut value, mut power, mut is_fraction) = (0_u64, 3_i32, false);
    let mut bytes = number.iter();
    for byte in bytes.by_ref() {
        match byte {
            // Seventeen digits say more of a date than anybody needs.
            b'0'..=b'9' if is_fraction && value > u64::MAX / 100 => {}
            b'0'..=b'9' => {
                value = shifted(value).saturating_add(u64::from(byte - b'0'));
                power -= i32::from(is_fraction);
            }
            b'.' => is_fraction = true,
            b'e' | b'E' => break,
            _ => return None,
        }
    }
    let (is_small, digits) = match bytes.as_slice() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    let mut exponent = 0_i32;
    for digit in digits {
        exponent = exponent
            .saturating_mul(10)
            .saturating_add(i32::from(digit.checked_sub(b'0')?));
    }
    power = power.saturating_add(if is_small { -exponent } else { exponent });
    for _ in 0..power.unsigned_abs().min(20) {
        value = if power > 0 { shifted(value) } else { value / 10 };
    }
    (!number.is_empty()).then_some(value)
}

fn shifted(value: u64) -> u64 {
    value.saturating_mul(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The payload of the first was encoded by `basenc --base64url`.
    #[test]
    fn the_expiry_of_a_token_is_read() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJyb29tIjoiQ2Fmw6k_Pz8-IiwiZXhwIjoxNzkwMDAwMDAwfQ.c2lnbmF0dXJl";

        assert_eq!(token_expiry(token), Some(1_790_000_000_000));
        for garbage in [
            "",
            ".",
            "a.b.c",
            "x.=.y",
            "..",
            "ä.ä.ä",
            "e30.e30",
            "e30.IiI.",
            "e30.Ig.",
            "e30.eyJleHA",
        ] {
            assert_eq!(token_expiry(garbage), None, "{garbage}");
        }
    }

    /// The payloads were encoded by `basenc --base64url`.
    #[test]
    fn what_a_token_permits_is_read() {
        let of = |payload: &str| token_permissions(&format!("e30.{payload}.c2ln"));

        // {"room":"r","permissions":["chat", "fly","record"],"exp":7.5}
        let some = of("eyJyb29tIjoiciIsInBlcm1pc3Npb25zIjpbImNoYXQiLCAiZmx5IiwicmVjb3JkIl0sImV4cCI6Ny41fQ");
        assert_eq!(some, Some(Permissions::read(["chat", "record"])));
        // {"permissions":[]}
        assert_eq!(of("eyJwZXJtaXNzaW9ucyI6W119"), Some(Permissions::default()));
        // {"permissions":null}, {"room":"permissions"}, {"permissions":["chat"
        for restricts_nothing in [
            "eyJwZXJtaXNzaW9ucyI6bnVsbH0",
            "eyJyb29tIjoicGVybWlzc2lvbnMifQ",
            "eyJwZXJtaXNzaW9ucyI6WyJjaGF0Ig",
            "",
        ] {
            assert_eq!(of(restricts_nothing), None, "{restricts_nothing}");
        }
    }

    #[test]
    fn only_the_claim_itself_counts() {
        for (claims, number) in [
            (r#"{"exp":7}"#, Some("7")),
            (r#" { "exp" : 7.5 , "x":1}"#, Some("7.5")),
            (r#"{"room":"\"exp\":1","a\\":"exp","exp":2}"#, Some("2")),
            (r#"{"a":{"exp":1},"b":[{"exp":1},"exp"],"exp":3}"#, Some("3")),
            (r#"{"nbf":5,"expires":1}"#, None),
            (r#"["exp",1]"#, None),
            (r#"{"exp"}"#, None),
            (r#""exp":1"#, None),
            (r#"{"exp":"#, Some("")),
            (r#"{"exp"#, None),
            ("", None),
        ] {
            let found = number_of(claims.as_bytes(), b"exp");
            assert_eq!(found, number.map(str::as_bytes), "{claims}");
        }
    }

    #[test]
    fn dates_are_read_as_programs_write_them() {
        for (number, expiry) in [
            ("1790000000", Some(1_790_000_000_000)),
            ("1790000000.5", Some(1_790_000_000_500)),
            ("1790000000.123456789012", Some(1_790_000_000_123)),
            ("1.7900000005E9", Some(1_790_000_000_500)),
            ("179e+7", Some(1_790_000_000_000)),
            ("1790000000000", Some(1_790_000_000_000_000)),
            ("5e-3", Some(5)),
            ("0", Some(0)),
            ("1e300", Some(u64::MAX)),
            ("1e-300", Some(0)),
            ("99999999999999999999999999", Some(u64::MAX)),
            ("-1", None),
            ("null", None),
            ("\"5\"", None),
            ("", None),
        ] {
            assert_eq!(milliseconds(number.as_bytes()), expiry, "{number}");
        }
    }

    #[test]
    fn the_page_is_told_a_minute_before_or_after_half_the_time() {
        assert_eq!(notice_at(1_000_000, 10_000), 940_000);
        assert_eq!(notice_at(1_000_000, 880_000), 940_000);
        assert_eq!(notice_at(1_000_000, 980_000), 990_000);
        assert_eq!(notice_at(1_000_000, 1_000_000), 1_000_000);
        assert_eq!(notice_at(1_000_000, 2_000_000), 1_000_000);
        assert_eq!(notice_at(u64::MAX, 0), u64::MAX - NOTICE);
        assert_eq!(notice_at(0, 0), 0);
    }
}
