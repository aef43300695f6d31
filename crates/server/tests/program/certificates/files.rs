//! `--tls-cert` and `--tls-key`.

use crate::support::{Folder, Program, in_time, run};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::CertificateDer;

#[tokio::test]
async fn a_renewed_certificate_is_served_without_a_restart() {
    let folder = Folder::new("renewed");
    let first = write(&folder);
    let server = Program::start(&flags(&folder)).await;
    assert_eq!(server.certificate().await.unwrap(), first);

    let second = write(&folder);

    in_time(async { while server.certificate().await.unwrap() != second {} }).await;
}

#[cfg(unix)]
#[tokio::test]
async fn sighup_reads_the_certificate_at_once_and_a_wrong_one_is_not_used() {
    let folder = Folder::new("hangup");
    write(&folder);
    let mut server = Program::start(&flags(&folder)).await;
    let second = write(&folder);
    server.signal("-HUP").await;
    server.log_line("the certificate was replaced").await;
    assert_eq!(server.certificate().await.unwrap(), second);

    folder.write("key.pem", "no key\n");
    server.signal("-HUP").await;
    let line = server.log_line("the former certificate stays").await;

    assert!(line.contains("key.pem: there is no private key in it"), "{line}");
    assert_eq!(server.certificate().await.unwrap(), second);
}

#[tokio::test]
async fn files_that_cannot_be_used_are_named() {
    let folder = Folder::new("unusable");
    write(&folder);
    let (chain, key) = (folder.path("chain.pem"), folder.path("key.pem"));
    let other = Folder::new("other");
    write(&other);
    let (other, text) = (other.path("key.pem"), folder.write("text", "hello\n"));
    for (chain, key, sentence) in [
        ("/nowhere", &key, "cannot read /nowhere: "),
        (&text, &key, "text: there is no certificate in it"),
        (&chain, &text, "text: there is no private key in it"),
        (&chain, &other, "the certificate and the key do not fit together"),
    ] {
        let output = run(&["--listen", "127.0.0.1:0", "--tls-cert", chain, "--tls-key", key]).await;

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains(sentence), "{error}");
    }
}

#[tokio::test]
async fn flags_that_contradict_each_other_are_refused() {
    let listen = ["--listen", "127.0.0.1:0"];
    for flags in [
        &["--tls-cert", "a"][..],
        &["--tls-key", "a"],
        &[
            "--tls",
            "self-signed",
            "--acme",
            "calls.example",
            "--tls-dir",
            "a",
        ],
        &["--tls", "self-signed", "--tls-cert", "a", "--tls-key", "b"],
        &["--acme", "calls.example"],
        &["--acme", "192.0.2.1", "--tls-dir", "a"],
        &["--acme", "https://calls.example", "--tls-dir", "a"],
        &["--acme-contact", "ada@calls.example"],
        &[
            "--acme",
            "calls.example",
            "--tls-dir",
            "a",
            "--acme-contact",
            "Ada",
        ],
        &[
            "--acme",
            "calls.example",
            "--tls-dir",
            "a",
            "--acme-directory",
            "http://ca.example/",
        ],
        &["--hsts", "300"],
        &["--http-redirect", "127.0.0.1:0"],
    ] {
        let output = run(&[&listen[..], flags].concat()).await;

        assert_eq!(output.status.code(), Some(2), "{flags:?}: {output:?}");
    }
}

fn flags(folder: &Folder) -> [&'static str; 4] {
    let leak = |name| -> &'static str { folder.path(name).leak() };
    ["--tls-cert", leak("chain.pem"), "--tls-key", leak("key.pem")]
}

fn write(folder: &Folder) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".into()]).unwrap();
    folder.write("chain.pem", &cert.pem());
    folder.write("key.pem", &signing_key.serialize_pem());
    cert.der().clone()
}
