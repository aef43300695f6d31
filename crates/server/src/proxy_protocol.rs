//! The PROXY protocol, versions 1 and 2, with which a proxy below HTTP says who its client is
//! (<https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>).

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use tokio::io::{AsyncRead, AsyncReadExt};

/// How every header of version 2 begins.
const SIGNATURE_2: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// How every header of version 1 begins.
const SIGNATURE_1: &[u8] = b"PROXY ";
/// The longest header of version 1, with its line break.
const MAX_LENGTH_1: usize = 107;
/// The longest rest of a header of version 2 that is read. Addresses take 36 bytes; certificates of clients, which some
/// proxies append, a few kilobytes.
const MAX_LENGTH_2: u16 = 16 * 1024;

/// Reads the header, and nothing after it; returns the address of the client, or `None` if the connection is the
/// proxy's own, such as a health check.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`], if there is no valid header: the specification forbids to guess.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let mut start = [0; SIGNATURE_2.len()];
    stream.read_exact(&mut start).await?;
    if start == SIGNATURE_2 {
        return read_version_2(stream).await;
    }
    if !start.starts_with(SIGNATURE_1) {
        return Err(malformed());
    }
    let mut line = start.to_vec();
    while !line.ends_with(b"\r\n") {
        if line.len() >= MAX_LENGTH_1 {
            return Err(malformed());
        }
        // Byte by byte, since what follows the line belongs to HTTP.
        line.push(stream.read_u8().await?);
    }
    version_1(&line).ok_or_else(malformed)
}

fn version_1(line: &[u8]) -> Option<Option<IpAddr>> {
    let line = str::from_utf8(line).ok()?.strip_suffix("\r\n")?;
    let mut words = line.strip_prefix("PROXY ")?.split(' ');
    let family = words.next()?;
    if family == "UNKNOWN" {
        return Some(None);
    }
    let [source, destination, source_port, destination_port] = [(); 4].map(|()| words.next());
    let source: IpAddr = source?.parse().ok()?;
    let destination: IpAddr = destination?.parse().ok()?;
    source_port?.parse::<u16>().ok()?;
    destination_port?.parse::<u16>().ok()?;
    let is_family = match family {
        "TCP4" => source.is_ipv4() && destination.is_ipv4(),
        "TCP6" => source.is_ipv6() && destination.is_ipv6(),
        _ => false,
    };
    (is_family && words.next().is_none()).then_some(Some(source))
}

async fn read_version_2(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    const LOCAL: u8 = 0x20;
    const PROXY: u8 = 0x21;
    const TCP_OVER_IPV4: u8 = 0x11;
    const TCP_OVER_IPV6: u8 = 0x21;
    let command = stream.read_u8().await?;
    let family = stream.read_u8().await?;
    let length = stream.read_u16().await?;
    if length > MAX_LENGTH_2 {
        return Err(malformed());
    }
    let mut rest = vec![0; length.into()];
    stream.read_exact(&mut rest).await?;
    match (command, family) {
        (LOCAL, _) => Ok(None),
        (PROXY, TCP_OVER_IPV4) => {
            let [source, ..] = rest.as_chunks::<4>().0 else {
                return Err(malformed());
            };
            has(&rest, 12).map(|()| Some(Ipv4Addr::from(*source).into()))
        }
        (PROXY, TCP_OVER_IPV6) => {
            let [source, ..] = rest.as_chunks::<16>().0 else {
                return Err(malformed());
            };
            has(&rest, 36).map(|()| Some(Ipv6Addr::from(*source).into()))
        }
        // Another transport, of which no address can be told.
        (PROXY, _) => Ok(None),
        _ => Err(malformed()),
    }
}

fn has(bytes: &[u8], length: usize) -> io::Result<()> {
    if bytes.len() < length {
        return Err(malformed());
    }
    Ok(())
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no header of the PROXY protocol")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn version_1_is_read_up_to_its_line_break() {
        for (header, expected) in [
            ("PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n", Some("192.0.2.1")),
            ("PROXY TCP6 2001:db8::7 ::1 56324 443\r\n", Some("2001:db8::7")),
            ("PROXY UNKNOWN\r\n", None),
            ("PROXY UNKNOWN a b c d\r\n", None),
        ] {
            let bytes = format!("{header}GET / HTTP/1.1\r\n");
            let mut stream = bytes.as_bytes();

            let client = read(&mut stream).await.unwrap();

            assert_eq!(
                client,
                expected.map(|address| address.parse().unwrap()),
                "{header}"
            );
            assert_eq!(stream, b"GET / HTTP/1.1\r\n");
        }
    }

    #[tokio::test]
    async fn version_2_is_read_with_what_proxies_append() {
        let ipv4 = [&[192, 0, 2, 1, 10, 0, 0, 1, 0, 80, 1, 187][..], &[0x20, 0, 1, 7]].concat();
        let ipv6 = [&[0x20, 1, 0x0d, 0xb8][..], &[0; 32]].concat();
        for (command, family, rest, expected) in [
            (0x21, 0x11, &ipv4, Some("192.0.2.1")),
            (0x21, 0x21, &ipv6, Some("2001:db8::")),
            (0x20, 0x00, &vec![], None),
            (0x20, 0x11, &ipv4, None),
            (0x21, 0x31, &vec![0; 216], None),
        ] {
            let bytes = [&version_2(command, family, rest)[..], b"GET"].concat();
            let mut stream = &bytes[..];

            let client = read(&mut stream).await.unwrap();

            assert_eq!(client, expected.map(|address| address.parse().unwrap()));
            assert_eq!(stream, b"GET");
        }
    }

    #[tokio::test]
    async fn anything_else_is_refused() {
        let long = format!("PROXY TCP4 {}", "1".repeat(200));
        let texts = [
            "",
            "PROXY ",
            "GET / HTTP/1.1\r\nhost: here\r\n\r\n",
            "PROXY TCP4 192.0.2.1 10.0.0.1 56324\r\n",
            "PROXY TCP4 192.0.2.1 10.0.0.1 56324 443 1\r\n",
            "PROXY TCP4 ::1 ::1 56324 443\r\n",
            "PROXY TCP6 192.0.2.1 10.0.0.1 56324 443\r\n",
            "PROXY TCP4 192.0.2.1 10.0.0.1 56324 65536\r\n",
            "PROXY TCP4  192.0.2.1 10.0.0.1 56324 443\r\n",
            "proxy tcp4 192.0.2.1 10.0.0.1 56324 443\r\n",
            "PROXY TCP4 192.0.2.1 10.0.0.1 56324 443",
            &long,
        ];
        let texts = texts.iter().map(|text| text.as_bytes().to_vec());
        let binary = [
            version_2(0x21, 0x11, &[1; 11]),
            version_2(0x21, 0x21, &[1; 35]),
            version_2(0x11, 0x11, &[1; 12]),
            version_2(0x22, 0x11, &[1; 12]),
            version_2(0x21, 0x11, &[1; 20_000]),
            version_2(0x21, 0x11, &[1; 12])[..20].to_vec(),
        ];
        for bytes in texts.chain(binary) {
            assert!(read(&mut &bytes[..]).await.is_err(), "{}", bytes.escape_ascii());
        }
    }

    fn version_2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [&SIGNATURE_2[..], &[command, family], &length, rest].concat()
    }
}
