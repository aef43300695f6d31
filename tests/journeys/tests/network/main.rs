//! Calls through emulated networks: NATs, firewalls, outages, packet loss and changed addresses. Ada is at home behind
//! one router, with Chromium, and Lin behind the other, with Firefox. Only root on Linux can create these networks.

mod failures;
mod nats;
mod one_program;
mod paths;
mod topology;
