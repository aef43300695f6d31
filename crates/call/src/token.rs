//! When a token ends. A client does not verify tokens: what it reads here concerns only its own page.

use std::time::Duration;

/// Early enough to fetch another token, and within the life of a short one.
const NOTICE: Duration = Duration::from_secs(60);

/// Returns the expiration time (`exp`) of a JSON Web Token, in milliseconds since 1970; `None` if it has none, or is no
/// such token.
pub fn token_expiry(token: &str) -> Option<u64> {
    let payload = token.split('.').nth(1)?;
    let claims = String::from_utf8(decode(payload)?).ok()?;
    milliseconds(number_of(&claims, "exp")?)
}

/// Returns how long to wait before the page is told that the token expires at `expiry`; both times in milliseconds since
/// 1970.
pub fn notice_in(expiry: u64, now: u64) -> Duration {
    Duration::from_millis(expiry.saturating_sub(now)).saturating_sub(NOTICE)
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

/// Returns the number in that field of a JSON object as it is written. [`Value`](visavis_roap::Value) holds whole
/// numbers only.
fn number_of<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let mut depth = 0_u32;
    let mut rest = object;
    while let Some(at) = rest.find(['"', '{', '}', '[', ']']) {
        let (mark, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match mark {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {
                let (string, after) = after.split_at(end_of_string(after)?);
                rest = &after[1..];
                let value = rest.trim_start().strip_prefix(':');
                if let Some(value) = value.filter(|_| depth == 1 && string == name) {
                    let value = value.trim_start();
                    let end = value.find([',', '}', ' ', '\n', '\r', '\t']);
                    return Some(&value[..end.unwrap_or(value.len())]);
                }
            }
        }
    }
    None
}

/// Returns the position of the quotation mark that ends a string.
fn end_of_string(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

/// Converts seconds, as JSON writes a number, to milliseconds. Parsing a floating-point number needs large tables.
fn milliseconds(number: &str) -> Option<u64> {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut power = exponent
        .strip_prefix('+')
        .unwrap_or(exponent)
        .parse::<i32>()
        .ok()?;
    power = power.saturating_add(3);
    let mut value = 0_u64;
    for digit in whole.bytes() {
        value = shifted(value).saturating_add(u64::from(value_of(digit)?));
    }
    for digit in fraction.bytes() {
        // Seventeen digits say more of a date than anybody needs.
        if value > u64::MAX / 100 {
            break;
        }
        value = shifted(value).saturating_add(u64::from(value_of(digit)?));
        power = power.saturating_sub(1);
    }
    for _ in 0..power.unsigned_abs().min(20) {
        value = if power > 0 { shifted(value) } else { value / 10 };
    }
    Some(value)
}

fn shifted(value: u64) -> u64 {
    value.saturating_mul(10)
}

fn value_of(digit: u8) -> Option<u8> {
    digit.is_ascii_digit().then(|| digit - b'0')
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
            assert_eq!(number_of(claims, "exp"), number, "{claims}");
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
            ("1e", None),
        ] {
            assert_eq!(milliseconds(number), expiry, "{number}");
        }
    }

    #[test]
    fn the_page_is_told_a_minute_before() {
        assert_eq!(notice_in(100_000, 10_000), Duration::from_secs(30));
        assert_eq!(notice_in(100_000, 40_000), Duration::ZERO);
        assert_eq!(notice_in(100_000, 200_000), Duration::ZERO);
        assert_eq!(notice_in(u64::MAX, 0), Duration::from_millis(u64::MAX) - NOTICE);
    }
}
