//! `--tls self-signed`.

use crate::support::{Folder, Program, in_time};
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

#[tokio::test]
async fn a_server_for_a_lan_tells_its_addresses_and_its_fingerprint() {
    let mut server = Program::start_at("0.0.0.0:0", &["--tls", "self-signed", "--host", "calls.lan"]).await;
    let port = server.address.port();
    server.address.set_ip([127, 0, 0, 1].into());
    let mut lines = Vec::new();
    while lines
        .iter()
        .rev()
        .nth(1)
        .is_none_or(|line: &String| !line.contains("SHA-256"))
    {
        lines.push(in_time(server.output.next_line()).await.unwrap().unwrap());
    }

    let certificate = server.certificate().await.unwrap();
    assert_eq!(
        lines[0],
        "Open one of these addresses on any device of this network:"
    );
    assert_eq!(lines[1], format!("  https://calls.lan:{port}/"));
    let fingerprint: Vec<_> = Sha256::digest(&certificate)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    assert_eq!(lines.last().unwrap().trim(), fingerprint.join(":"));
    let (_, parsed) = X509Certificate::from_der(&certificate).unwrap();
    let names = &parsed
        .subject_alternative_name()
        .unwrap()
        .unwrap()
        .value
        .general_names;
    for expected in [
        GeneralName::DNSName("localhost"),
        GeneralName::DNSName("calls.lan"),
        GeneralName::IPAddress(&[127, 0, 0, 1]),
    ] {
        assert!(names.contains(&expected), "{names:?}");
    }
    let life = parsed.validity().not_after.timestamp() - parsed.validity().not_before.timestamp();
    assert!(life < 398 * 24 * 60 * 60, "{life}");
}

#[tokio::test]
async fn a_certificate_is_kept_and_made_anew_for_another_name() {
    let folder = Folder::new("kept");
    let dir = folder.path("tls");
    let flags = ["--tls", "self-signed", "--tls-dir", &dir];
    let certificate = async |flags: &[&str]| Program::start(flags).await.certificate().await.unwrap();

    let first = certificate(&flags).await;
    let second = certificate(&flags).await;
    let other = certificate(&[&flags[..], &["--host", "calls.lan"]].concat()).await;

    assert_eq!(first, second);
    assert_ne!(first, other);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = std::fs::metadata(folder.0.join("tls/self-signed-key.pem")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
}

/// `script`, which every Debian has, runs a program in a terminal.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_terminal_shows_a_picture_for_telephones() {
    use crate::support::command;
    use std::process::Stdio;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

    let program = command(&[]).as_std().get_program().to_str().unwrap().to_owned();
    let line = format!("{program} --listen 127.0.0.1:0 --tls self-signed --host calls.lan --log off");
    let mut terminal = tokio::process::Command::new("script")
        .args(["-qfec", &line, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(terminal.stdout.take().unwrap()).lines();

    let mut picture = 0;
    while picture < 10 {
        let line = in_time(lines.next_line()).await.unwrap().unwrap();
        picture += usize::from(line.contains(['█', '▀', '▄']));
    }

    // Ctrl-C: without its terminal, the server would go on.
    terminal.stdin.take().unwrap().write_all(&[3]).await.unwrap();
    in_time(terminal.wait()).await.unwrap();
}
