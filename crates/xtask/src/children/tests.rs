use std::process::Command;

use super::*;

#[test]
fn a_command_that_fails_is_named_with_its_status() {
    let failure = run("the refusal", Command::new("sh").args(["-c", "exit 3"])).unwrap_err();

    assert_eq!(
        failure.to_string(),
        "the refusal did not succeed (exit status: 3)"
    );
}

#[test]
fn a_missing_command_is_named() {
    let failure = run("the absent", &mut Command::new("/nonexistent/program")).unwrap_err();

    assert_eq!(
        failure.to_string(),
        "the absent cannot be started (/nonexistent/program)"
    );
}

#[test]
fn dropping_a_group_ends_all_its_processes() {
    let (group, grandchild) = start_with_grandchild();

    drop(group);

    assert!(has_vanished(grandchild));
}

#[test]
fn a_group_whose_leader_ends_by_itself_leaves_no_process_behind() {
    let mut leader = Command::new("sh");
    leader.args(["-c", "sleep 100 & echo $!"]).stdout(Stdio::piped());
    let mut group = Group::start("the leader", &mut leader).unwrap();
    let grandchild = read_pid(&mut group);

    group.wait().unwrap();

    assert!(has_vanished(grandchild));
}

#[test]
fn the_watchdog_ends_the_groups_that_were_not_removed() {
    let mut watch = Command::new("sh")
        .args(["-c", registry::WATCH])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut group, grandchild) = start_with_grandchild();
    let (mut kept, survivor) = start_with_grandchild();

    let mut orders = watch.stdin.take().unwrap();
    std::io::Write::write_all(
        &mut orders,
        format!(
            "+ {}\n+ {}\n- {}\n",
            group.child().id(),
            kept.child().id(),
            kept.child().id()
        )
        .as_bytes(),
    )
    .unwrap();
    drop(orders);
    watch.wait().unwrap();

    assert!(has_vanished(grandchild));
    assert!(is_alive(survivor));
}

fn start_with_grandchild() -> (Group, i32) {
    let mut command = Command::new("sh");
    command
        .args(["-c", "sleep 100 & echo $!; wait"])
        .stdout(Stdio::piped());
    let mut group = Group::start("the family", &mut command).unwrap();
    let grandchild = read_pid(&mut group);
    (group, grandchild)
}

fn read_pid(group: &mut Group) -> i32 {
    let mut line = String::new();
    let output = group.child().stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).unwrap();
    line.trim().parse().unwrap()
}

/// Waits until a killed process is gone: its new parent has to collect it first.
fn has_vanished(pid: i32) -> bool {
    (0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        !is_alive(pid)
    })
}

fn is_alive(pid: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    status.is_ok_and(|text| !text.contains(") Z "))
}
