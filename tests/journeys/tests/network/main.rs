//! Calls through real networks: routers that hide homes, firewalls, cuts, losses, moves. Ada is at home behind one
//! router, with Chromium; Lin behind the other one, with Firefox. Only root on Linux can make these networks.

mod failures;
mod nats;
mod paths;
mod place;
